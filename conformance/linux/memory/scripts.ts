/**
 * Scripts for the live kernel: what nobody wrote, and what random steps seldom meet. A look at all entries follows now and then, for
 * counts, contents and flags that no other answer shows.
 */
import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { anyScript } from '../../memory/any-script.ts'
import type { Tampered } from '../../memory/tampered.ts'
import { liveScript, mapScript } from '../../memory/live-script.ts'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'

/** Beginnings of which no recording tells anything (the last section of memory-notes.md). */
const BEGINNINGS: readonly (readonly string[])[] = [
  // Files are mapped around what is touched, up to the end of a page table.
  ['vma 0 6 rw file', 'write 0', 'write 1', 'write 4', 'zap 0 6', 'read 0'],
  ['vma 0 6 r filep', 'read 1', 'read 5'],
  ['vma 1 6 rw shared', 'write 2', 'write 4', 'zap 1 6', 'read 2'],
  // Neighbours are merged, with and without an anon_vma.
  ['vma 0 2 rw anon', 'vma 2 4 rw anon'],
  ['vma 0 2 rw anon', 'write 0', 'vma 2 4 rw anon', 'write 3'],
  ['vma 0 2 rw anon', 'vma 3 5 rw anon', 'write 0', 'write 4', 'vma 2 3 rw anon', 'fork'],
  // Holes across page tables.
  ['vma 2 6 rw anon'],
  ['vma 2 6 rw anon', 'hmm 2 6 owner=A default=0 mask=f req=f,0,0,0'],
  ['vma 2 6 rw anon', 'read 5', 'hmm 2 6 owner=A default=0 mask=fw req=0,fw,0,0'],
  // Events where there is no table.
  ['vma 0 2 rw anon', 'begin 0 0 2', 'prot 0 2 r', 'retry 0'],
  // A hole that is filled meanwhile.
  ['vma 0 3 rw anon', 'msetup 0 3 to=A select=system owner=A', 'migrate 0 2 to=C select=system owner=C', 'mpages'],
  // The dirty flag of a device page that is used again.
  [
    'vma 0 2 rw anon',
    'write 0',
    'migrate 0 1 to=A select=system owner=A',
    'zap 0 1',
    'migrate 1 2 to=A select=system owner=A',
    'read 1',
    'poison 1',
  ],
  // A page with many references, in a process that never pinned.
  ['vma 0 2 rw anon', 'write 0', 'gup 0 0 1 write', 'fork'],
  // Forced access to memory that allows nothing.
  ['vma 0 2 n anon', 'gup 0 0 2 force'],
  // Events of VMAs that do not map the page.
  ['vma 0 2 rw anon', 'write 0', 'fork', 'zap 0 1', 'begin 0 0 2', '2 exclusive 0 1 owner=A'],
  // Peer-to-peer memory that is freed and mapped again.
  ['vma 0 2 rw p2p', 'write 0', 'unmap 0 2', 'vma 1 2 rw p2p', 'read 1'],
]

const withLooks = (steps: readonly string[], every: number): string[] =>
  steps.flatMap((text, i) => (i % every === every - 1 ? [text, 'state 0 8'] : [text]))

/** Of ten scripts one is about page maps, three are of steps that fit nothing, one of these goes on from a beginning. */
const script = fc.oneof(
  { weight: 1, arbitrary: mapScript },
  { weight: 2, arbitrary: anyScript },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...BEGINNINGS), anyScript)
      .map(([first, steps]) => [...first, ...steps.slice(3)]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...BEGINNINGS), liveScript)
      .map(([first, steps]) => [...first, ...steps.slice(6)]),
  },
  { weight: 5, arbitrary: liveScript },
)

/** So many scripts of a seed. */
export const scriptsOf = (count: number, seed: number): string[][] =>
  fc
    .sample(fc.tuple(script, fc.integer({ min: 3, max: 6 })), { numRuns: count, seed })
    .map(([steps, every]) =>
      steps[0].startsWith('map ') ? steps : [...withLooks(steps, every), 'state 0 8', '2 state 0 8'],
    )

/** What of the tampered models no recording shows, but a table of one page. */
const TOLD = ['vma 0 2 rw anon', 'write 0', 'migrate 0 1 to=A select=system owner=A']
const SHOWN: readonly (readonly string[])[] = [
  [
    ...TOLD,
    'hmm 0 2 owner=- default=0',
    'hmm 0 2 owner=A default=0',
    'hmm 0 2 owner=B default=w',
    'hmm 0 2 owner=B default=f',
  ],
  ['map 0 type=1 ranges=0:512 ops=both owner=-', 'map 0 type=1 ranges=0:512 ops=none owner=A'],
]

/**
 * Scripts that every run plays: the recordings `mem-*.txt`, whatever notices a tampered model, and these. A step that never comes back costs 12 s.
 */
export const controls = (tampered: readonly Tampered[]): string[][] => {
  const folder = `${ROOT_FOLDER}conformance/recordings`
  const needed = new Set(tampered.map(([, recording]) => recording).filter((file) => file !== 'hmm.txt'))
  const files = new Set([...readdirSync(folder).filter((file) => /^mem-.*\.txt$/.test(file)), ...needed])
  const texts = [...files]
    .map((file) => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }))
    .filter(({ file, text }) => needed.has(file) || !text.endsWith('END abort\n'))
  const steps = texts.map(({ text }) =>
    text.split('\n').flatMap((line) => (line.startsWith('> ') ? [line.slice(2)] : [])),
  )
  return [...steps, ...SHOWN.map((one) => [...one])]
}
