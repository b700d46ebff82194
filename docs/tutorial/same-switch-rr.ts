import { ACS, anyBit, linux, parts } from 'p2pdma-spec'

export default linux(
  {
    id: 'same-switch-rr',
    summary: 'same-switch, unless a port on the way has Request Redirect on',
    sources: ['after Jason Gunthorpe, 18 April 2017'],
  },
  {
    ...parts,
    bridgesForward: () => false,
    hasAcsRedir: ({ acsControl }, f) => anyBit(acsControl[f], ACS.RR),
  },
)
