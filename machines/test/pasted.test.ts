/** Dumps as people paste them: what real reports look like, with ids made up. */
import { describe, expect, it } from 'vitest'
import { cutOff, isOnlyPieces, isSilentOfBuses } from '../cut-off.ts'
import type { Dumped } from '../dumped.ts'
import { readLspci } from '../lspci.ts'
import { treeOf } from '../tree.ts'
import { askText } from './asked.ts'

const PORT = `03:08.0 PCI bridge [0604]: A [10b5:8747]
	Control: I/O+ Mem+ BusMaster+
	IOMMU group: 12
	Bus: primary=03, secondary=04, subordinate=04, sec-latency=0
	Capabilities: [68] Express (v2) Downstream Port (Slot+), MSI 00
	Capabilities: [f24 v1] Access Control Services
		ACSCap:	SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl+ DirectTrans+
		ACSCtl:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
`
const HEX = `00: b5 10 47 87 07 01 10 00 ca 00 04 06 00 00 01 00
10: 00 00 00 00 00 00 00 00 03 04 04 00 f1 01 00 00
30: 00 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00
40: 10 00 62 00 00 00 00 00 00 00 00 00 00 00 00 00
`
const read = (text: string): Dumped[] => [...readLspci(text).functions]
const facts = (text: string) =>
  read(text).map(({ line, title, ...rest }) => ({ ...rest, at: line > 0 && title !== '' }))
const pieces = (text: string) => {
  const dump = readLspci(text)
  return { dump, tree: treeOf(dump) }
}

describe('text and bytes of one function (lspci -vvvxxx, as in nvidia-bug-report.log)', () => {
  it('are read together: 256 bytes do not take away the ACS word that the text has', () => {
    const [both] = read(PORT + HEX)
    expect(both).toEqual(read(PORT)[0])
    const plain = PORT.replace(/\tControl[^]*/, '')
    expect(read(plain + HEX)[0]).toMatchObject({ acs: 'unknown', type: 'downstream port', buses: { secondary: 4 } })
  })

  it('are read together where they stand apart', () => {
    expect(read(`${PORT}\n03:08.0 PCI bridge: A\n${HEX}`)).toEqual(read(PORT))
  })
})

describe('fields in quotes (lspci -m, -mm)', () => {
  it.each([
    ['03:08.0 "PCI bridge [0604]" "A [10b5]" "B [Name] [8747]" -rca -p00 "" ""', '[0604]: A B [Name] [10b5:8747]'],
    ['03:08.0 "PCI bridge" "A" "B"', ': A B'],
    ['03:08.0 "0604" "10b5" "8747" -rca "10b5" "8747"', '0604: 10b5:8747'],
  ])('are read as without them: %s', (quoted, plain) => {
    const [found] = read(`${quoted}\n`)
    expect(found).toEqual({
      ...read(`03:08.0 ${plain.startsWith('0604') ? '' : 'PCI bridge '}${plain}\n`.replace(' :', ':'))[0],
      title: found.title,
    })
    expect(found.isBridge).toBe(true)
    expect(found.title).not.toContain('"')
    // Nothing says which buses are behind that bridge, so that such a list alone is refused.
    expect(isSilentOfBuses(pieces(`${quoted}\n04:00.0 "3D controller" "A" "B"\n`))).toBe(true)
  })
})

describe('a function that stands twice', () => {
  it('is read where most is said of it: a short list may stand in front', () => {
    const short = '03:08.0 PCI bridge [0604]: A [10b5:8747]\n'
    const brief = `${short.trimEnd()}\n\tFlags: bus master\n\tCapabilities: [68] Express Downstream Port (Slot+)\n`
    const withoutIds = PORT.replace(' [10b5:8747]', '')
    for (const before of [short, brief, short + brief]) {
      const { functions, contradicts } = readLspci(`${before}\n${withoutIds}`)
      expect(contradicts).toEqual([])
      expect(functions).toMatchObject([{ id: { vendor: 0x10b5, device: 0x8747 }, acs: { control: 0x1d } }])
    }
  })

  it('is told where two say as much and not the same, and is not where a mail quotes it', () => {
    expect(readLspci(PORT + PORT).contradicts).toEqual([])
    expect(
      readLspci(PORT + PORT.replace('ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl-', 'x')).contradicts,
    ).toHaveLength(1)
  })
})

