import { describe, expect, it } from 'vitest'
import linux612 from '../../model/designs/linux-6.12.ts'
import { judge } from './ask.ts'
import { readCorpus, readManifest } from './corpus.ts'
import { tampered } from './tampered.ts'

const corpus = readCorpus()

describe('the model answers as the booted Linux did', () => {
  it('in every case of the corpus', () => {
    const judged = corpus.map((one) => judge(linux612, one))
    expect(judged.flatMap(({ differences }) => differences)).toEqual([])
    const { cases, answers, cpus } = readManifest()
    expect(judged.length).toBe(cases)
    expect(judged.reduce((sum, one) => sum + one.answers, 0)).toBe(answers)
    expect(Object.values(cpus).reduce((a, b) => a + b)).toBe(cases)
  })

  it.each(tampered.map((design) => [design.id, design] as const))('and not where %s', (_, design) => {
    expect(corpus.some((one) => judge(design, one).differences.length > 0)).toBe(true)
  })
})
