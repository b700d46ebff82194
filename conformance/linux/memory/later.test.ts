import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import faultSpins from '../../../model/designs/bugs/fault-spins-on-lock.ts'
import faultWaits from '../../../model/designs/mutants/fault-waits-for-lock.ts'
import { linuxMmWith } from '../../../model/kernel/mm/linux-mm.ts'
import { LINUX, LINUX_73, type Designs } from '../../memory/judge.ts'
import { UNDONE } from '../../memory/tampered-7.3.ts'
import { judgeRace } from '../../races/judge.ts'
import type { Race } from '../../races/read.ts'
import type { Recorded } from './anew.ts'
import { firstDifference } from './judged.ts'
import { axiom as axiomOf } from '../../../spec/axioms/index.ts'
import { PAGES, quotedIn, withBlocks } from '../findings/told.ts'
import { REASONS, explained } from './explained.ts'
import { RECORDINGS, askedOf, besideOf, keptBy, keptNames, recordedIn, scriptNames } from './later.ts'
import { tellLaterMemory } from './tell-later.ts'

const SERIES = '7.3'
const asked = askedOf(SERIES)
const kept = keptNames(SERIES)
const besides = kept.map((name) => besideOf(name, SERIES)!)
const recordedOf = (name: string) => recordedIn(`${RECORDINGS}/${name}.txt`)
const otherwise = (name: string) => besides.find((one) => one.name === name)!.is.differences

describe('every memory script, asked of a later kernel', () => {
  it('is all that is recorded here', () => {
    expect(asked.scripts).toEqual(scriptNames())
    expect(asked.kernel.startsWith(`${SERIES}.`)).toBe(true)
  })

  it.each(kept)('%s is kept because it is answered otherwise, by that kernel, to the same steps', (name) => {
    const { old, later, is } = besides.find((one) => one.name === name)!
    expect(is.differences.length).toBeGreaterThan(0)
    expect(later.script.kernel).toBe(asked.kernel)
    const [steps, others] = [old, later].map(({ script }) => script.steps.map(({ text }) => text))
    expect(others).toEqual(steps.slice(0, others.length))
  })

  it.each(kept)('%s has a reason for each answer', (name) => {
    const left = explained(otherwise(name)).filter(({ reason }) => reason === undefined)
    expect(left.map(({ difference }) => difference)).toEqual([])
  })

  it.each(REASONS.map(({ axiom, seen }) => [axiom, seen]))(
    '%s is an axiom, and some answer shows it: %s',
    (axiom, seen) => {
      expect(axiomOf(axiom)?.evidence).toBe('judged')
      const own = besides.flatMap(({ is }) => explained(is.differences)).filter(({ follows }) => !follows)
      expect(own.some(({ reason }) => reason?.seen === seen)).toBe(true)
    },
  )
})

describe('the model of 7.3.4', () => {
  const differs = ({ script, isRace }: Recorded, designs: Designs): unknown =>
    isRace ? judgeRace(script as Race, designs.mm).differences[0] : firstDifference({ script }, designs)

  it.each(kept)('%s: it answers as Linux did, and the model of 6.12 does not', (name) => {
    const { later } = besides.find((one) => one.name === name)!
    expect(differs(later, LINUX)).toBeDefined()
    expect(differs(later, LINUX_73)).toBeUndefined()
  })

  it.each([
    ['races/one-cpu-faults-while-another-is-stopped', 'the fault of 6.15 to 6.19', faultSpins.memory!],
    ['races/two-cpus-fault-a-private-page', 'the fault of 6.12', linuxMmWith({ exclusiveMaps: true })],
    ['races/exclusive-while-a-cpu-reads', 'exclusive access of 6.12', faultWaits.memory!],
  ])('%s refutes %s', (name, _, mm) => {
    const { later } = besides.find((one) => one.name === name)!
    expect(differs(later, { ...LINUX, mm })).toBeDefined()
  })

  it.each(UNDONE)('without one of its rules it is noticed: %s (%s)', (_, recording, designs) => {
    expect(kept).toContain(recording.slice(0, -'.txt'.length))
    expect(differs(recordedIn(`${keptBy(SERIES)}/${recording}`), designs)).toBeDefined()
  })

  it('has no rule but these', () => {
    const rules = ({ mm, pgmaps }: Designs) => ({ ...mm.parts, ...mm.tables, ...pgmaps.parts })
    const changed = (designs: Designs): string[] => {
      const own: Readonly<Record<string, unknown>> = rules(LINUX_73)
      return Object.entries(rules(designs)).flatMap(([rule, is]) => (is === own[rule] ? [] : [rule]))
    }
    expect(UNDONE.flatMap(([, , designs]) => changed(designs)).toSorted()).toEqual(changed(LINUX).toSorted())
  })

  const alike = asked.scripts.filter((name) => !kept.includes(name))
  it.each(alike)('%s: it answers as both kernels did', (name) => {
    expect(differs(recordedOf(name), LINUX_73)).toBeUndefined()
  })
  it('answers most scripts as that of 6.12 does', () => {
    expect(alike.length).toBeGreaterThan(100)
  })
})

