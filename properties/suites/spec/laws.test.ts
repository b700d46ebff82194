import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACS } from '../../../model/machine/acs.ts'
import { ROOT, power, type Machine } from '../../../model/machine/columns.ts'
import { bus } from '../../../model/address.ts'
import { deliver } from '../../../model/hardware/deliver.ts'
import { compile, type ScenarioFile } from '../../../model/scenario/file.ts'
import type { Transaction } from '../../../model/transfer.ts'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { designs, mutants } from '../../../model/designs/index.ts'
import { readExpected } from '../../../spec/files/expected.ts'
import { LITMUS_FOLDER, loadFolder } from '../../../spec/files/library.ts'
import { run } from '../../../spec/judge.ts'
import type { Event } from '../../../spec/rule.ts'
import { rules } from '../../../spec/rules/index.ts'
import { scenarios } from '../../drivers/random.ts'
import { wide } from '../../scopes/wide.ts'

const SEED = { seed: 5, numRuns: 800 }

const expected = readExpected()

describe('expected.yaml', () => {
  it('says something of every rule and every design', () => {
    for (const { id } of rules) expect(Object.keys(expected.designs[id] ?? {})).toEqual(designs.map((d) => d.id))
  })
  it('names a mutant for every rule that no design breaks, and only mutants that exist', () => {
    for (const { id } of rules) {
      const broken = [...Object.values(expected.designs[id]), ...Object.values(expected.mutants[id] ?? {})]
      expect(broken).toContain('violated')
    }
    const named = Object.values(expected.mutants).flatMap((row) => Object.keys(row))
    const ids = mutants.map(({ id }) => id)
    // A release of the past that a litmus test tells from those that are columns.
    const inLitmus = loadFolder(LITMUS_FOLDER).flatMap(({ litmus: { questions } }) =>
      questions.flatMap(({ except = {} }) => Object.keys(except)),
    )
    // Some are there because they keep what the reference breaks (S23, S36).
    const keeping = ['groups-by-switch', 'exclusive-stays']
    const known = new Set([...named, ...keeping, ...inLitmus.filter((id) => ids.includes(id))])
    expect([...known].toSorted()).toEqual(ids.toSorted())
  })
})

/** Every transaction of every transfer, with its machine. */
const transactions = (file: ScenarioFile): { event: Event; m: Machine; t: Transaction }[] =>
  run(linux612, compile(file), () => 0).flatMap((event) =>
    event.outcome.kind === 'transfer'
      ? event.outcome.transactions.map((t) => ({ event, m: event.before.hw.machine, t }))
      : [],
  )

describe('the fabric', () => {
  it('never lets a function without Bus Master Enable touch anything', () => {
    const silent = fc.property(scenarios(wide), (file) => {
      const { machine } = compile({
        ...file,
        machine: { ...file.machine, functions: file.machine.functions.map((f) => ({ ...f, masters: false })) },
      })
      const hw = power(machine)
      for (const [f, base] of machine.bar.entries())
        expect(deliver(hw, machine.name.length - 1, bus(base + f), 'write').kind).toBe('nowhere')
    })
    fc.assert(silent, { ...SEED, numRuns: 300, endOnFailure: true })
  })

  it('looks at no ACS word outside the path from the client to the top', () => {
    const same = fc.property(scenarios(wide), fc.nat({ max: ACS.RR + ACS.CR }), (file, word) => {
      for (const { event, m, t } of transactions(file)) {
        if (event.operation.kind !== 'dma' || event.outcome.kind !== 'transfer') continue
        const client = event.outcome.initiator
        const onTheWay = new Set([client])
        for (let f = client; f !== ROOT; f = m.parent[f]) onTheWay.add(f)
        // A write: completions of reads meet the ACS words of the completer's side.
        const before = deliver(event.before.hw, client, t.address, 'write')
        const acsControl = event.before.hw.acsControl.map((control, f) => (onTheWay.has(f) ? control : word))
        expect(deliver({ ...event.before.hw, acsControl }, client, t.address, 'write')).toEqual(before)
      }
    })
    fc.assert(same, { ...SEED, numRuns: 300, endOnFailure: true })
  })
})
