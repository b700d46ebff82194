import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../model/machine/columns.ts'
import { answering, askable } from '../answer.ts'
import type { Asked } from '../cases.ts'
import { changeOf } from '../change.ts'
import { foldsOf } from '../fold.ts'
import { linesFor } from '../lines.ts'
import { MOST_BYTES, forAllOf, type OneList } from '../one-list.ts'
import { functionsNamed } from '../report.ts'
import { askText, dumpText } from './asked.ts'
import { INTEL } from './cpus.ts'
import { machines } from './made.ts'
import { asLspci } from './written.ts'

const oneListOf = (asked: Asked): OneList | undefined => forAllOf(asked, foldsOf(asked))?.found
const booted = ({ dump }: Asked, names: readonly string[]): Asked =>
  askText(asLspci([...dump.functions]), { cpu: INTEL, cmdline: `pci=disable_acs_redir=${names.join(';')}` })

/** `f g` of every pair below one bridge that is surely BUS_ADDR. */
const direct = (asked: Asked): string[] => {
  const answer = answering(asked)
  const functions = askable(asked)
  return functions.flatMap((f, i) =>
    functions.slice(i + 1).flatMap((g) => {
      const { type, meet } = answer(f, g)
      return type === 'BUS_ADDR' && meet !== ROOT ? [`${f} ${g}`] : []
    }),
  )
}

describe('one list for all pairs', () => {
  it('makes every pair BUS_ADDR that a list of its own makes so, and says how many', () => {
    let helped = 0
    fc.assert(
      fc.property(machines, (made) => {
        const asked = askText(asLspci(made), { cpu: INTEL })
        const found = oneListOf(asked)
        const answer = answering(asked)
        const functions = askable(asked)
        const alone = functions.flatMap((f, i) =>
          functions
            .slice(i + 1)
            .filter((g) => changeOf(asked, { provider: f, client: g, ...answer(f, g) }) !== undefined)
            .map((g) => `${f} ${g}`),
        )
        expect(found?.helped ?? 0).toBe(alone.length)
        if (found === undefined) return
        helped += alone.length
        expect(direct(booted(asked, found.list.split(';')))).toEqual(expect.arrayContaining(alone))
      }),
      { numRuns: 8 },
    )
    expect(helped).toBeGreaterThan(20)
  })

  it('has no entry that could be left out: without it some pair that it is told for is as it was', () => {
    let entries = 0
    fc.assert(
      fc.property(machines, (made) => {
        const asked = askText(asLspci(made), { cpu: INTEL })
        const found = oneListOf(asked)
        if (found === undefined) return
        const names = found.list.split(';')
        for (const name of names.slice(0, 6)) {
          entries++
          const port = found.ports[names.indexOf(name)]
          const answer = answering(
            booted(
              asked,
              names.filter((other) => other !== name),
            ),
          )
          const needing = found.needs.filter(({ ports }) => ports.includes(port))
          expect(needing.length).toBeGreaterThan(0)
          for (const {
            pair: [one, other],
            ports,
          } of needing.filter((need) => need.ports.length === 1)) {
            expect(ports).toEqual([port])
            expect(answer(one.members[0], other.members.at(-1)!).type).not.toBe('BUS_ADDR')
          }
        }
      }),
      { numRuns: 8 },
    )
    expect(entries).toBeGreaterThan(10)
  })
})

