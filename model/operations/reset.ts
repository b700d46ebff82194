/**
 * A function is reset while its memory is in use, or while it uses others' (`drivers/pci/pci.c`, Linux 6.12; RT-30, HP-3, HP-4).
 *
 * `pci_reset_function` is two steps, for what a peer does meanwhile is a question. Its own driver is told, and through it who
 * borrowed what VFIO has lent (R7.1-5); `pci_p2pdma` tells nobody.
 */
import { bufferTakers, workEnds } from '../kernel/dma-buf/buffers.ts'
import { copied } from '../kernel/mm/state.ts'
import { isBridge, ROOT, type Hw } from '../machine/columns.ts'
import { callMm } from '../memory/access.ts'
import { letGo } from '../memory/let-go.ts'
import { mappersOf } from '../memory/observe.ts'
import { DONE, SKIPPED } from '../outcome.ts'
import { problem, type Problem } from '../problem.ts'
import type { World } from '../world.ts'
import { switched } from './hotplug.ts'
import { isInUse, revokeLent } from './memory/removal.ts'
import { emptied } from './object.ts'
import { operation, type At } from './operation.ts'
import type { Context } from './roles.ts'
import { fn } from './word.ts'

const functionProblems = (
  { function: name }: { function: string },
  { machine: m }: Context,
  path: string,
): Problem[] => {
  const f = m.name.indexOf(name)
  if (f < 0) return []
  const accepted = 'an endpoint without virtual functions'
  if (isBridge(m.kind[f])) return [problem(`${path}.function`, `${name}, a bridge`, accepted)]
  const virtual = m.physfn.indexOf(f)
  return virtual < 0
    ? []
    : [problem(`${path}.function`, `${name}, whose virtual function is ${m.name[virtual]}`, accepted)]
}

/** Something that was on at boot is off: it is being reset, or was pulled out. */
const isOff = ({ machine: m, decodes, masters }: Hw, f: number): boolean =>
  (m.decodes[f] && !decodes[f]) || (m.masters[f] && !masters[f])

const isPulledOut = ({ machine: m, linkUp }: Hw, f: number): boolean => {
  for (let port = m.parent[f]; port !== ROOT; port = m.parent[port]) if (m.linkUp[port] && !linkUp[port]) return true
  return false
}

export const flr = operation({
  kind: 'pcie_flr',
  about:
    'A function is reset: VFIO takes away what it lent, the function answers nothing and sends nothing, and what was in its memory is gone (pci_reset_function up to pcie_flr, Linux 6.12; vfio_pci_ioctl_reset, Linux 7.1).',
  words: { function: fn({ mark: 'RESET' }) },
  answers: 'withdrawn',
  problems: functionProblems,
  run: (at, { function: f }) => {
    const { world, index } = at
    // What a driver does about private memory of processes, or about memory that it lends and may move, is left out.
    if (isOff(world.hw, f) || isInUse(world.mm, f)) return { world, outcome: SKIPPED }
    const { world: told, mapped } = tellBorrowers(at, f)
    if (mapped === undefined) return { world: told, outcome: { kind: 'hangs' } }
    const after = emptied({ ...told, hw: switched(told.hw, [f], false) }, index, ({ owner }) => owner === f)
    const lentNothing = bufferTakers(world.mm, f).length === 0
    return { world: after, outcome: lentNothing ? DONE : { kind: 'withdrawn', mapped } }
  },
  sentence: (told) => `${told.function} is reset`,
})

/** What the function lent is revoked; what it borrowed its driver stops using. `mapped` undefined: somebody is waited for without end. */
const tellBorrowers = (
  { design, world, index, call: { choose } }: At,
  f: number,
): { readonly world: World; readonly mapped?: readonly number[] } => {
  if (Object.keys(world.mm.buffers).length === 0) return { world, mapped: [] }
  const mm = copied(world.mm)
  const meant = copied(world.meant)
  workEnds({ w: mm }, f)
  const revokes = (buffer: number): boolean =>
    callMm(design.memory!, mm, 'dma_buf_revoke', { buffer }, world.hw).kind === 'returned'
  if (!revokeLent({ mm, meant }, f, index, revokes)) return { world: letGo(design, { ...world, mm }, choose) }
  const mapped = bufferTakers(mm, f).flatMap((buffer) => mappersOf(mm, buffer))
  return { world: letGo(design, { ...world, mm, meant }, choose), mapped }
}

export const restore = operation({
  kind: 'pci_dev_restore',
  about:
    'The reset is over: the function has its addresses and enable bits again, and its driver starts it (pci_dev_restore, Linux 6.12).',
  words: { function: fn({ mark: 'RESTORED' }) },
  answers: 'done',
  problems: functionProblems,
  run: ({ world }, { function: f }) =>
    !isOff(world.hw, f) || isPulledOut(world.hw, f)
      ? { world, outcome: SKIPPED }
      : { world: { ...world, hw: switched(world.hw, [f], true) }, outcome: DONE },
  sentence: (told) => `${told.function} works again`,
})
