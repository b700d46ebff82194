/**
 * The rules on saved scenarios: what they say was found, and that nothing is broken whose premise was not met.
 */
import { describe, expect, it } from 'vitest'
import { designs, mutants } from '../../../model/designs/index.ts'
import type { Design } from '../../../model/kernel/design.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { compile, type Scenario } from '../../../model/scenario/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { applies, concerns, run, watch, type Watched } from '../../../spec/judge.ts'
import { ROOT_FOLDER, loadLitmus, type Named } from '../../../spec/files/library.ts'
import { shared } from '../../../spec/reuse/runs.ts'
import type { Finding, Rule } from '../../../spec/rule.ts'
import { rules } from '../../../spec/rules/index.ts'
import { saved } from '../../check/answers.ts'
import { exhaust } from '../../drivers/drivers.ts'
import { MIXED, T1, behindIommu, change } from '../kernel/machines.ts'
import { PREMISES } from './premises.ts'
import { add, distance, map, setpci } from '../kernel/ask.ts'

const everyDesign = [...designs, ...mutants]

/** The scenario read anew: what is remembered of one is remembered by its identity. */
const afresh = ({ path }: Named): Scenario => loadLitmus(`${ROOT_FOLDER}${path}`).scenario

type SeenInRuns = Watched & { readonly met: boolean }

/** What each rule sees in the first run that breaks it, in the last where none does; `met`: its premise, in some run by then. */
const seenByEach = (watching: readonly Rule[], design: Design, scenario: Scenario): SeenInRuns[] => {
  let seen = watching.map((): SeenInRuns => ({ fired: false, met: false, broken: undefined }))
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    seen = seen.map((known, i) => {
      if (known.broken !== undefined) return known
      const now = watch(watching[i], events, design, scenario)
      return { ...now, met: known.met || now.fired }
    })
    return seen.some(({ broken }) => broken === undefined)
  })
  return seen
}

const seenBy = (rule: Rule, design: Design, scenario: Scenario): SeenInRuns => seenByEach([rule], design, scenario)[0]

/** The finding is about a step of the scenario, and an entry of its list, and says what would be right. */
const expectPlace = (scenario: Scenario, { step, entry, offset, found, allowed }: Finding): void => {
  const operation = scenario.operations[step]
  const entries = 'list' in operation ? operation.list.length : Infinity
  expect([step, entry, offset].every(Number.isInteger)).toBe(true)
  expect(entry).toBeLessThan(entries)
  expect([found, ...allowed].every((words) => words.trim().length > 1)).toBe(true)
  expect(allowed.length).toBeGreaterThan(0)
}

describe('what a saved scenario says was found', () => {
  for (const named of saved()) {
    const { found, why } = named.litmus.file
    if (found === undefined) continue
    it(named.path, () => {
      const rule = rules.find(({ id }) => id === found['rule'])!
      const design = everyDesign.find(({ id }) => id === found['design'])!
      const scenario = afresh(named)
      const { fired, broken } = seenBy(rule, design, scenario)
      const { step, entry, found: what, allowed } = broken!
      expect(`steps[${step}], entry ${entry}: ${what}. Allowed are only: ${allowed.join('; ')}.\n`).toBe(why)
      expect(fired).toBe(rule.kind !== 'exists')
      expectPlace(scenario, broken!)
    })
  }
})

describe('litmus tests of Linux 6.12', () => {
  const linux = everyDesign.find(({ id }) => id === 'linux-6.12')!
  const files = saved().filter(({ path }) => path.startsWith('spec/litmus/'))
  const rows = new Map(
    PREMISES.trim()
      .split('\n')
      .map((row) => [row.split(':')[0], row.split(':')[1].trim()]),
  )
  it('are all in the table', () => {
    expect([...rows.keys()].map((name) => `spec/litmus/${name}.yaml`)).toEqual(files.map(({ path }) => path))
  })
  for (const named of files) {
    const row = rows.get(named.path.replace('spec/litmus/', '').replace('.yaml', ''))
    it(`${named.path}: ${row}`, () => {
      const scenario = afresh(named)
      const spoken = seenByEach(rules, linux, scenario).flatMap(({ met, broken }, i) =>
        broken !== undefined ? [`${rules[i].id}!`] : met ? [rules[i].id] : [],
      )
      expect(spoken.join(' ')).toBe(row)
    })
  }
})

describe('litmus tests under every design', () => {
  let broken = 0
  for (const named of saved().filter(({ path }) => path.startsWith('spec/litmus/')))
    it(`${named.path}: nothing is broken whose premise was not met, and what is broken is told by place and in words`, () => {
      const scenario = afresh(named)
      const runs = shared(scenario)
      for (const design of everyDesign)
        for (const { index, fired, broken: found } of runs.run(design, () => 0).saw(rules)) {
          const rule = rules[index]
          if (!applies(rule, design)) continue
          // Else a search that leaves such scenarios out would miss something.
          expect(concerns(scenario)(rule), rule.id).toBe(true)
          if (found === undefined) continue
          broken++
          if (rule.kind !== 'exists') expect(fired, `${design.id}: ${rule.id}`).toBe(true)
          expectPlace(scenario, found)
        }
    })
  it('break enough to mean something', () => {
    expect(broken).toBeGreaterThan(500)
  })
})

