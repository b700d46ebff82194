import { linux, linuxMmWith, parts, publish, ret, type HmmResult } from 'p2pdma-spec'

interface Locals {
  readonly device: number
  readonly start: number
  readonly range: HmmResult
}
const memory = linuxMmWith(
  {},
  {
    dmirror_fault: {
      publish: (k, { device, start, range }: Locals) => {
        range.entries.forEach(({ frame, write }, i) => {
          if (frame !== undefined) publish(k, device, start + i, { frame, write })
        })
        return ret(0)
      },
    },
  },
)

export default linux(
  { id: 'asks-no-sequence', summary: 'a driver that never calls mmu_interval_read_retry', sources: ['README'] },
  { ...parts, memory },
)
