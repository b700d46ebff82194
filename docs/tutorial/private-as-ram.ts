import { linux, linuxMmWith, ret, type HmmResult } from 'p2pdma-spec'
import { parts } from 'p2pdma-spec/designs/proposals/hmm-dma-map'

interface Locals {
  readonly device: number
  readonly at: number
  readonly range: HmmResult
}
const NEW = { mapped: false, bus: false, dma: undefined }
/** Pages of RAM are numbered from here on. */
const RAM = 1_000_000

const memory = linuxMmWith(
  {},
  {
    dmirror_dma_fault: {
      note: ({ w: { dma, memory: m } }, { device, at, range: { entries } }: Locals) => {
        const [{ frame, write }] = entries
        const isOwn = m.home[frame!] === device
        dma[device] = { ...dma[device], [at]: { ...NEW, frame: isOwn ? RAM + frame! : frame!, write } }
        return ret(0)
      },
    },
  },
)

export default linux(
  { id: 'private-as-ram', summary: 'a driver that maps its own private page as if it were RAM', sources: ['README'] },
  { ...parts, memory },
)
