/**
 * Why a design decided as it did: what explain heard it ask, and that hearing changes nothing.
 */
import { describe, expect, it } from 'vitest'
import { designs, mutants } from '../../../model/designs/index.ts'
import { LITMUS_FOLDER, loadFolder } from '../../../spec/files/library.ts'
import { designNamed } from '../../command.ts'
import { heardRun } from '../../../story/belief.ts'
import { tellingRun } from '../../../story/run.ts'
import { explained } from '../../../story/story.ts'
import { storyOf } from '../../commands/explain.ts'
import { litmusOf, tell } from './explained.ts'
import { saved } from './saved.ts'

/** Two devices below one switch, and the port of the client redirects. */
const redirected = litmusOf(`
machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp0, type: root port, on: hb0}
    - {name: up, type: switch upstream port, below: rp0}
    - {name: dp0, type: switch downstream port, below: up}
    - {name: dp1, type: switch downstream port, below: up, acs: [RR]}
    - {name: A, type: endpoint, below: dp0, bar: {size: 2M}}
    - {name: B, type: endpoint, below: dp1}
steps:
  - {pci_p2pdma_add_resource: {provider: A}}
  - {dma_map_sgtable: {as: m, client: B, direction: DMA_FROM_DEVICE, list: [{bar: A}]}}
  - {dma: {map: m}}
`)

describe('why a design decided as it did', () => {
  it('is heard in a run that comes to the same, step by step, under every design', () => {
    let asked = 0
    // A design is asked of one litmus test in eight, each of others.
    for (const [i, { path, litmus }] of loadFolder(LITMUS_FOLDER).entries())
      for (const design of [...designs, ...mutants].filter((_, j) => j % 8 === i % 8)) {
        const told = tellingRun(design, litmus)
        const heard = heardRun(told, litmus.scenario)!
        const plain = (outcomes: readonly unknown[]): unknown => JSON.parse(JSON.stringify(outcomes))
        expect(plain(heard.outcomes), `${path} ${design.id}`).toEqual(plain(told.events.map(({ outcome }) => outcome)))
        asked += heard.asked.flat().length
      }
    expect(asked).toBeGreaterThan(400)
  })

  it('agrees with what was mapped: a bus mark where the way is a bus address, none where it is not', () => {
    let ways = 0
    for (const { path, explained: told } of saved.filter((one) => one.design.id === 'linux-6.12'))
      for (const { asked, outcome } of told.story.steps) {
        if (outcome.kind !== 'mapped' || asked === null) continue
        for (const one of asked) {
          if (one.kind !== 'way') continue
          ways++
          const marks = outcome.table.filter(({ provider }) => provider === one.provider).map(({ marked }) => marked)
          expect(marks.includes(true), path).toBe(one.type === 'BUS_ADDR' && outcome.rc === 0)
        }
      }
    expect(ways).toBeGreaterThan(20)
  })

  it('is the climb, the ACS words and what counts of them, the allowlist, and the reckoning of the address', () => {
    expect(tell('spec/litmus/same-switch-nonzero-offset.yaml', 'linux-4.20')).toContain(
      'CPU physical 0x90000000 minus bus_offset -0x80000000 is\n               0x110000000',
    )
    expect(tell('spec/litmus/allowlist-is-wrong.yaml')).toMatch(
      /hb0 believed to forward: .*\n? *.*rp0\s+\(8086:2030\),\s+listed/,
    )
    const story = (design: string): string =>
      storyOf('redirected', redirected, explained(redirected, designNamed(design)))
    expect(story('linux-6.12')).toMatch(/dp1 \(ACS\s+RR\);\s+they meet at up/)
    expect(story('linux-6.12')).toContain('1 ACS word counts as a redirect: dp1')
    expect(story('linux-6.12')).toMatch(
      /hb0 not believed to forward:[^;]*;\s+hb0\s+is\s+known\s+by\s+rp0\s+\(0000:0000\),\s+not\s+listed/,
    )
    expect(story('ignores-acs')).toContain('none of these ACS words counts')
    expect(story('linux-4.20')).toMatch(/this design believes so of every\s+host bridge/)
  })

  it('is a kept answer where it was kept, and nothing where nothing was asked', () => {
    expect(tell('spec/litmus/setpci-between-maps.yaml')).toMatch(
      /BUS_ADDR, the answer of steps\[1\], kept; a climb would say\s+NOT_SUPPORTED now/,
    )
    expect(tell('spec/litmus/setpci-between-maps.yaml', 'four-way')).not.toContain('kept')
    expect(tell('spec/litmus/setpci-between-maps.yaml', 'raw-phys')).toContain('answers so without looking at')
    expect(tell('spec/litmus/setpci-between-maps.yaml', 'bounce')).toContain(
      'nothing was asked about how the peer memory is reached',
    )
  })
})
