/**
 * The table that `p2pspec machine` prints: what a person reads in it, and how long it takes where there are thousands of functions.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-machine-table-'))
afterAll(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'box.lspci')

const DUMPS = `${ROOT_FOLDER}machines/dumps`
const at = (name: string): string => `${DUMPS}/${readdirSync(DUMPS).find((file) => file.startsWith(name))!}`
const textOf = (name: string): string => readFileSync(at(name), 'utf8')

describe('what a person reads', () => {
  it('has devices that go each with each in one list, and a converse that is the same told in one line', async () => {
    const { out } = await p2pspec('machine', at('05'), '--cpu=AMD:0x17', '--pair', '0f:00.0', '13:00.0')
    expect(out.replaceAll(/\s+/g, ' ')).toContain('0000:13:00.0 to memory of 0000:0f:00.0: the same')
    const three = ['01', '02', '03'].map(
      (bus, n) =>
        `05:0${n}.0 PCI bridge [0604]: x [10b5:8796]\n\tBus: primary=05, secondary=${bus.replace('0', '1')}, subordinate=${bus.replace('0', '1')}\n\tCapabilities: [68] Express (v2) Downstream Port\n\n1${n + 1}:00.0 3D controller [0302]: x [10de:1b02]\n\tCapabilities: [60] Express (v2) Endpoint\n\n`,
    )
    const file = join(folder, 'three.lspci')
    writeFileSync(
      file,
      `04:00.0 PCI bridge [0604]: x [10b5:8796]\n\tBus: primary=04, secondary=05, subordinate=20\n\tCapabilities: [40] Express (v2) Upstream Port\n\n${three.join('')}`,
    )
    expect((await p2pspec('machine', file, '--cpu=Intel')).out.replaceAll(/\s+/g, ' ')).toContain(
      ' BUS_ADDR 4 PIX a b 0000:11:00.0, 0000:12:00.0 and 0000:13:00.0, each device with each other',
    )
  })

  it('has a table whose letters stand below it: of what a pair hangs on once, however many pairs there are', async () => {
    const unread = textOf('13').replaceAll(/ACSCtl:.*/g, 'ACSCtl: x')
    writeFileSync(FILE, unread)
    const { out } = await p2pspec('machine', FILE, '--cpu=Intel')
    const told = out.slice(out.indexOf('Pairs of functions'), out.indexOf('What to change'))
    expect(told).toMatch(/^ +answer +distance +topo -m +needs +functions$/m)
    expect(told.match(/^ +depends +[24] +PIX +a b +0000:0/gm)).toHaveLength(3)
    expect(told.match(/depends\s+on\s+ACS/g)).toHaveLength(1)
    const { out: off } = await p2pspec('machine', at('13'), '--cpu=Intel')
    expect(off.replaceAll(/\s+/g, ' ')).toContain('b: no IOMMU driver that asks for ACS at boot')
    const { out: whole } = await p2pspec('machine', at('05'), '--cpu=AMD:0x17')
    expect(whole).toMatch(/^ +THRU_HOST_BRIDGE +3 to 14 +PHB +a c +45 pairs/m)
    expect(whole.replaceAll(/\s+/g, ' ')).toContain('c: a root complex that really forwards')
  })
})

describe('a large machine', () => {
  it('answers 4 096 functions within two seconds of this process', async () => {
    const two = (n: number): string => n.toString(16).padStart(2, '0')
    const domain = (d: number): string[] => {
      const port = (at: string, type: string, from: number, to: number): string =>
        `${two(d).padStart(4, '0')}:${at} PCI bridge [0604]: x [10b5:8747]\n\tBus: primary=${at.slice(0, 2)}, secondary=${two(from)}, subordinate=${two(to)}\n\tCapabilities: [68] Express (v2) ${type}\n`
      const below = Array.from({ length: 250 }, (_, p) => [
        port(`02:${two(Math.floor(p / 8))}.${p % 8}`, 'Downstream Port', p + 3, p + 3),
        `${two(d).padStart(4, '0')}:${two(p + 3)}:00.0 3D controller [0302]: x [10de:1b02]\n\tCapabilities: <access denied>\n`,
      ])
      return [port('00:01.0', 'Root Port', 1, 255), port('01:00.0', 'Upstream Port', 2, 255), ...below.flat()]
    }
    const lines = Array.from({ length: 9 }, (_, d) => domain(d))
      .flat()
      .slice(0, 4096)
    writeFileSync(FILE, lines.join(''))
    const before = process.cpuUsage()
    const { out } = await p2pspec('machine', FILE)
    const { user, system } = process.cpuUsage(before)
    expect(out).toContain('4096 functions, 9 root buses')
    expect((user + system) / 1e6).toBeLessThan(2)
  })

  it('answers 160 root buses of 16 functions each within two seconds too, in a table that a person can read', async () => {
    const [two, four] = [2, 4].map((digits) => (n: number) => n.toString(16).padStart(digits, '0'))
    const acs = (redirects: boolean): string =>
      redirects
        ? '\tCapabilities: [148 v1] Access Control Services\n\t\tACSCap:\tReqRedir+\n\t\tACSCtl:\tReqRedir+\n'
        : ''
    // The functions of one root bus are each of another kind; there are 64 kinds of host bridges.
    const root = (r: number): string[] => {
      const [at, first] = [`${four(Math.floor(r / 8))}:`, (r % 8) * 32]
      const below = Array.from({ length: 8 }, (_, p) => [
        `${at}${two(first)}:${two(p + 1)}.0 PCI bridge [0604]: x [8086:2030]\n\tBus: primary=${two(first)}, secondary=${two(first + p + 1)}, subordinate=${two(first + p + 1)}\n\tCapabilities: [40] Express (v2) Root Port\n${acs(p % 2 === 0)}`,
        `${at}${two(first + p + 1)}:00.0 3D controller [0302]: x [10de:1b02]\n\tNUMA node: ${r % 8}\n${p < 4 ? '\tCapabilities: [60] Express (v2) Endpoint\n' : ''}${acs(p % 4 < 2)}`,
      ])
      return [`${at}${two(first)}:00.0 Host bridge [0600]: x [8086:${four(0x1000 + (r % 64))}]\n`, ...below.flat()]
    }
    writeFileSync(
      FILE,
      Array.from({ length: 160 }, (_, r) => root(r))
        .flat()
        .join(''),
    )
    const before = process.cpuUsage()
    const { out } = await p2pspec('machine', FILE, '--cpu=Intel')
    const { user, system } = process.cpuUsage(before)
    expect(out).toContain('2720 functions, 160 root buses')
    expect(out.match(/^ +NOT_SUPPORTED /gm)).toHaveLength(40)
    const told = [...out.matchAll(/(\d+) pairs through/g)].reduce((sum, [, n]) => sum + Number(n), 0)
    expect(out).toContain(`and ${(1280 * 1279) / 2 - told} more pairs at no bridge`)
    expect((user + system) / 1e6).toBeLessThan(2)
  })
})
