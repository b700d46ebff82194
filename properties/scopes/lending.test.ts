/** Memory that was lent, taken away beside a transfer, in every schedule: who does not wait loses it, and who waits keeps it. */
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../model/designs/index.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { rules } from '../../spec/rules/index.ts'
import { exhaustScenarios } from '../drivers/drivers.ts'
import { brokenBy } from '../search/search.ts'
import { lending } from './sequences.ts'
import type { Scope } from './scope.ts'

/** `check --scope lending` has two letters. */
const SHORT: Scope = { ...lending, moves: { ...lending.moves!, lending: { letters: 1 } } }

const ASKED = rules.filter(({ id }) => ['S16', 'S17', 'S31', 'S43'].includes(id))

const takenBeside = ({ steps }: ScenarioFile): string | undefined =>
  steps.flatMap((step) => Object.entries(step)).find(([kind, words]) => 'actor' in words && kind !== 'dma_buf_dma')?.[0]

/** Rules that a design breaks where the memory is taken away beside a transfer, by how it is taken away. */
const lost = (name: string): string[] => {
  const design = designNamed(name)!
  const found = new Set<string>()
  exhaustScenarios(SHORT, (file, scenario) => {
    const taken = takenBeside(file)
    if (taken === undefined) return
    for (const { id } of brokenBy(design, ASKED, scenario)) found.add(`${id} ${taken}`)
  })
  return [...found].toSorted()
}

describe('of lent memory that is taken away beside a transfer', () => {
  it('a transfer lands after the memory was revoked in 6.19 and 7.0, which do not wait', () => {
    expect(lost('revoke-without-waiting')).toEqual(['S16 dma_buf_revoke', 'S17 dma_buf_revoke'])
  })

  it('no schedule loses it since revoking waits', () => {
    expect(lost('provider-revoke')).toEqual([])
  })

  it('nor where the registration is killed; there a map that asks for no way reaches nobody', () => {
    expect(lost('peerdirect')).toEqual(['S43 dma_buf_move', 'S43 dma_buf_revoke'])
  })

  it('a move waits for transfers in all of them, so that it is lost by an importer that does not listen', () => {
    expect(lost('importer-ignores-notice')).toContain('S17 dma_buf_move')
  })
})
