/**
 * The address that a function gets by ATS.
 */
import { describe, expect, it } from 'vitest'
import { PAGE, bus, iova, phys } from '../../../model/address.ts'
import { translationFor } from '../../../model/hardware/ats.ts'
import { power } from '../../../model/machine/columns.ts'
import type { Domain } from '../../../model/machine/domain.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { T_O, acs, atsOn, atsReturnsBus, bmeOff, changed, having, type Change } from './machines.ts'
import { indexOf, translating } from './rows.ts'

describe('the address that a function gets by ATS (IO-7, PA-12)', () => {
  const ask = (file: MachineFile, change: readonly Change[], domain: Domain): number | undefined => {
    const m = layOut(changed(file, [atsOn('EPA'), ...change]))
    const f = indexOf(m, 'EPA')
    return translationFor({ ...power(m), domains: new Map([[f, domain]]) }, f, bus(0x1000), 'write')
  }
  const toBar = translating(0x1000, 0x6_4020_0000)

  it('is the host address, which below an offset means something else', () => {
    expect(ask(T_O, [], toBar)).toBe(0x6_4020_0000)
  })
  it('is the bus address where the IOMMU is built so, for BARs', () => {
    expect(ask(T_O, [atsReturnsBus], toBar)).toBe(0x4020_0000)
    expect(ask(T_O, [atsReturnsBus], translating(0x1000, 0x5000))).toBe(0x5000)
  })
  it('is none where Translation Blocking is on, on the way up (HW-AC-10, DP-16)', () => {
    expect(ask(T_O, [acs('DSP1', 'TB')], toBar)).toBeUndefined()
    expect(ask(T_O, [acs('RP0', 'TB')], toBar)).toBeUndefined()
    expect(ask(T_O, [acs('DSP2', 'TB')], toBar)).toBe(0x6_4020_0000)
  })
  it('is none without ATS, without a mapping, or in a blocked domain (IO-6)', () => {
    expect(ask(T_O, [having('EPA', { ats: false })], toBar)).toBeUndefined()
    expect(ask(T_O, [], translating(0x2000, 0x5000))).toBeUndefined()
    expect(ask(T_O, [], { kind: 'blocked' })).toBeUndefined()
  })
  it('is none for a function that masters nothing (RT-1)', () => {
    expect(ask(T_O, [bmeOff('EPA')], toBar)).toBeUndefined()
  })
  it('is none where a peer claims the IOVA below: peers do not answer such requests (DP-16)', () => {
    const entry = {
      kind: 'translate',
      table: [{ iova: iova(0x4020_0000), phys: phys(0x5000), size: PAGE, read: true, write: true }],
    } as const
    const at = (change: readonly Change[]) => {
      const m = layOut(changed(T_O, [atsOn('EPA'), ...change]))
      const f = indexOf(m, 'EPA')
      return translationFor({ ...power(m), domains: new Map([[f, entry]]) }, f, bus(0x4020_0000), 'write')
    }
    expect(at([])).toBeUndefined()
    expect(at([acs('DSP1', 'RR', 'DT'), acs('RP0', 'UF')])).toBe(0x5000)
  })
})