describe('a difference', () => {
  const TOLD = '0:MIGRATE/A:0-1 0:MIGRATE/A:1-2 0:EXCLUSIVE/A:0-1 0:EXCLUSIVE/A:1-2'
  const difference = (step: string, recorded: string, live: string) => ({ line: 2, step, recorded, live })
  const axiomsOf = (...all: ReturnType<typeof difference>[]) => explained(all).map(({ reason }) => reason?.axiom)

  it('that no axiom explains has no reason', () => {
    expect(axiomsOf(difference('poison 1', 'BUS', 'err'))).toEqual([undefined])
    expect(axiomsOf(difference('state 0 1', '0=ex(anon)+w(r1 m0)', '0=ex(anon)+w(r2 m1)'))).toEqual([undefined])
    expect(axiomsOf(difference('read 0', '1', 'waits'))).toEqual([undefined])
    const vmas = (live: string) => axiomsOf(difference('state 0 4', 'vmas=0-2rwp,2-4rwp 0=none', `vmas=${live} 0=none`))
    expect([vmas('0-4rwp'), vmas('0-4rp'), vmas('0-3rwp'), vmas('0-1rwp,1-4rwp')]).toEqual([
      ['R7.3-7'],
      [undefined],
      [undefined],
      [undefined],
    ])
    const exclusive = (live: string) => axiomsOf(difference('exclusive 0 2 owner=A', `rc=2 | ${TOLD}`, `rc=2${live}`))
    expect([' | 0:MIGRATE/A:0-1 0:EXCLUSIVE/A:0-1 0:MIGRATE/A:1-2 0:EXCLUSIVE/A:1-2', ''].map(exclusive)).toEqual([
      ['R6.15-4'],
      [undefined],
    ])
    expect(exclusive(' | 0:MIGRATE/A:0-1 0:EXCLUSIVE/A:0-1 0:EXCLUSIVE/A:1-2 0:MIGRATE/A:1-2')).toEqual([undefined])
    const file = (live: string) => axiomsOf(difference('state 0 4', 'vmas=0-2rwp,2-4rwp 0=file+r(r2 m1 t0)', live))
    expect(['0=file+r(r3 m2 t0)', '0=file+r(r4 m2 t0)'].map((page) => file(`vmas=0-4rwp ${page}`))).toEqual([
      ['R7.3-7'],
      [undefined],
    ])
    expect(file('vmas=0-2rwp,2-4rwp 0=file+r(r3 m2 t0)')).toEqual([undefined])
    expect(axiomsOf(difference('hmm 0 1', 'rc=-1 busy=0 0=---', 'rc=-14 busy=1 0=---'))).toEqual([undefined])
  })

  it('follows from one that left memory in another state, and from no other', () => {
    const read = difference('read 0', '1', '2')
    const evicted = difference('evict C', 'src=0:VM- after=0:V--', 'src=0:VM- after=0:VM- | 0:CLEAR:0-1')
    expect(axiomsOf(evicted, read)).toEqual(['R6.15-4', 'R6.15-4'])
    expect(axiomsOf(read, evicted)).toEqual([undefined, 'R6.15-4'])
    expect(axiomsOf(difference('poison 1', 'BUS', 'ok'), read)).toEqual(['R7.3-8', undefined])
  })
})

describe('docs/findings/later-memory.md', () => {
  const text = readFileSync(`${PAGES}/later-memory.md`, 'utf8')

  it('tells what was recorded', () => {
    expect(quotedIn(text, 'later')).toEqual([SERIES])
    expect(withBlocks(text, tellLaterMemory, 'later'), `npm run linux:memory -- --keep on Linux ${SERIES}`).toBe(text)
  })

  it('says of findings what their scripts say', () => {
    const rows = [...text.matchAll(/^\| \[[\w-]+\]\(\S+\) +\| (.*?) +\| (still there|mended)/gm)]
    expect(rows.length).toBeGreaterThan(3)
    for (const [, scripts, now] of rows)
      for (const [, name] of scripts.matchAll(/`([^`]+)`/g)) {
        expect(recordedIn(`${keptBy(SERIES)}/../${name}.txt`).script.steps.length).toBeGreaterThan(0)
        expect([name, kept.includes(name)]).toEqual([name, now !== 'still there'])
      }
  })
})