/** What a rule reads before it says anything, told by scenarios of a few steps: the rules that fire, `!`: that are broken. */
describe('a rule has nothing to say', () => {
  const linux = everyDesign.find(({ id }) => id === 'linux-6.12')!
  const refusesAll = everyDesign.find(({ id }) => id === 'refuses-all')!
  const says = (id: string, steps: StepFile[], machine: MachineFile = T1, design = linux): string => {
    const rule = rules.find((rule) => rule.id === id)!
    const { fired, broken } = seenBy(rule, design, compile({ machine, steps }))
    return broken === undefined ? (fired ? 'fires' : '') : 'broken'
  }
  const [A0, C] = [{ bar: 'A0' }, { bar: 'C' }]
  const RAM = { ram: 0x3000 }

  it('S29: where a word changed since, RAM is in the list, or not every provider was asked about', () => {
    const asked = [add('A0'), add('C'), distance('A0', 'B')]
    const refused = (...steps: StepFile[]) => says('S29', steps, T1, refusesAll)
    const file = change(T1, { D2: { acs: [] } })
    expect(says('S29', [...asked, map('m', 'B', A0)])).toBe('fires')
    expect(refused(...asked, map('m', 'B', A0))).toBe('')
    const answered = everyDesign.find(({ id }) => id === 'naive-iommu')!
    expect(says('S29', [add('A0'), map('m', 'B', A0)])).toBe('')
    expect(says('S29', [...asked, map('m', 'C', A0)])).toBe('')
    expect(says('S29', [...asked, map('m', 'B', A0, C)])).toBe('')
    expect(says('S29', [...asked, map('m', 'B', A0, RAM)])).toBe('')
    expect(says('S29', [...asked, map('m', 'B', RAM)])).toBe('')
    expect(says('S29', [...asked, setpci('D2', []), map('m', 'B', A0)], file)).toBe('')
    expect(says('S29', [add('A0'), distance('A0', 'E'), map('m', 'E', A0)])).toBe('')
    expect(says('S29', [...asked, map('m', 'B', A0)], T1, answered)).toBe('fires')
  })
  it('S30: of a list of one entry, of RAM alone, or of pages that a table is built of', () => {
    expect(says('S30', [add('A0'), map('m', 'B', A0, RAM)])).toBe('fires')
    expect(says('S30', [add('A0'), map('m', 'B', A0)])).toBe('')
    expect(says('S30', [map('m', 'B', RAM, { ram: 0x9000 })])).toBe('')
    const built: StepFile = {
      dma_map_sgtable: { as: 'm', client: 'B', direction: 'DMA_BIDIRECTIONAL', list: [A0, RAM], build: true },
    }
    expect(says('S30', [add('A0'), built])).toBe('')
  })
  it('S21: where nothing was asked before a word changed, or none changed, or the list is of RAM', () => {
    const file = change(T1, { D2: { acs: [] } })
    const [one, other] = [map('one', 'B', A0), map('other', 'B', A0)]
    const says21 = (...steps: StepFile[]) => says('S21', [add('A0'), ...steps], file)
    expect(says21(one, setpci('D2', []), other)).toBe('fires')
    expect(says21(distance('A0', 'B'), setpci('D2', []), other)).toBe('fires')
    expect(says21(one, other)).toBe('')
    expect(says21(setpci('D2', []), one)).toBe('')
    expect(says21(setpci('D2', []), one, other)).toBe('')
    expect(says21(one, setpci('D2', []))).toBe('')
    expect(says21(one, setpci('D2', []), map('other', 'B', RAM))).toBe('')
    expect(says21(one, setpci('D2', []), map('other', 'B', RAM, A0))).toBe('fires')
  })
  it('S23: without an IOMMU that translates, where nobody knows what happens, or where the address is mapped', () => {
    const stray = (target: { bar: string } | { ram: number }): StepFile => ({
      unmapped_dma: { client: 'B', access: 'write', target },
    })
    expect(says('S23', [stray(A0)], behindIommu())).toBe('fires')
    expect(says('S23', [stray(RAM)], behindIommu())).toBe('fires')
    expect(says('S23', [stray(A0)], MIXED)).toBe('')
    expect(says('S23', [stray(A0)], change(MIXED, { B: { iommu: 'passthrough' } }))).toBe('')
    const open = change(behindIommu(), { D1: { acs: ['RR'] }, RP0: { acs: [] } })
    expect(
      says('S23', [stray(A0)], { ...open, hosts: open.hosts.map((host) => ({ ...host, decodesFirst: true })) }),
    ).toBe('')
    expect(says('S23', [map('m', 'B', RAM), { dma: { map: 'm' } }], behindIommu())).toBe('')
    expect(says('S23', [add('A0'), map('m', 'B', A0), { dma: { map: 'm' } }], behindIommu())).toBe('')
  })
  it('S22, S11: of devices that are PCI functions; of devices that are none', () => {
    const soft: MachineFile = { ...T1, devices: [{ name: 'soft' }] }
    expect(says('S22', [add('A0'), map('m', 'soft', A0)], soft)).toBe('broken')
    expect(
      says(
        'S22',
        [add('A0'), map('m', 'soft', A0)],
        soft,
        everyDesign.find(({ id }) => id === 'opt-in-op'),
      ),
    ).toBe('fires')
    expect(says('S22', [map('m', 'soft', RAM)], soft)).toBe('')
    expect(says('S22', [add('A0'), map('m', 'B', A0)], soft)).toBe('')
    expect(says('S11', [map('m', 'soft', RAM)], soft)).toBe('')
    expect(says('S11', [map('m', 'B', RAM, { ram: 0x9000 })], behindIommu())).toBe('fires')
    expect(says('S11', [map('m', 'B', RAM, { ram: 0x9000 })], behindIommu({ untrusted: true }))).toBe('')
  })
})
