import { describe, expect, it } from 'vitest'
import { readCorpus, readManifests } from './corpus.ts'
import { readRecording } from '../findings/finding.ts'
import { corpusHash, differences, pass, readCounts } from '../judged/count.ts'
import { JUDGED } from '../judged/rules.ts'
import { SHOWN } from '../judged/shown.ts'
import { UNJUDGED } from '../judged/unjudged.ts'
import { citedIn } from '../judged/cited.ts'
import { tampered, WRONGS, breaking } from '../tampered/index.ts'

const corpus = readCorpus()
const counts = readCounts()
const passed = pass(corpus)

describe('the model answers as the booted Linux did', () => {
  it('in every case of the corpus', () => {
    expect(passed.differences).toEqual([])
    const manifests = readManifests()
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b)
    expect(corpus.length).toBe(sum(manifests.map(({ cases }) => cases)))
    expect(passed.answers).toBe(sum(manifests.map(({ answers }) => answers)))
    for (const { cases, cpus } of manifests) expect(sum(Object.values(cpus))).toBe(cases)
  })

  const byPlace = new Map(corpus.map((one) => [one.where, one]))
  it.each(tampered.map((design) => [design.id, design] as const))('and not where %s', (id, design) => {
    const one = byPlace.get(counts.noticed[id]?.first ?? '')
    expect(one, 'npm run linux:docs').toBeDefined()
    expect(differences(design, one!)).toBeGreaterThan(0)
  })
})

describe('what docs/linux.md counts', () => {
  it('is the corpus that is there, and the rules and models that there are: npm run linux:docs', () => {
    const { machines, questions, asked } = passed
    expect({ corpus: corpusHash(), machines, questions, asked }).toEqual({
      corpus: counts.corpus,
      machines: counts.machines,
      questions: counts.questions,
      asked: counts.asked,
    })
    expect(Object.keys(counts.noticed)).toEqual(Object.keys(WRONGS))
    for (const { answers, cases } of Object.values(counts.noticed)) expect(answers).toBeGreaterThanOrEqual(cases)
  })

  it('has every rule at work in some answer, and one that breaks it or a question of its own', () => {
    expect(JUDGED.filter(({ id }) => counts.asked[id] === 0).map(({ id }) => id)).toEqual([])
    expect(JUDGED.filter(({ id, asked }) => asked === undefined && breaking(id).length === 0)).toEqual([])
  })

  it('has each rule that the model of the kernel cites in one of its three tables, once', () => {
    const others = [...SHOWN, ...UNJUDGED].flatMap(({ rules }) => rules)
    const tables = [...JUDGED.map(({ id }) => id), ...others]
    // Memory that moves has judges of its own: docs/memory.md and conformance/memory say which.
    const moves = ['device', 'fault', 'page', 'pgmap', 'pin', 'vma'].map((room) => `model/kernel/mm/${room}/`)
    const elsewhere = new Set(
      ['linux-mm.ts', 'parts.ts', 'state.ts']
        .map((file) => `model/kernel/mm/${file}`)
        .concat(moves, 'model/kernel/lib/test-hmm/'),
    )
    const cited = citedIn('model/kernel', (file) => ![...elsewhere].some((room) => file.includes(room)))
    expect(tables.toSorted()).toEqual([...cited].toSorted())
  })

  it('names findings that are recorded', () => {
    for (const name of SHOWN.flatMap(({ findings }) => findings)) expect(readRecording(name), name).toBeDefined()
  })

  it('has no model that breaks a rule of another table', () => {
    const judged = new Set(JUDGED.map(({ id }) => id))
    const lost = Object.entries(WRONGS).filter(([, { rules }]) => rules.some((id) => !judged.has(id)))
    expect(lost.map(([id]) => id)).toEqual([])
  })

  it('reads the ids that a text cites, one by one and as a range', () => {
    expect(citedIn('model/kernel').size).toBeGreaterThan(50)
    expect([...citedIn('model/kernel')]).toEqual(expect.arrayContaining(['MT-1', 'MT-13', 'GU-7', 'LAT-27']))
  })
})
