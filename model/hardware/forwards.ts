/**
 * Truth: which peer traffic a root complex passes on.
 *
 * That is left to its maker and cannot be asked of it (RC-1): it is a bit of the machine for every pair
 * of root-bus functions.
 */
import type { Hw } from '../machine/columns.ts'
import type { Access } from './request.ts'

/** Whether the root complex passes such a request from `source` to `target`. */
export const forwards = ({ machine: m }: Hw, source: number, target: number, access: Access): boolean =>
  m.forwards[access][source][target]
