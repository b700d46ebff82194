/** One change of a machine. */
import type { MachineFile } from '../../model/machine/file.ts'

/** A machine that differs in one thing: `doing` `what` `where`, as in "set" "RR" "on dp1". */
export interface Change {
  /** How the machine is built, where nobody can type or turn that: then it is a reason for what happens, and nothing to do. */
  readonly fact?: string
  readonly doing: string
  readonly what: string
  readonly where: string
  readonly machine: MachineFile
}

/** A record with some fields otherwise; one that becomes undefined is left out. */
export const otherwise = <T extends object>(record: T, change: Partial<Record<keyof T, unknown>>): T =>
  Object.fromEntries(Object.entries({ ...record, ...change }).filter(([, value]) => value !== undefined)) as T
