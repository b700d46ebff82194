/** Races inside functions of the kernel: the fewest turns of a schedule that loses, and that none loses once it is mended. */
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../../model/designs/index.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { linux } from '../../../model/kernel/linux.ts'
import { MEMUNMAP_PAGES } from '../../../model/kernel/mm/device/page-map.ts'
import { linuxMmWith } from '../../../model/kernel/mm/linux-mm.ts'
import { LITMUS_FOLDER, loadLitmus } from '../../../spec/files/library.ts'
import { run, watch } from '../../../spec/judge.ts'
import { rules } from '../../../spec/rules/index.ts'
import { exhaust } from '../../drivers/drivers.ts'

/** Turns of the ends of the block that break the rule, fewest first; and whether the rule had something to say of it. */
const lost = (
  file: string,
  of: string | Design,
  rule: string,
): { readonly turns: readonly number[]; readonly isMet: boolean } => {
  const { scenario } = loadLitmus(`${LITMUS_FOLDER}/${file}.yaml`)
  const design = typeof of === 'string' ? designNamed(of)! : of
  const asked = rules.find((one) => one.id === rule)!
  const turns: number[] = []
  let isMet = false
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    const { fired, broken } = watch(asked, events, design, scenario)
    isMet ||= fired
    if (broken === undefined) return
    turns.push(...events.flatMap(({ outcome }) => (outcome.kind === 'beside' ? [outcome.turns] : [])))
  })
  return { turns: turns.toSorted((a, b) => a - b), isMet }
}

/** The race, who loses it, by the fewest turns, and who mended it. */
const RACES = [
  // As the message of 319561669a59 tells it: each is interrupted once, and the end of the invalidation between its halves.
  ['notifier-removed-while-called', 'S39', 'notifier-freed-while-called', 4, 'linux-6.12'],
  // Nobody has to be interrupted: one after the other is enough.
  ['page-map-goes-while-a-cpu-faults', 'S39', 'page-holds-no-map', 1, 'linux-6.12'],
  ['page-map-goes-while-a-cpu-faults', 'S39', 'linux-4.20', 2, 'linux-5.4'],
  ['page-map-goes-while-it-is-looked-up', 'S39', 'page-map-reaped-too-early', 2, 'linux-6.12'],
  ['freed-page-is-taken-before-its-count-is-set', 'S36', 'linux-6.12', 2, 'count-set-when-taken'],
] as const

describe('a race inside functions of the kernel', () => {
  for (const [file, rule, racy, fewest, mended] of RACES) {
    it(`${file}: ${racy} breaks ${rule} after ${fewest} turns, and no fewer`, () => {
      expect(lost(file, racy, rule).turns[0]).toBe(fewest)
    })

    it(`${file}: ${mended} keeps ${rule}, however it ends`, () => {
      expect(lost(file, mended, rule)).toEqual({ turns: [], isMet: true })
    })
  }
})

describe('a table of one’s own with all rows of the other one', () => {
  const { kill, wait, exit, unmap, synchronize } = MEMUNMAP_PAGES
  const ordered = (rows: object): Design =>
    linux(
      { id: 'ordered', summary: 'a test', sources: ['a test'] },
      { ...parts, memory: linuxMmWith({}, { memunmap_pages: rows as typeof MEMUNMAP_PAGES }) },
    )
  const race = 'page-map-goes-while-it-is-looked-up'
  it('has its own order', () => {
    expect(lost(race, ordered({ kill, wait, exit, unmap, synchronize }), 'S39').turns[0]).toBe(2)
    expect(lost(race, ordered({ kill, wait, unmap, synchronize, exit }), 'S39').turns).toEqual([])
  })
})
