/**
 * The verdict comes first, and nothing below it says the contrary.
 */
import { describe, expect, it } from 'vitest'
import { verdictFirst } from '../../../story/head.ts'
import { sceneOf } from '../../../story/picture/scene.ts'
import { explained } from '../../../story/story.ts'
import { storyOf } from '../../commands/explain.ts'
import { designNamed } from '../../command.ts'
import { explain, openTransfer, tell } from './explained.ts'
import { saved } from './saved.ts'

const OPEN = openTransfer('{bar: A}')

/** What stands before the first empty line. */
const headOf = (story: string): string => story.split('\n\n')[0]
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('the verdict', () => {
  it('comes first, on a part of a screen: what was asked, what happened, what is broken', () => {
    for (const { path, litmus, design, explained: told } of saved) {
      const head = headOf(storyOf(path, litmus, told))
      expect(head, path).toMatch(/^Asked {5}.*\n(?: {10}.*\n)*Happened {2}Under .*\n(?: {10}.*\n)*Broken {4}/)
      expect(head.split('\n').length, path).toBeLessThanOrEqual(14)
      expect(plain(head), path).toContain(`Happened Under ${design.id}: `)
      for (const { rule, name } of told.story.broken) expect(plain(head), path).toContain(`${rule} ${name}`)
      if (told.story.broken.length === 0) expect(head, path).toMatch(/^Broken {4}No rule\./m)
    }
  })

  it('is the same in the picture', () => {
    for (const { path, litmus, explained: told } of saved)
      expect(sceneOf(path, litmus, told).head, path).toEqual(verdictFirst(litmus, told))
  })

  it('says who is not to blame: an assumption that is not met', () => {
    expect(plain(headOf(tell('spec/litmus/allowlist-is-wrong.yaml')))).toContain(
      'This is not counted against the design: allowlisted-bridges-forward is not met.',
    )
  })

  it('says where a transaction ended as its details do', () => {
    let ended = 0
    for (const { path, litmus, explained: told } of saved) {
      const story = plain(storyOf(path, litmus, told))
      const [, said] =
        /Happened .*? It ends .*?\((as meant|as meant, through a copy|NOT as meant|left open|[^()]*reached[^()]*)\)\. Broken/.exec(
          story,
        ) ?? []
      if (said === undefined) continue
      ended++
      expect(story.split(' Broken ').slice(1).join(' '), path).toContain(`(${said})`)
    }
    expect(ended).toBeGreaterThan(50)
  })
})

describe('no contradiction', () => {
  it('a transaction that PCIe leaves open is told as that, beside "No rule", and only such a one', () => {
    const sentence = 'No rule. PCIe leaves open where 1 transaction ends, which is not counted against any design.'
    const told = explained(OPEN, designNamed('linux-6.12'))
    expect(told.story.steps.flatMap(({ transactions = [] }) => transactions.map(({ verdict }) => verdict))).toContain(
      'left open',
    )
    expect(verdictFirst(OPEN, told)[2]).toEqual(['Broken', sentence])
    for (const { path, litmus, explained: other } of saved) {
      const isOpen = other.story.steps.some(({ transactions = [] }) =>
        transactions.some((t) => t.verdict === 'left open'),
      )
      expect(verdictFirst(litmus, other)[2][1].includes('PCIe leaves open'), path).toBe(isOpen)
    }
  })

  it('a copy in RAM does not land as meant', () => {
    const { designs: all } = explain('spec/litmus/allowlist-is-wrong.yaml').story
    const bounce = all.find(({ design }) => design === 'bounce')!
    expect(bounce.breaks).toContain('S20')
    expect(bounce.steps).toContain('lands in a copy in RAM')
    expect(plain(tell('spec/litmus/allowlist-is-wrong.yaml', 'bounce'))).toContain('(as meant, through a copy)')
  })

  it('what lands as meant and breaks a rule all the same is told with "but"', () => {
    for (const { path, litmus, explained: told } of saved) {
      const story = storyOf(path, litmus, told)
      expect(story, path).not.toMatch(/lands as meant\n +breaks/)
    }
    expect(
      saved.some(({ path, litmus, explained: told }) =>
        /lands as meant\n +but breaks/.test(storyOf(path, litmus, told)),
      ),
    ).toBe(true)
  })
})
