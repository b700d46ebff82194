import { linux, parts } from 'p2pdma-spec'

export default linux(
  {
    id: 'same-switch',
    summary: 'Linux 6.12, but below one switch peers always reach each other, and elsewhere never',
    sources: ['after Jason Gunthorpe, 18 April 2017'],
  },
  {
    ...parts,
    bridgesForward: () => false,
    hasAcsRedir: () => false,
  },
)
