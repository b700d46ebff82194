import { linux, linuxMmWith, next, notifierOf, parts } from 'p2pdma-spec'

const memory = linuxMmWith(
  {},
  {
    dmirror_fault: {
      read_begin: (k, { device }) => next({ sequence: notifierOf(k, device).sequence, owner: 'A' }),
    },
  },
)

export default linux(
  { id: 'says-another-owner', summary: 'a driver that asks in the name of device A', sources: ['README'] },
  { ...parts, memory },
)
