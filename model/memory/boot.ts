/** Memory as a kernel finds it: one process, nothing mapped, and a mirror for each device that has memory of its own. */
import type { Machine } from '../machine/columns.ts'
import { openMirror } from '../kernel/lib/test-hmm/mirror.ts'
import { bootMm, type MmState } from '../kernel/mm/state.ts'

/** Always the same, so it is made once: whoever changes it works on a copy. */
export const bootMemory = (machine: Machine): MmState => {
  const known = booted.get(machine)
  if (known !== undefined) return known
  const specs = machine.local.flatMap((local, f) =>
    local === undefined ? [] : [{ name: machine.name[f], home: f, ...local }],
  )
  const w = bootMm(specs)
  w.memory.linked = machine.linked
  for (const { home } of specs) openMirror({ w }, home)
  booted.set(machine, w)
  return w
}
const booted = new WeakMap<Machine, MmState>()
