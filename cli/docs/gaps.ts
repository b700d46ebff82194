/** Numbers that are missing among rules and designs, and what they stand for: a reader who counts need not search. */
import { LEFT_OUT } from '../../spec/axioms/mails/left-out.ts'
import { blocks, bullets, prose } from './markdown.ts'

export const missingRules = (): string =>
  blocks(
    'Rules, designs and litmus tests were numbered before any of them was written. Most of the missing numbers belong to the second half of the project, memory that moves and changes its owner; they keep their place until it is here:',
    leftOut('S'),
  )

export const missingDesigns = (): string =>
  blocks(
    'Below each name stands its alias, a number. Numbers that are missing were planned, and most of them belong to the second half of the project, memory that moves and changes its owner:',
    leftOut('D'),
  )

const leftOut = (letter: 'S' | 'D'): string =>
  bullets(
    LEFT_OUT.filter(({ id }) => id.startsWith(letter))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, statement, note }) => `${id}: ${prose(statement)}${note === undefined ? '' : ` ${prose(note)}`}`),
  )
