/**
 * A device is pulled out of its slot while it works, and another is put in (`drivers/pci/hotplug`, Linux 6.12).
 *
 * What hardware does and what Linux does about it are apart: the device is gone at once, and its driver goes when nobody holds its
 * memory any more. Between the two anything may be done.
 */
import { KIND, ROOT, type Hw, type Machine } from '../machine/columns.ts'
import { keepsNothing } from '../hardware/atc.ts'
import type { Unbound } from '../kernel/design.ts'
import { borrowersGone } from '../kernel/dma-buf/buffers.ts'
import { copied } from '../kernel/mm/state.ts'
import { letGo } from '../memory/let-go.ts'
import { DONE, SKIPPED } from '../outcome.ts'
import { problem, type Problem } from '../problem.ts'
import type { World } from '../world.ts'
import { lost } from './object.ts'
import { operation, type At } from './operation.ts'
import { unbound } from './pool.ts'
import type { Context } from './roles.ts'
import { fn } from './word.ts'

/** What stands in one slot, with all that is behind it. */
export const inSlot = (m: Machine, port: number): number[] => m.below[port].flatMap((f) => [f, ...inSlot(m, f)])

const isSlot = ({ kind }: Machine, port: number): boolean =>
  port !== ROOT && (kind[port] === KIND.rootPort || kind[port] === KIND.switchDown)

const slotProblems = ({ function: name }: { function: string }, { machine: m }: Context, path: string): Problem[] => {
  const f = m.name.indexOf(name)
  if (f < 0) return []
  const port = m.parent[f]
  const accepted = 'one directly below a root port or a switch downstream port'
  if (!isSlot(m, port)) return [problem(`${path}.function`, `${name}, which is in no slot`, accepted)]
  const own = inSlot(m, port).find((g) => m.local[g] !== undefined)
  if (own === undefined) return []
  return [problem(`${path}.function`, `${m.name[own]}, which has \`memory\``, `${accepted}, without \`memory\``)]
}

/** The same hardware with enable bits of some functions switched off, or as they were at boot; they keep no translations. */
export const switched = (hw: Hw, functions: readonly number[], on: boolean): Hw => {
  const { machine } = hw
  const bits = (now: readonly boolean[], atBoot: readonly boolean[]): boolean[] =>
    now.map((bit, f) => (functions.includes(f) ? on && atBoot[f] : bit))
  const bitsNow = { decodes: bits(hw.decodes, machine.decodes), masters: bits(hw.masters, machine.masters) }
  return keepsNothing({ ...hw, ...bitsNow }, functions)
}

export const surpriseRemoval = operation({
  kind: 'surprise_removal',
  about:
    'A device is pulled out of its slot, with all that is behind it: it answers nothing and sends nothing more. Its driver learns of it later: `unbind`, `pciehp_enable_slot`.',
  words: { function: fn({ mark: 'PULLED OUT' }) },
  answers: 'done',
  problems: slotProblems,
  run: ({ world, index }, { function: f }) => {
    const { hw } = world
    const port = hw.machine.parent[f]
    if (!hw.linkUp[port]) return { world, outcome: SKIPPED }
    const gone = inSlot(hw.machine, port)
    const after = { ...switched(hw, gone, false), linkUp: hw.linkUp.with(port, false) }
    return { world: lost({ ...world, hw: after }, index, ({ owner }) => gone.includes(owner)), outcome: DONE }
  },
  sentence: (told) => `${told.function} is pulled out of its slot`,
})

export const enableSlot = operation({
  kind: 'pciehp_enable_slot',
  about:
    'A device like the one that was pulled out is put into the slot. First the driver of the old one is unbound, if it was not yet: while that waits, nothing is enabled. Then it gets the addresses of the old one (pciehp_handle_presence_or_link_change, Linux 6.12).',
  words: { function: fn({ mark: 'PUT IN' }) },
  answers: 'unbound',
  needs: ['unbind'],
  problems: slotProblems,
  run: (at, { function: f }) => {
    const { machine, linkUp } = at.world.hw
    const port = machine.parent[f]
    // A slot that was never emptied, or whose link was down from the beginning.
    if (linkUp[port] || !machine.linkUp[port]) return { world: at.world, outcome: SKIPPED }
    const slot = inSlot(machine, port)
    const { world, end } = allUnbound(at, slot)
    const outcome = { kind: 'unbound', end } as const
    return end === 'gone' ? { world: putIn(borrowNothing(at, world, slot), port, slot), outcome } : { world, outcome }
  },
  sentence: (told) => `another device in the place of ${told.function}`,
})

/** One after the other, and no further than the first that does not go. */
const allUnbound = (at: At, slot: readonly number[]): { readonly world: World; readonly end: Unbound } => {
  let { world } = at
  for (const f of slot) {
    const one = unbound({ ...at, world, call: { ...at.call, k: world.kernel } }, f)
    if (one.end !== 'gone') return one
    world = one.world
  }
  return { world, end: 'gone' }
}

const borrowNothing = ({ design, call }: At, world: World, slot: readonly number[]): World => {
  if (Object.keys(world.mm.buffers).length === 0) return world
  const mm = copied(world.mm)
  borrowersGone({ w: mm }, slot)
  return letGo(design, { ...world, mm }, call.choose)
}

/** The new device decodes where the old one did, and knows nothing of what that was told. */
const putIn = (world: World, port: number, slot: readonly number[]): World => {
  const { hw } = world
  const { clientFunction } = hw.machine
  const ledger = new Map(world.ledger)
  for (const [step, mapped] of ledger)
    if (slot.includes(clientFunction[mapped.client])) ledger.set(step, { ...mapped, forgotten: true })
  return { ...world, ledger, hw: { ...switched(hw, slot, true), linkUp: hw.linkUp.with(port, true) } }
}
