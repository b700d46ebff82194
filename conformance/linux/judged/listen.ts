/** Linux 6.12 with a listener in each of its parts: which rules are at work while it answers. */
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { linux } from '../../../model/kernel/linux.ts'
import type { Parts } from '../../../model/kernel/parts.ts'

type Function = (...args: readonly never[]) => unknown
type Functions = Required<Parts>
type PartName = { [P in keyof Functions]: Functions[P] extends Function ? P : never }[keyof Functions]
type Args<P extends PartName> = Parameters<Functions[P]>
type Returned<P extends PartName> = ReturnType<Functions[P]>

/** Whether a call of a part, with its answer, is what somebody listens for. */
export interface Ear {
  readonly hears: (part: string, args: readonly unknown[], answer: unknown) => boolean
  readonly or: (other: Ear) => Ear
}

const ear = (hears: Ear['hears']): Ear => ({
  hears,
  or: (other) => ear((...call) => hears(...call) || other.hears(...call)),
})

/** Calls of one part: those that `when` is true of. */
export const on = <P extends PartName>(
  part: P,
  when: (args: Args<P>, answer: Returned<P>) => boolean = () => true,
): Ear => ear((called, args, answer) => called === part && when(args as Args<P>, answer as Returned<P>))

/** The design, with `heard` told of every call that one of its parts makes to another, or that is made to it. */
export const listening = (heard: (part: string, args: readonly unknown[], answer: unknown) => void): Design => {
  const ears = Object.entries(parts).map(([name, part]: [string, unknown]) => {
    if (typeof part !== 'function') return [name, part]
    const listened = (...args: unknown[]): unknown => {
      const answer: unknown = (part as (...all: unknown[]) => unknown)(...args)
      heard(name, args, answer)
      return answer
    }
    return [name, listened]
  })
  const heardParts = Object.fromEntries(ears) as Parts
  return linux({ id: 'linux-6.12, heard', summary: 'Linux 6.12 with a listener', sources: [] }, heardParts)
}
