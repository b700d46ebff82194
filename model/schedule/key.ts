/**
 * What tells two states apart: all that the future depends on. Numbers that only stand for something are written as the place
 * of their first mention, so that a loop that takes a new page each time round comes back to where it was.
 */
import type { Paused } from '../call.ts'
import { FIRST_NUMBER, type MmState } from '../kernel/mm/state.ts'

/** Sequences are compared, and odd or even; nothing else is asked of them. */
const sequences = (): ((sequence: number) => string) => {
  const known = new Map<number, string>()
  return (sequence) => {
    const name = known.get(sequence) ?? `${known.size}${sequence % 2 === 0 ? 'even' : 'odd'}`
    known.set(sequence, name)
    return name
  }
}

/** The locals of drivers that hold a sequence have it by this name. */
const inLocals = (at: Paused, named: (sequence: number) => string): unknown =>
  at.map(({ locals, ...frame }) => {
    const { sequence, dma } = locals
    if (typeof sequence === 'number')
      return { ...frame, args: undefined, locals: { ...locals, sequence: named(sequence) } }
    return { ...frame, args: undefined, locals: dma === undefined ? locals : spelled(locals) }
  })

/** What a jump keeps: it is among the locals, unless a row took its name for something else. */
const argsOf = (at: Paused): unknown =>
  at.map(({ args, locals }) => Object.entries(args).filter(([name, value]) => locals[name] !== value))

const NUMBER = new RegExp(`${String(FIRST_NUMBER)[0]}\\d{${String(FIRST_NUMBER).length - 1}}`, 'gu')

/** Of memory that nobody can reach any more the content is nobody's business. */
const reachable = ({ memory }: MmState, rest: string): unknown =>
  Object.entries(memory.content).filter(([frame]) => Number(frame) < FIRST_NUMBER || rest.includes(frame))

/** An address is no number that stands for something, and must not look like one: its digits stand apart. */
const spelled = (addresses: object): unknown =>
  JSON.parse(
    JSON.stringify(addresses, (name, value: unknown) =>
      name === 'dma' && typeof value === 'number' ? value.toString(16).replaceAll(/./g, '$&.') : value,
    ),
  )

/** @param calls that are under way, by actor */
export const keyOf = (mm: MmState, calls: readonly (Paused | undefined)[], besides: unknown): string => {
  const named = sequences()
  const rest = JSON.stringify([
    {
      ...mm,
      told: undefined,
      unused: undefined,
      dma: spelled(mm.dma),
      letGo: spelled(mm.letGo),
      buffers: spelled(mm.buffers),
      memory: {
        ...mm.memory,
        content: undefined,
        home: undefined,
        linked: undefined,
        unreachable: undefined,
        bars: undefined,
      },
      processes: mm.processes.map((process) => ({ ...process, sequence: named(process.sequence) })),
      notifiers: mm.notifiers.map((one) => ({ ...one, sequence: named(one.sequence), saved: named(one.saved) })),
    },
    calls.map((at) => at && [inLocals(at, named), argsOf(at)]),
    besides,
  ])
  const names = new Map<string, string>()
  return (rest + JSON.stringify(reachable(mm, rest))).replace(NUMBER, (number) => {
    const name = names.get(number) ?? `#${names.size}`
    names.set(number, name)
    return name
  })
}
