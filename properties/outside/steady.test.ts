/** What the functions of a design, a rule and an operation answer: by name, and each time the same. */
import { describe, expect, it } from 'vitest'
import { handOver } from '../../model/address.ts'
import { designs, mutants } from '../../model/designs/index.ts'
import linux612, { parts } from '../../model/designs/releases/linux-6.12.ts'
import { linuxMmWith } from '../../model/kernel/mm/linux-mm.ts'
import type { Parts } from '../../model/kernel/parts.ts'
import { operations } from '../../model/operations/index.ts'
import { LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { scenarioOf } from '../../spec/litmus.ts'
import type { Event, Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { mine, told } from './mine.ts'
import { confirm, rehearse } from './steady.ts'
import { strictOperation, strictRule } from './strict.ts'

const litmus = loadFolder(LITMUS_FOLDER).map((one) => one.litmus.file)
const script = litmus.map(scenarioOf)
const RACE = 'May a device read anything other than what was written, while the memory is being unmapped?'
const l02 = litmus.find(({ alias }) => alias === 'L02')!

describe('answers', () => {
  const always = rules.find(({ kind }) => kind === 'always') as Rule & { kind: 'always' }
  const next = (answer: object): string => {
    const rule = strictRule({ ...always, next: () => answer as never }) as typeof always
    return told(() => rule.next(null, {} as Event))
  }
  it('of a rule are looked at by name', () => {
    expect(next({ state: null, brokn: {} })).toContain(
      'next: brokn: found an answer that is never read; accepted: did you mean broken?',
    )
    expect(next({ state: null, broken: { step: 0, entry: 0, offset: 0, found: 'x', alowed: [] } })).toContain(
      'next: broken.alowed: found a field that is never read; accepted: did you mean allowed?',
    )
    expect(next({ state: null, fired: true })).toBe('')
  })

  it('of an operation, too', () => {
    const one = strictOperation({ ...operations[0], run: () => ({ world: 0, outcom: 0 }) as never })
    expect(told(() => one.run({} as never, {}))).toContain(
      'run: outcom: found an answer that is never read; accepted: did you mean outcome?',
    )
  })

  it('of a design, when it is rehearsed', () => {
    const mapSg: Parts['mapSg'] = (...args) => ({ ...parts.mapSg(...args), cpus: [] })
    expect(told(() => rehearse([mine({ mapSg })], rules, script))).toBe(
      'design mine: mapSg: cpus: found an answer that is never read; accepted: did you mean cpu? known: k, rc, table, nents, domains, cpu, bounced, unmapped, pgmapRefs, stops, because',
    )
  })
})

describe('a design that is no function of its arguments', () => {
  let calls = 0
  const UNSTEADY: readonly (readonly [sentence: string, changed: Partial<Parts>])[] = [
    ['draws', { busAddress: (...args) => (Math.random() < 0.5 ? handOver(args[0]) : parts.busAddress(...args)) }],
    ['counts', { busAddress: (...args) => (++calls % 3 === 0 ? handOver(args[0]) : parts.busAddress(...args)) }],
    ['draws where it refuses', { hasAcsRedir: () => Math.random() < 0.5 }],
    ['draws groups', { groupOf: () => Math.floor(Math.random() * 1000) }],
  ]
  it.each(UNSTEADY)('is told when it is rehearsed: it %s', (_, changed) => {
    expect(told(() => rehearse([mine(changed)], rules, script))).toMatch(
      /^design mine, steps\[\d+\] \(\w+\): found another answer when it was asked the same again; accepted: /,
    )
  })

  it('is told of a driver that counts, in a race too, and asked only for rules that look there', () => {
    const race = scenarioOf(litmus.find(({ question }) => question === RACE)!)
    let asked = 0
    const counts = mine({ memory: linuxMmWith({ clears: () => ++asked % 3 === 0 }) })
    const ofRoutes = rules.filter(({ id }) => id === 'S2')
    expect(told(() => rehearse([counts], ofRoutes, [race]))).toBe('')
    expect(asked).toBe(0)
    expect(told(() => rehearse([counts], rules, [race]))).toMatch(
      /^design mine, steps\[\d+\] \(\w+\): found another answer when it was asked the same again; accepted: /,
    )
  })

  it('is told when what was found is run again', () => {
    const rule = rules.find(({ id }) => id === 'S2')!
    const file = scenarioOf(l02)
    const steady = mine({ busAddress: (address: never) => handOver(address) })
    expect(told(() => confirm({ file, rule, design: steady }, file))).toBe('')
    // Found, once, and never again.
    expect(told(() => confirm({ file, rule, design: linux612 }, file))).toMatch(
      /^design linux-6\.12, or rule S2 RouteSound: found another/,
    )
    expect(told(() => confirm({ file, rule, design: mine(UNSTEADY[0][1]) }, file))).toMatch(/^design mine, steps/)
  })

  it('is none of ours', () => {
    // Each on a part of the litmus tests that another one has not.
    const part = <T>(all: readonly T[], of: number): T[] => all.filter((_, i) => i % 8 === of)
    for (let of = 0; of < 8; of++)
      expect(told(() => rehearse(part([...designs, ...mutants], of), rules, part(script, of)))).toBe('')
  })
})
