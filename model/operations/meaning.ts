/**
 * What a word of each role means in a file, and memory as a scenario names it: data beside the codecs, from which
 * docs/format.md is made. Words that choose say it themselves (`says` of a word).
 */
import type * as t from 'io-ts'
import type { Meaning, Meanings } from '../machine/meaning.ts'
import type { barSegment, objectSegment, ramSegment } from './memory.ts'
import type { Role } from './word.ts'

type Told = Pick<Meaning, 'says' | 'example' | 'leftOut'>

export const ROLE_MEANS: Readonly<Record<Role, Told>> = {
  provider: { says: 'The function whose BAR is offered.', example: 'A' },
  function: { says: 'A function.', example: 'dp0' },
  client: { says: 'Who is to use the memory: a function that is no bridge, or one of `devices`.', example: 'B' },
  clients: { says: 'Who is to use the memory, one or several.', example: ['B', 'C'] },
  gives: {
    says: 'What later steps call the mapping that this step makes, or the memory that it gives.',
    leftOut: 'it has no name, and no later step can use it',
    example: 'm',
  },
  mapping: { says: 'A mapping, by the `as` of an earlier step.', example: 'm' },
  object: { says: 'Memory that an earlier step gave, by its `as`.', example: 'x' },
  number: { says: 'A number.', example: 1 },
  text: { says: 'Text.', example: 'iommu=pt' },
  memory: { says: 'A range of RAM or of a BAR.', example: { bar: 'A' } },
  list: { says: 'A scatterlist: ranges of RAM and of BARs, in order.', example: [{ ram: 0x1000000 }, { bar: 'A' }] },
  pages: { says: 'Pages of one process, in order.', example: [{ ram: 0x1000000 }, { bar: 'A' }] },
  range: {
    says: 'Pages of a process: the number of the first, and of the one behind the last.',
    example: [0, 2],
  },
  direction: {
    says: 'Which way the data goes, by the kernel’s name.',
    leftOut: 'both ways',
    example: 'DMA_FROM_DEVICE',
  },
  choice: { says: 'One of some words.', example: 'cpu' },
  choices: { says: 'Some of these words, or none.', example: ['FOLL_WRITE'] },
  flag: { says: 'true or false.', example: true },
  acs: { says: 'The ACS control bits that are on afterwards; all others are off.', example: ['RR', 'CR'] },
}

/** Roles that say too little: a word of one of them has a sentence of its own. */
export const SAY_THEMSELVES: readonly Role[] = ['choice', 'choices', 'flag', 'number', 'text']

const offsetIn = (what: string, example: number | string): Meaning => ({
  says: `How many bytes into ${what} it begins.`,
  leftOut: 'at the first byte',
  otherwise: 0,
  example,
})
const LENGTH: Meaning = {
  says: 'How many bytes. An entry of a list that is mapped as it is has at most 4294967295 (32 bits), and may have 0; elsewhere 0 is refused.',
  leftOut: 'one page',
  otherwise: 0x1000,
  example: '512K',
}

export const RAM_SEGMENT: Meanings<t.TypeOf<typeof ramSegment>> = {
  ram: { says: 'The first CPU physical address, inside `machine.ram`.', example: 0x1000000 },
  length: LENGTH,
}

export const OBJECT_SEGMENT: Meanings<t.TypeOf<typeof objectSegment>> = {
  of: { says: 'Memory that an earlier step gave, by its `as`: the run says where it lies.', example: 'x' },
  offset: offsetIn('that memory', 0x1000),
  length: LENGTH,
}

export const BAR_SEGMENT: Meanings<t.TypeOf<typeof barSegment>> = {
  bar: { says: 'The function whose BAR it is.', example: 'A' },
  offset: offsetIn('the BAR', '1M'),
  length: LENGTH,
}
