/** For tests: designs that somebody may hand us, and what is said of them. */
import { parts } from '../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../model/kernel/design.ts'
import { linux } from '../../model/kernel/linux.ts'
import { Refused } from '../../model/problem.ts'
import { Blamed } from './blame.ts'

export const about = (id: string) => ({ id, summary: 'a test', sources: ['a test'] })
/** Linux 6.12, and what is changed of it. */
export const mine = (changed: object): Design => linux(about('mine'), { ...parts, ...changed })
/** What is refused, in words; nothing: it is taken. */
export const told = (work: () => unknown): string => {
  try {
    work()
    return ''
  } catch (error) {
    return error instanceof Refused || error instanceof Blamed ? error.message : `not told: ${String(error)}`
  }
}