describe('two GPUs of two functions each, whose ports redirect', () => {
  const withIommu = askText(dumpText('13'), { cpu: INTEL, cmdline: 'intel_iommu=on' })
  const found = oneListOf(withIommu)!

  it('are helped by one list, where of two lists the second alone counts', () => {
    const cmdline = (lists: readonly string[]): string[] =>
      direct(askText(dumpText('13'), { cpu: INTEL, cmdline: ['intel_iommu=on', ...lists].join(' ') }))
    const [first, second] = found.list.split(';').map((name) => `pci=disable_acs_redir=${name}`)
    expect(found.helped).toBe(6)
    expect(cmdline([found.line])).toHaveLength(6)
    expect(cmdline([first, second])).toEqual(cmdline([second]))
    expect(cmdline([second])).toHaveLength(1)
  })

  it('have config_acs as one parameter, too', () => {
    const [bits] = linesFor(withIommu, found, () => true)
    const [line] = /pci=config_acs=[^ ,]+/.exec(bits)!
    expect(direct(askText(dumpText('13'), { cpu: INTEL, cmdline: `intel_iommu=on ${line}` }))).toHaveLength(6)
  })

  it('keep what a list on the command line names already', () => {
    const cmdline = 'intel_iommu=on pci=disable_acs_redir=0000:03:08.0'
    const { list, helped } = oneListOf(askText(dumpText('13'), { cpu: INTEL, cmdline }))!
    expect(list).toBe('0000:03:08.0;0000:03:10.0')
    expect(helped).toBe(5)
  })

  it('have no list on a kernel that takes no redirect of firmware away (6.11 to 6.14)', () => {
    const text = dumpText('13').replaceAll('ReqRedir- CmpltRedir-', 'ReqRedir+ CmpltRedir+')
    const asked = askText(text, { cpu: INTEL, release: { major: 6, minor: 11 } })
    const ports = ['03:08.0', '03:10.0'].map((word) => functionsNamed(asked, word)[0])
    expect(forAllOf(asked, foldsOf(asked))).toMatchObject({ wanted: expect.any(Array) as unknown, ports })
    expect(oneListOf(asked)).toBeUndefined()
  })
})

it('a list is measured without the ports that no list helps', () => {
  const two = (n: number): string => n.toString(16).padStart(2, '0')
  const acs =
    '\tCapabilities: [148 v1] Access Control Services\n\t\tACSCap:\tSrcValid+ ReqRedir+\n\t\tACSCtl:\tSrcValid+ ReqRedir+\n'
  const port = (_: unknown, n: number): string =>
    `02:${two(Math.floor(n / 8))}.${n % 8} PCI bridge [0604]: x [10b5:${n < 2 ? '8747' : '8748'}]\n\tBus: primary=02, secondary=${two(n + 3)}, subordinate=${two(n + 3)}\n\tCapabilities: [68] Express (v2) Downstream Port\n${acs}${two(n + 3)}:00.0 3D controller [0302]: x [10de:1b02]\n\tCapabilities: [60] Express (v2) Endpoint\n`
  const uplink = '01:00.0 PCI bridge [0604]: x [10b5:8747]\n\tBus: primary=01, secondary=02, subordinate=ff\n'
  const asked = askText(`${uplink}${Array.from({ length: 200 }, port).join('')}`, {
    cpu: INTEL,
    cmdline: 'pci=config_acs=xxxxxx1@pci:10b5:8748',
  })
  const { found, tooMany } = forAllOf(asked, foldsOf(asked))!
  expect(tooMany).toBeUndefined()
  expect(found).toMatchObject({ list: '0000:02:00.0;0000:02:00.1', helped: 1 })
})

it('a list that is longer than a command line can be is counted, and not printed', () => {
  const two = (n: number): string => n.toString(16).padStart(2, '0')
  const port = (n: number): string =>
    `02:${two(Math.floor(n / 8))}.${n % 8} PCI bridge [0604]: x [10b5:8747]\n\tBus: primary=02, secondary=${two(n + 3)}, subordinate=${two(n + 3)}\n\tCapabilities: <access denied>\n${two(n + 3)}:00.0 3D controller [0302]: x [10de:1b02]\n\tCapabilities: [60] Express (v2) Endpoint\n`
  const boxOf = (ports: number): Asked =>
    askText(
      `01:00.0 PCI bridge [0604]: x [10b5:8747]\n\tBus: primary=01, secondary=02, subordinate=ff\n\tCapabilities: [68] Express (v2) Upstream Port\n${Array.from({ length: ports }, (_, n) => port(n)).join('')}`,
    )
  const found = oneListOf(boxOf(20))!
  expect(found.line.length).toBeLessThan(MOST_BYTES)
  expect(found.helped).toBe(190)
  const many = boxOf(200)
  expect(forAllOf(many, foldsOf(many))).toMatchObject({ tooMany: 200 })
})
