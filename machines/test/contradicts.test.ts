import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askText } from './asked.ts'
import { machines } from './made.ts'
import { asLspci } from './written.ts'

const told = (text: string): string[] => askText(text).contradicts.map(({ says }) => says)

const PORT = (bdf: string, type: string, buses: readonly [string, string], windows = ''): string =>
  `${bdf} PCI bridge [0604]: x [10b5:8747]\n${windows}\tBus: primary=${bdf.slice(0, 2)}, secondary=${buses[0]}, subordinate=${buses[1]}\n\tCapabilities: [68] Express (v2) ${type}\n`
const CARD = (bdf: string, region = ''): string =>
  `${bdf} 3D controller [0302]: x [10de:1b02]\n\tControl: Mem+\n${region}`
const WINDOW =
  '\tMemory behind bridge: 90000000-900fffff [size=1M] [32-bit]\n\tPrefetchable memory behind bridge: [disabled]\n'

describe('contradictions', () => {
  it('are none in a machine made up', () => {
    fc.assert(
      fc.property(machines, (made) => {
        expect(told(asLspci(made))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('are BARs in no window of the bridge above', () => {
    const root = PORT('00:01.0', 'Root Port', ['01', '01'], WINDOW)
    const region = (at: string): string => `\tRegion 0: Memory at ${at} (32-bit, non-prefetchable) [size=1M]\n`
    expect(told(root + CARD('01:00.0', region('90000000')))).toEqual([])
    expect(told(root + CARD('01:00.0', region('<unassigned>')))).toEqual([])
    expect(told(root + CARD('01:00.0', region('90100000')))).toEqual([
      'BAR 0 of 0000:01:00.0, 0x90100000 to 0x901fffff, is in no window of 0000:00:01.0 above it',
    ])
  })

  it('are addresses in two places', () => {
    const root = PORT('00:01.0', 'Root Port', ['01', '01'], WINDOW)
    const region = '\tRegion 0: Memory at 90000000 (32-bit, non-prefetchable) [size=64K]\n'
    expect(told(root + CARD('01:00.0', region) + CARD('01:00.1', region))).toEqual([
      'BAR 0 of 0000:01:00.0, 0x90000000 to 0x9000ffff, overlaps BAR 0 of 0000:01:00.1, 0x90000000 to 0x9000ffff',
    ])
  })

  it('are two uplinks at one link, and ports where they cannot be', () => {
    const two = PORT('01:00.0', 'Upstream Port', ['02', '02']) + PORT('01:01.0', 'Upstream Port', ['03', '03'])
    expect(told(PORT('00:01.0', 'Root Port', ['01', '03']) + two)).toEqual([
      'two switches have their uplink below 0000:00:01.0: 0000:01:00.0 and 0000:01:01.0; a link leads to one device',
    ])
    expect(told(PORT('00:01.0', 'Downstream Port', ['01', '01']))).toEqual([
      '0000:00:01.0 is a downstream port and stands on a root bus',
    ])
  })

  it('are buses that the bridge above does not have', () => {
    const root = PORT('00:01.0', 'Root Port', ['01', '01'])
    expect(told(root + PORT('01:00.0', 'Upstream Port', ['02', '04']))).toEqual([
      '0000:01:00.0 says buses 02 to 04 are behind it, and 0000:00:01.0 above it has 01 to 01 only',
    ])
  })

  it('are addresses that no function has: what stands below is left out', () => {
    expect(told(CARD('00:01.0') + CARD('00:02.9') + CARD('00:20.0'))).toEqual([
      '00:02.9 is no address: devices go to 1f, functions to 7; it is left out',
      '00:20.0 is no address: devices go to 1f, functions to 7; it is left out',
    ])
  })
})
