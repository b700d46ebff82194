/** Memory as a kernel finds it: one process, nothing mapped, and a mirror for each device to whose memory pages may move. */
import type { Machine } from '../machine/columns.ts'
import { openMirror } from '../kernel/lib/test-hmm/mirror.ts'
import { bootMm, type MapSpec, type MmState } from '../kernel/mm/state.ts'

/** Always the same, so it is made once: whoever changes it works on a copy. */
export const bootMemory = (machine: Machine): MmState => {
  const known = booted.get(machine)
  if (known !== undefined) return known
  const specs = machine.local.flatMap((local, f): MapSpec[] =>
    local === undefined ? [] : [{ name: machine.name[f], home: f, ...local }, ...barOf(machine, f, local.shown)],
  )
  const w = bootMm(specs)
  w.memory.linked = machine.linked
  for (const [f, local] of machine.local.entries())
    if (local?.type === 'private' || local?.type === 'coherent') openMirror({ w }, f)
  booted.set(machine, w)
  return w
}
/** Struct pages of that part of the BAR that shows local memory: a driver that has the one kind registers the other beside it (A2-09). */
const barOf = ({ name }: Machine, f: number, pages: number): MapSpec[] =>
  pages === 0 ? [] : [{ name: `${name[f]}, BAR`, type: 'p2pdma', pages, barOf: f }]

const booted = new WeakMap<Machine, MmState>()
