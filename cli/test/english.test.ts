import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { readText } from '../../spec/files/read-text.ts'
import { LANDS } from '../../spec/proposition.ts'
import { isFromMemory } from '../docs/from-memory.ts'
import { EVIDENCE } from '../docs/sources.ts'
import { shelf } from '../docs/shelf.ts'

const s = shelf()
const textOf = (path: string): string => readText(`${ROOT_FOLDER}${path}`, 2 ** 22)
const pagesIn = (folder: string): string[] =>
  readdirSync(`${ROOT_FOLDER}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)

/** What a new user reads; decisions are for those who change the project. */
const PAGES = ['README.md', ...pagesIn('docs').filter((page) => !page.startsWith('docs/decisions/'))]
const GLOSSARY = 'docs/glossary.md'

describe('the glossary', () => {
  const terms = [...textOf(GLOSSARY).matchAll(/\*\*([^*]+)\*\*/g)].flatMap(([, words]) =>
    words.toLowerCase().split(', '),
  )

  it.each([
    ['every verdict', ['holds', 'violated', 'vacuous', 'n/a', 'not finished']],
    ['every landing', LANDS],
    ['every driver', ['exhaustive', 'random', 'script']],
    ['every kind of evidence', Object.values(EVIDENCE)],
    ['the roles', ['provider', 'client', 'orchestrator', 'initiator', 'completer', 'owner']],
    [
      'the words of the model',
      ['map type', 'bus offset', 'distance', 'pgmap', 'sgl', 'sg entry', 'bus mark', 'landing'],
    ],
    [
      'the words of the search',
      ['rule', 'assumption', 'design', 'scenario', 'run', 'verdict', 'counterexample', 'scope'],
    ],
  ] as const)('has %s', (_, words) => {
    // A term may stand in brackets behind another.
    const known = `${terms.join('\n')}\n${textOf(GLOSSARY).toLowerCase()}`
    expect(words.filter((word) => !terms.includes(word.toLowerCase()) && !known.includes(`(${word})`))).toEqual([])
  })

  it('says no term twice', () => {
    expect(terms.filter((term, i) => terms.indexOf(term) !== i)).toEqual([])
  })

  it('has a link from README.md and from the documents that a new user reads first', () => {
    for (const page of ['README.md', 'docs/README.md', 'docs/tutorial/README.md', 'docs/format.md'])
      expect(textOf(page), page).toContain('glossary.md')
  })
})

/** Phrases that readers stumbled over, and their like. */
const RIDDLES = [
  /convict/i,
  /of its README/,
  /is none from/,
  /\bNo doubt\b/,
  /\bThe (?:two|three|five|eight|ten|eleven) of [SD]\d/,
]

describe('what a user reads', () => {
  it.each(PAGES)('%s has no riddle', (page) => {
    for (const riddle of RIDDLES) expect(textOf(page)).not.toMatch(riddle)
  })

  it('has no sentence of a rule, an assumption or a reason that reads like one', () => {
    const sentences = [...s.rules, ...s.assumptions].flatMap(({ sentence, why }) => [sentence, why])
    expect(sentences.length).toBeGreaterThan(50)
    for (const text of sentences) for (const riddle of RIDDLES) expect(text).not.toMatch(riddle)
  })

  it('has no question or reason of a litmus test that reads like one', () => {
    for (const { path, litmus } of s.litmus)
      for (const riddle of RIDDLES) expect(`${litmus.file.question} ${litmus.file.why}`, path).not.toMatch(riddle)
  })

  it('has no rule whose sentence is longer than 45 words', () => {
    for (const { id, sentence } of s.rules)
      for (const one of sentence.split(/(?<=\.) /)) expect(one.split(' ').length, id).toBeLessThanOrEqual(45)
  })
})

describe('README.md', () => {
  const readme = textOf('README.md')
  const at = (part: string): number => {
    expect(readme, part).toContain(part)
    return readme.indexOf(part)
  }

  it('begins with what it is and two commands, then where to start, what Linux breaks, and the matrix', () => {
    const order = ['npm ci', 'npm run check', '## Where to start', '## What Linux 6.12 breaks', '<!-- matrix -->'].map(
      at,
    )
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  it('says of every design where it is from, once', () => {
    const from = readme.slice(at('Where the designs are from:'), at('`--design` takes'))
    const line = (head: string): string => from.split('\n- **').find((text) => text.includes(head)) ?? ''
    const named = s.designs.filter(({ id }) => from.includes(`\`${id}\``)).map(({ id }) => id)
    // The proposals that answered the RFC are not named one by one: each has a mail of 2017 among its sources.
    const mailed = s.designs.filter(({ sources }) => sources.some((source) => / 2017, "/.test(source)))
    expect([...new Set([...named, ...mailed.map(({ id }) => id)])].toSorted()).toEqual(
      s.designs.map(({ id }) => id).toSorted(),
    )
    const own = s.designs.filter(({ id }) => line('Made by this project').includes(`\`${id}\``))
    expect(own.map(({ id }) => id)).toEqual(['pgmap-callback-fixed', 'bounce'])
    for (const { id } of own) expect(mailed.map((one) => one.id)).not.toContain(id)
  })

  it('says which columns are from memory: some, and not Linux 6.12', () => {
    const some = s.designs.filter(isFromMemory)
    expect(some.length).toBeGreaterThan(0)
    expect(some.map(({ id }) => id)).not.toContain('linux-6.12')
  })
})
