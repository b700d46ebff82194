import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dumped } from '../dumped.ts'
import { readLspci } from '../lspci.ts'
import type { DumpedBar } from '../ranges.ts'
import { machines } from './made.ts'
import { asHex, asLspci } from './written.ts'

const facts = (f: Dumped) => {
  const { line, title, acsAt, ...rest } = f
  expect([line, title]).not.toContain(undefined)
  expect(acsAt !== undefined).toBe(typeof rest.acs === 'object')
  return rest
}
const withoutSize = ({ index, base, prefetchable }: DumpedBar): DumpedBar => ({
  index,
  ...(base === undefined ? {} : { base }),
  prefetchable,
})
const read = (text: string) => readLspci(text).functions.map(facts)

/** How many times as many machines: 20 are 1 000 hex dumps, and take minutes. */
const MANY = Number(process.env['P2PSPEC_MANY'] ?? 1)

describe('a machine made up', { timeout: 120_000 * MANY }, () => {
  it('is the same, written as lspci prints it and read back', () => {
    fc.assert(
      fc.property(machines, (made) => {
        expect(read(asLspci(made))).toEqual(made)
      }),
      { numRuns: 300 * MANY },
    )
  })

  it('is the same, written as a hex dump and read back', () => {
    fc.assert(
      fc.property(machines, (made) => {
        // Sizes of BARs are found by writing: no dump of bytes has them.
        const withoutSizes = made.map((f) => ({ ...f, bars: f.bars.map(withoutSize) }))
        expect(read(asHex(made))).toEqual(withoutSizes)
      }),
      { numRuns: 50 * MANY },
    )
  })
})

const FULL = `0000:03:08.0 PCI bridge [0604]: PLX Technology, Inc. PEX 8747 [10b5:8747] (rev ca) (prog-if 00 [Normal decode])
	Control: I/O+ Mem+ BusMaster+
	Bus: primary=03, secondary=04, subordinate=04, sec-latency=0
	Capabilities: [68] Express (v2) Downstream Port (Slot+), MSI 00
	Capabilities: [f24 v1] Access Control Services
		ACSCap:	SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl+ DirectTrans+
		ACSCtl:	SrcValid- TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd- EgressCtrl- DirectTrans-
`
const one = (text: string): Dumped => readLspci(text).functions[0]

describe('one function', () => {
  it('is read with and without a domain, with Windows line ends, and indented in a mail', () => {
    const wanted = facts(one(FULL))
    expect(wanted).toMatchObject({ acs: { capability: 0x7f, control: 0x04 }, type: 'downstream port' })
    for (const text of [FULL.replace('0000:', ''), FULL.replaceAll('\n', '\r\n'), FULL.replaceAll(/^/gm, '    ')])
      expect(facts(one(text))).toEqual(wanted)
  })

  it('has a domain of more than four digits where Intel VMD made one', () => {
    expect(one(FULL.replace('0000:', '10000:')).domain).toBe(0x10000)
  })

  it('is read from numbers alone, as -n prints them', () => {
    const text = FULL.replace(/PCI bridge.*/, '0604: 10b5:8747 (rev ca)')
    expect(one(text)).toMatchObject({ isBridge: true, id: { vendor: 0x10b5, device: 0x8747 } })
  })

  it('has no known ACS word where lspci was denied it, cut off, or asked without -vv', () => {
    const denied = FULL.replaceAll(/\tCapabilities[^]*/g, '\tCapabilities: <access denied>\n')
    const [first] = FULL.split('\n')
    const short = FULL.replaceAll(/\t\tACS.*\n/g, '')
    for (const text of [denied, first, short]) expect(one(text).acs).toBe('unknown')
    expect(one(FULL.replace(/(ACSCtl:.*) UpstreamFwd.*/, '$1')).acs).toEqual({ capability: 0x7f })
  })

  it('has no ACS where its capabilities were shown and that one is not among them', () => {
    expect(one(FULL.replaceAll(/\tCapabilities: \[f24[^]*/g, '')).acs).toBe('none')
  })

  it('has unknown ACS words in a hex dump of 256 bytes', () => {
    const [made] = fc.sample(machines, { numRuns: 1, seed: 1 })
    const short = asHex(made).replaceAll(/^[\da-f]{3}: .*\n/gm, '')
    const expected = made.map(({ type }) => (type === 'conventional' ? 'none' : 'unknown'))
    expect(readLspci(short).functions.map(({ acs }) => acs)).toEqual(expected)
  })
})
