/**
 * `p2pspec machine --pair`, and what is said of machines with several root buses.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-machine-pair-'))
afterAll(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'box.lspci')

const FILES = { '07': '07-qemu-q35-xio3130-nvme', '13': '13-g250-broadwell-plx8747-titanxp' } as const
const at = (name: keyof typeof FILES): string => `${ROOT_FOLDER}machines/dumps/${FILES[name]}.lspci`

describe('machine', () => {
  it('tells root buses with equal host bridges in one line, and one pair of them in the same words both ways', async () => {
    const domain = (n: number): string =>
      `000${n}:00:00.0 Host bridge [0600]: A [8086:09a2]\n000${n}:00:02.0 VGA [0300]: A [10de:2330]\n`
    writeFileSync(FILE, [0, 1, 2].map(domain).join(''))
    const { out } = await p2pspec('machine', FILE, '--cpu=Intel')
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      "THRU_HOST_BRIDGE 2 NODE or SYS a b 3 pairs through root buses 0000:00, 0001:00 and 0002:00; Linux's list of host bridges has 8086:09a2",
    )
    const pair = await p2pspec('machine', FILE, '--cpu=Intel', '--pair', '0000:00:02.0', '0001:00:02.0')
    expect(pair.out).toContain('0001:00:02.0 to memory of 0000:00:02.0: the same')
    expect(pair.out.replaceAll(/\s+/g, ' ')).toContain('has 0000:00:00.0 8086:09a2 and 0001:00:00.0 8086:09a2')
  })

  it('says of a guest that the host may be another machine', async () => {
    expect((await p2pspec('machine', at('07'))).out).toMatch(/what the host does: 0000:03:00.0 \(1b36:0010\)/)
    expect((await p2pspec('machine', at('13'))).out).not.toContain('what the host does')
  })

  it('asks which function is meant where an address without a domain fits several', async () => {
    const domain = (name: string): string =>
      `${name}:00:00.0 Host bridge [0600]: A [8086:6f00]\n${name}:00:02.0 VGA [0300]: A\n`
    writeFileSync(FILE, `${domain('0000')}${domain('0001')}0001:00:03.0 VGA [0300]: A\n`)
    const { status, err } = await p2pspec('machine', FILE, '--pair', '00:02.0', '00:03.0')
    expect(status).toBe(2)
    expect(err).toContain('00:02.0, which is in several domains; accepted: one of 0000:00:02.0, 0001:00:02.0')
    const { out } = await p2pspec('machine', FILE, '--json', '--pair', '0001:00:02.0', '00:03.0')
    const { pairs } = JSON.parse(out) as { pairs: { provider: string }[] }
    expect(pairs.map(({ provider }) => provider)).toEqual(['0001:00:03.0', '0001:00:02.0'])
  })

  it('says of own memory that it is reached inside', async () => {
    const { out } = await p2pspec('machine', at('13'), '--cpu=Intel', '--pair', '04:00.0', '04:00.0')
    expect(out).toMatch(/distance 0\n.*\n  why: they are one function/)
    expect(out).not.toContain('dma_map_resource')
  })
})
