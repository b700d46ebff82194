/** What a compiler would have said, said at run time: a typo must not make a design that is Linux itself. */
import { describe, expect, it } from 'vitest'
import { handOver } from '../../model/address.ts'
import { designs, mutants } from '../../model/designs/index.ts'
import linux612, { parts } from '../../model/designs/releases/linux-6.12.ts'
import { design, type Design } from '../../model/kernel/design.ts'
import { linux } from '../../model/kernel/linux.ts'
import { linuxMmWith } from '../../model/kernel/mm/linux-mm.ts'
import type { Parts } from '../../model/kernel/parts.ts'
import { operations } from '../../model/operations/index.ts'
import { rules } from '../../spec/rules/index.ts'
import { designProblems } from './derived.ts'
import { about, mine, told } from './mine.ts'
import { DESIGN, OPERATION, RULE, shapeProblems } from './shape.ts'

describe('parts', () => {
  const yes = () => true
  it.each<[sentence: string, changed: object, says: string]>([
    [
      'another word for it',
      { hasAcsRedirect: yes },
      'hasAcsRedirect: found a part that is never read; accepted: did you mean hasAcsRedir? known: bringUp, addResource, ',
    ],
    [
      'a letter too few',
      { busAdress: yes },
      'busAdress: found a part that is never read; accepted: did you mean busAddress?',
    ],
    ['another case', { mapSG: yes }, 'mapSG: found a part that is never read; accepted: did you mean mapSg?'],
    [
      'a word of nobody',
      { isRedirected: yes },
      'isRedirected: found a part that is never read; accepted: known: bringUp, addResource, ',
    ],
    ['the name in C', { dma_map_sgtable: yes }, 'dma_map_sgtable: found a part that is never read; accepted: known: '],
    ['an empty name', { '': yes }, 'found a part that is never read; accepted: '],
    [
      'a part inside gup',
      { gup: { ...parts.gup, gates: yes } },
      'gup.gates: found a part that is never read; accepted: did you mean gate?',
    ],
    ['half of gup', { gup: { gate: yes } }, 'gup.valid: found nothing; accepted: a function'],
    ['gup that is none', { gup: 3 }, 'gup.valid: found nothing; accepted: a function'],
    ['a part that is taken away', { mapSg: undefined }, 'mapSg: found nothing; accepted: a function'],
    ['a part that is a value', { hasAcsRedir: false }, 'hasAcsRedir: found false; accepted: a function'],
    ['a part that is an object', { busAddress: {} }, 'busAddress: found an object; accepted: a function'],
    ['two at once', { busAdress: yes, mapSG: yes }, 'mapSG: found a part'],
  ])('are refused by name: %s', (_, changed, says) => {
    expect(told(() => mine(changed))).toContain(says)
  })

  it('are missed once, where all the others were forgotten', () => {
    const alone = { hasAcsRedir: parts.hasAcsRedir } as Parts
    expect(told(() => linux(about('mine'), alone))).toBe(
      `found nothing for ${Object.keys(parts).length - 1} parts, bringUp the first; accepted: { ...parts, those that you change }`,
    )
  })
})

describe('entry points', () => {
  const entry = (changed: object) => told(() => design<null>(about('mine'), { boot: null, ...changed }))
  it('are refused by name', () => {
    expect(entry({ mapSG: () => 0 })).toContain(
      'mapSG: found an entry point that is never read; accepted: did you mean mapSg?',
    )
    expect(entry({ getUserPage: () => 0 })).toContain('did you mean getUserPages?')
    expect(entry({ mapSg: () => 0 })).toBe('')
  })

  it('and so is what is said of a design', () => {
    const wrong = { ...about('mine'), mendedby: 'linux-6.12' }
    expect(told(() => linux(wrong, { ...parts }))).toContain(
      'mendedby: found a field that is never read; accepted: did you mean mendedBy?',
    )
  })
})

describe('a memory half', () => {
  const found = (memory: unknown): string[] =>
    shapeProblems(DESIGN, { ...linux612, memory }).map(({ path, found: is, accepted }) => `${path}: ${is}; ${accepted}`)
  it('is what linuxMmWith answers, or nothing', () => {
    expect(found(linuxMmWith({ clears: () => false }))).toEqual([])
    expect(found(undefined)).toEqual([])
    for (const wrong of [{ clears: () => false }, { parts: {} }])
      expect(found(wrong)).toEqual(['memory: an object; what linuxMmWith({ parts }, { rows }) answers'])
  })

  it('that is another than Linux’s is a change', () => {
    const memory = linuxMmWith({ clears: () => false })
    expect(designProblems(linux(about('mine'), { ...parts, memory }))).toEqual([])
  })
})

