/** Columns of the matrix whose design is from memory: what stands there is about what somebody remembered. */
import type { Design } from '../../model/kernel/design.ts'
import { code } from './markdown.ts'
import type { Shelf } from './shelf.ts'

export const isFromMemory = ({ sources }: Design): boolean => sources.some((source) => source.includes('(from memory)'))

export const fromMemory = ({ designs }: Shelf): string => {
  const all = designs
    .filter(isFromMemory)
    .map(({ id, alias }) => `${code(id)}${alias === undefined ? '' : ` (${alias})`}`)
  return `These columns are from memory, in whole or in part: nobody has compared them with the source again. ${all.join(', ')}.`
}
