import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../model/machine/file.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { allowlistedBridgesForward } from '../../../spec/assumptions/host-bridge.ts'

const two = (n: number): string => n.toString(16).padStart(2, '0')

/** Root buses, one a domain, each with so many ports and a function behind each of them. */
const machineOf = (hosts: number, ports: number): MachineFile => {
  const each = Array.from({ length: hosts }, (_, h) => h)
  return {
    hosts: each.map((h) => ({ name: `hb${h}` })),
    functions: each.flatMap((h) =>
      Array.from({ length: ports }, (_, p) => [
        { name: `rp${h}.${p}`, type: 'root port' as const, on: `hb${h}`, at: `${two(p % 32)}.${Math.floor(p / 32)}` },
        { name: `e${h}.${p}`, type: 'endpoint' as const, below: `rp${h}.${p}` },
      ]).flat(),
    ),
  }
}

const secondsOf = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

describe('a machine of 4 000 functions', () => {
  const machine = machineOf(40, 50)

  it('is checked in little more than the time that its functions take: siblings are looked up once', () => {
    const changed = (n: number): MachineFile => ({
      ...machine,
      functions: machine.functions.map((f, i) => (i === n ? { ...f, masters: false } : f)),
    })
    const seconds = secondsOf(() => {
      for (let n = 0; n < 10; n++) expect(E.isRight(checkScenario({ machine: changed(n), steps: [] }))).toBe(true)
    })
    expect(seconds).toBeLessThan(2)
  })

  it('that gives two functions of one bus one number is refused, with the first of them', () => {
    const at = machine.functions.map((f) => (f.name === 'rp39.49' ? { ...f, at: '03.0' } : f))
    const checked = checkScenario({ machine: { ...machine, functions: at }, steps: [] })
    expect(checked).toMatchObject({
      left: [
        {
          path: 'machine.functions[3998].at',
          found: '03.0, as rp39.3 on the same bus',
          accepted: 'a devfn of its own',
        },
      ],
    })
  })

  it('has its host bridges asked for each pair of them, not for each pair of functions', () => {
    const checked = checkScenario({ machine, steps: [] })
    if (E.isLeft(checked)) throw new Error('refused')
    const seconds = secondsOf(() => {
      // No bridge of them is believed to forward, so that each has to be asked.
      expect(allowlistedBridgesForward.holds!(checked.right)).toBe(true)
    })
    expect(checked.right.machine.name).toHaveLength(4000)
    expect(seconds).toBeLessThan(1)
  })
})