describe('a design that changes nothing', () => {
  const problems = (one: Design): string[] => designProblems(one).map(({ found }) => found)
  it('is told, and which one it is', () => {
    expect(problems(mine({}))).toEqual(['linux-6.12 itself, with no part changed'])
    expect(problems(mine({ gup: { ...parts.gup } }))).toEqual(['linux-6.12 itself, with no part changed'])
    expect(problems({ ...linux612, id: 'mine' })).toEqual(['linux-6.12 itself, with no part changed'])
    const shim = designs.find(({ id }) => id === 'raw-phys')!
    expect(problems({ ...shim, id: 'mine' })).toEqual(['raw-phys itself, with no part changed'])
  })

  it('is none that changes one part, one inside gup, or one entry point', () => {
    expect(problems(mine({ busAddress: (address: never) => handOver(address) }))).toEqual([])
    expect(problems(mine({ gup: { ...parts.gup, gate: () => true } }))).toEqual([])
    expect(problems({ ...linux612, id: 'mine', mapSg: () => 0 as never })).toEqual([])
  })

  it('is none of ours beside the others', () => {
    const all = [...designs, ...mutants]
    const same = all.filter((one) => problems(one).some((found) => !found.startsWith(`${one.id} itself`)))
    expect(same.map(({ id }) => id)).toEqual([])
  })

  it('nor may one be made of nobody', () => {
    const one = { ...mine({ hasAcsRedir: () => false }), basis: 'linux-6.13' }
    expect(designProblems(one)).toMatchObject([
      { path: 'basis', accepted: expect.stringContaining('did you mean linux-6.17 or linux-6.12?') as string },
    ])
  })

  it('nor may one be mended by nobody', () => {
    const one = { ...mine({ hasAcsRedir: () => false }), mendedBy: 'linux-6.13' }
    expect(designProblems(one)).toMatchObject([
      { path: 'mendedBy', accepted: expect.stringContaining('did you mean linux-6.17 or linux-6.12?') as string },
    ])
  })
})

/** A field that the shape forgets refuses every design from outside; a rule that needs memory likewise. */
describe('fields that are there', () => {
  it('are those of every design and rule of ours, and of one with memory of its own', () => {
    const own = linux(about('own'), { ...parts, memory: linuxMmWith({ faultsForeign: false }) })
    for (const one of [...designs, ...mutants, own]) expect(shapeProblems(DESIGN, one), one.id).toEqual([])
    for (const rule of rules) expect(shapeProblems(RULE, rule), rule.id).toEqual([])
  })
})

describe('fields', () => {
  const wrong = (shape: typeof RULE, value: unknown): string[] =>
    shapeProblems(shape, value).map(({ path, found, accepted }) => `${path}: ${found}; ${accepted}`)
  const assumption = rules.flatMap((rule) => rule.assumptions).find(({ holds }) => holds !== undefined)!
  const [operation] = operations

  it.each<[sentence: string, shape: typeof RULE, value: object, says: string]>([
    [
      'of a rule',
      RULE,
      { ...rules[0], assumtions: [] },
      'assumtions: a field that is never read; did you mean assumptions?',
    ],
    [
      'of an assumption',
      RULE,
      { ...rules[0], assumptions: [{ ...assumption, hold: () => true }] },
      'assumptions[0].hold: a field that is never read; did you mean holds?',
    ],
    [
      'of an assumption that holds nothing',
      RULE,
      { ...rules[0], assumptions: [{ ...assumption, holds: true }] },
      'assumptions[0].holds: true; a function',
    ],
    [
      'of a design',
      DESIGN,
      { ...linux612, summery: 'x' },
      'summery: a field that is never read; did you mean summary?',
    ],
    ['of a design whose memory is none', DESIGN, { ...linux612, memory: 1 }, 'memory: 1; what linuxMmWith({ parts }'],
    ['of an operation', OPERATION, { ...operation, need: [] }, 'need: a field that is never read; did you mean needs?'],
    [
      'of a word',
      OPERATION,
      { ...operation, words: { a: { ...Object.values(operation.words)[0], need: true } } },
      'words.a.need: a field that is never read; did you mean needs?',
    ],
    [
      'of a word without a codec',
      OPERATION,
      { ...operation, words: { a: { role: 'list' } } },
      'words.a.codec: nothing; a codec',
    ],
    [
      'of a word with a mark that is none',
      OPERATION,
      { ...operation, words: { a: { ...Object.values(operation.words)[0], mark: 3 } } },
      'words.a.mark: 3; a text',
    ],
  ])('are refused by name: %s', (_, shape, value, says) => {
    expect(wrong(shape, value).join('\n')).toContain(says)
  })

  it('of ours are all read', () => {
    expect([...designs, ...mutants].flatMap((one) => wrong(DESIGN, one))).toEqual([])
    expect(rules.flatMap((one) => wrong(RULE, one))).toEqual([])
    expect(operations.flatMap((one) => wrong(OPERATION, one))).toEqual([])
  })
})
