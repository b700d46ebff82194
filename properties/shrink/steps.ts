/**
 * Steps, one change smaller.
 */
import { PAGE, alignDown, alignUp } from '../../model/address.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { AcsBit } from '../../model/machine/acs.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import { spokenIn, withWord, type Said } from '../../model/operations/steps.ts'
import type { PageRange, Role, Word } from '../../model/operations/word.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { omitting, withMemory } from './edits.ts'

const none = (): readonly Said[] => []

/** RAM where every machine has some, entry by entry apart. */
export const RAM_AT = 0x100000
const APART = 0x10000

/** Of each role in this order: what a word of it may say instead; undefined: nothing. */
export const SMALLER: Readonly<Record<Role, (said: Said) => readonly Said[]>> = {
  provider: none,
  function: none,
  client: none,
  clients: none,
  gives: none,
  mapping: none,
  object: none,
  number: () => [undefined],
  text: (line: string) =>
    line.split(' ').flatMap((_, i, words) => (words.length > 1 ? [words.toSpliced(i, 1).join(' ')] : [])),
  memory: (s: SegmentFile) => ('ram' in s ? [] : omitting(s, 'offset')),
  list: (list: readonly SegmentFile[]) => [
    ...list.map((_, i) => list.toSpliced(i, 1)),
    ...[firstPage, wholePages, lastPage, oddStart, inRam].flatMap((smaller) =>
      list.map((s, i) => list.with(i, smaller(s, i))),
    ),
  ],
  pages: (list: readonly SegmentFile[]) => list.map((_, i) => list.toSpliced(i, 1)),
  range: ([first, end]: PageRange) =>
    end - first > 1
      ? [
          [first, end - 1],
          [first + 1, end],
        ]
      : [],
  flag: () => [undefined],
  direction: () => ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'],
  choice: none,
  choices: none,
  acs: (bits: readonly AcsBit[]) => bits.map((_, i) => bits.toSpliced(i, 1)),
}

/** A word whose size is fixed cannot make a step smaller. */
export const stepChanges = (step: StepFile): StepFile[] => {
  const spoken = spokenIn(step).filter(({ word }) => word.size === undefined)
  return (Object.keys(SMALLER) as Role[]).flatMap((role) =>
    spoken
      .filter(({ word }) => word.role === role)
      .flatMap(({ name, word, said }) =>
        SMALLER[role](said)
          .filter((less) => less !== undefined || mayBeLeftOut(word))
          .map((less) => withWord(step, name, less)),
      ),
  )
}

/** A word that has to be said stays: without it the step is none. */
const mayBeLeftOut = (word: Word): boolean => 'otherwise' in word

/** Two steps out: one that undoes another cannot go without it. */
export const twoLess = (s: ScenarioFile): ScenarioFile[] =>
  s.steps.flatMap((_, i) =>
    s.steps.slice(i + 1).map((_, j) => ({ ...s, steps: s.steps.toSpliced(i + 1 + j, 1).toSpliced(i, 1) })),
  )

/** The pages of processes from the first on. */
export const pagesFromZero = (s: ScenarioFile): ScenarioFile[] => {
  const pages = s.steps.flatMap((step) => spokenIn(step).flatMap(({ name, word, said }) => pagesOf(name, word, said)))
  const least = Math.min(...pages)
  if (pages.length === 0 || least === 0) return []
  const lowered = (step: StepFile): StepFile =>
    spokenIn(step).reduce((now, { name, word, said }) => {
      const own = pagesOf(name, word, said).map((page) => page - least)
      return own.length === 0 ? now : withWord(now, name, word.role === 'range' ? own : own[0])
    }, step)
  return [{ ...s, steps: s.steps.map(lowered) }]
}

const pagesOf = (name: string, { role }: Word, said: Said): readonly number[] => {
  if (role === 'range') return said as PageRange
  return role === 'number' && name === 'page' ? [said as number] : []
}

/** The scenario in the memory that a machine has which says nothing of it. */
export const defaultRam = (s: ScenarioFile): ScenarioFile => {
  let index = 0
  const seg = (x: SegmentFile): SegmentFile => ('ram' in x ? { ...x, ram: RAM_AT + index++ * APART } : x)
  return {
    machine: omitting(s.machine, 'ram')[0] ?? s.machine,
    steps: s.steps.map((step) => withMemory(step, seg)),
  }
}

/** A page where it starts; of a BAR, at the start of that. */
const firstPage = (s: SegmentFile): SegmentFile => {
  if ('ram' in s) return { ram: s.ram }
  return 'of' in s ? { of: s.of } : { bar: s.bar }
}

const inRam = (s: SegmentFile, index: number): SegmentFile => (!('ram' in s) ? { ram: RAM_AT + index * APART } : s)

/** The same place, its odd bytes left out. */
const wholePages = (s: SegmentFile): SegmentFile => {
  const { length = PAGE, ...place } = s
  const pages = alignUp(length, PAGE)
  const size = pages === PAGE ? {} : { length: pages }
  if ('ram' in place) return { ram: alignDown(place.ram, PAGE), ...size }
  const offset = alignDown(place.offset ?? 0, PAGE)
  return { ...firstPage(place), ...(offset === 0 ? {} : { offset }), ...size }
}

/** Its end: what touches a neighbour may be that. */
const lastPage = ({ length = PAGE, ...place }: SegmentFile): SegmentFile => {
  const skip = Math.max(0, length - PAGE)
  return 'ram' in place ? { ram: place.ram + skip } : { ...firstPage(place), offset: (place.offset ?? 0) + skip }
}

/** A page's length from inside the first page: what is odd about it may be the start. */
const oddStart = (s: SegmentFile): SegmentFile =>
  'ram' in s ? { ram: s.ram } : { ...firstPage(s), offset: (s.offset ?? 0) % PAGE }