describe('a line', () => {
  it('that a mail program broke goes back to its place', () => {
    const broken = PORT.replace(/ UpstreamFwd/g, '\nUpstreamFwd').replace(' [10b5', '\n[10b5')
    expect(facts(broken)).toEqual(facts(PORT))
  })

  it('whose indent a forum took away is a line of its own', () => {
    expect(facts(PORT.replaceAll(/^\s+/gm, ''))).toEqual(facts(PORT))
  })

  it('of lspci -PP names a function behind those above it, one of -P is left out and told', () => {
    expect(facts(PORT.replace('03:08.0', '00:01.0/02:00.0/03:08.0'))).toEqual(facts(PORT))
    const { functions, contradicts } = readLspci(PORT.replace('03:08.0', '00:01.0/00.0/08.0'))
    expect(functions).toEqual([])
    expect(contradicts[0].says).toMatch(/is a path without bus numbers \(lspci -P\)/)
  })

  it('of flags (lspci -v) has the IOMMU group and the NUMA node', () => {
    const [flags] = read(
      '03:08.0 3D controller: A\n\tFlags: bus master, fast devsel, IRQ 16, NUMA node 1, IOMMU group 7\n',
    )
    expect(flags).toMatchObject({ iommuGroup: 7, numaNode: 1 })
  })
})

describe('a short list with the tree of lspci -t', () => {
  const list = [
    '00:01.0 PCI bridge: A',
    '00:02.0 PCI bridge: A',
    '01:00.0 PCI bridge: B',
    '02:08.0 PCI bridge: B',
    '02:10.0 PCI bridge: B',
  ]
  const ends = [
    '03:00.0 3D controller: C',
    '04:00.0 3D controller: C',
    '81:00.0 3D controller: C',
    '80:01.0 PCI bridge: A',
  ]
  const tree = String.raw`
-+-[0000:80]---01.0-[81]----00.0  Some Vendor 3D
 \-[0000:00]-+-01.0-[01-04]----00.0-[02-04]--+-08.0-[03]----00.0  C
             |                               \-10.0-[04]----00.0  C [xx]
             \-02.0-[05]--
`
  const text = `${[...list, ...ends].join('\n')}\n${tree}`

  it('has the buses of its bridges', () => {
    expect(
      read(text).flatMap(({ bus, buses }) => (buses === undefined ? [] : [[bus, buses.secondary, buses.subordinate]])),
    ).toEqual([
      [0, 1, 4],
      [0, 5, 5],
      [1, 2, 4],
      [2, 3, 3],
      [2, 4, 4],
      [0x80, 0x81, 0x81],
    ])
    expect(askText(text).contradicts).toEqual([])
    expect(isSilentOfBuses(pieces(text))).toBe(false)
  })

  it('is cut where the tree is missing', () =>
    expect(isSilentOfBuses(pieces([...list, ...ends].join('\n')))).toBe(true))
})

describe('a sentence that begins with an address', () => {
  it('is no function, and what stands below it is not of the function above', () => {
    const text = `${PORT}04:00.0 is my card, and\n05:00.0 the other: both fail\n\tIOMMU group: 9\n04:00.0 3D controller: C\n`
    const { functions, contradicts } = readLspci(text)
    expect(functions.map(({ bus, iommuGroup }) => [bus, iommuGroup])).toEqual([
      [3, 12],
      [4, undefined],
    ])
    expect(contradicts.map(({ says }) => says)).toEqual(
      ['04:00.0', '05:00.0'].map((at) => `${at} begins a sentence, not the name of a class; the line is left out`),
    )
  })
})

describe('a part of a machine', () => {
  const card = (bus: string): string =>
    `${bus}:00.0 3D controller: C\n\tControl: Mem+\n\tCapabilities: [60] Express (v2) Endpoint\n`

  it('is told: what stands at the end of a link is on no root bus', () => {
    const root = '00:00.0 Host bridge [0600]: A [8086:2020]\n\tControl: Mem+\n'
    expect(cutOff(pieces(root + card('65')))).toMatchObject([
      { line: 3, says: expect.stringContaining('0000:65:00.0') as unknown },
    ])
    expect(cutOff(pieces(root + card('00').replace('00.0', '03.0')))).toEqual([])
  })

  it('is refused where it is nothing but ends (lspci -d 10de:)', () => {
    expect(['65 66', '65', '00 65'].map((buses) => isOnlyPieces(pieces(buses.split(' ').map(card).join(''))))).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('what looks like a contradiction', () => {
  it('is none where the primary bus is hard wired to 0, as below Intel VMD', () => {
    expect(askText(PORT.replace('primary=03', 'primary=00')).contradicts).toEqual([])
    expect(askText(PORT.replace('primary=03', 'primary=01')).contradicts).toHaveLength(1)
  })

  it('is none where the host bridge translates: a BAR as the CPU has it, a window as the bus has it', () => {
    const below = (bar: string): string =>
      `${PORT.replace('\tCap', '\tMemory behind bridge: 30000000-300fffff [size=1M]\n\tCap')}04:00.0 3D controller: C\n\tRegion 0: Memory at ${bar} [size=16K]\n`
    const told = (bar: string) => askText(below(bar)).contradicts.length
    expect(told('e0030000000 (64-bit, non-prefetchable)')).toBe(0)
    expect(told('e0030000000 (64-bit, prefetchable)')).toBe(0)
    expect(told('e0050000000 (64-bit, prefetchable)')).toBe(1)
    expect(told('50000000 (32-bit, non-prefetchable)')).toBe(1)
  })
})
