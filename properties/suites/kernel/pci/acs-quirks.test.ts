import { describe, expect, it } from 'vitest'
import { groupOf } from '../../../../model/kernel/iommu/groups.ts'
import { hasAcsRedir } from '../../../../model/kernel/pci/p2pdma.ts'
import { layOut } from '../../../../model/machine/layout.ts'
import { power, type Hw } from '../../../../model/machine/columns.ts'
import type { FunctionFile } from '../../../../model/machine/file.ts'

const powered = (...functions: FunctionFile[]): Hw => power(layOut({ hosts: [{ name: 'hb0' }], functions }))
const groups = (hw: Hw): number => new Set(hw.machine.parent.map((_, f) => groupOf(hw, f))).size

const cards = (id: string): Hw =>
  powered(
    { name: 'rp', type: 'root port', on: 'hb0', acs: ['SV', 'RR', 'CR', 'UF'] },
    { name: 'a', type: 'endpoint', below: 'rp', at: '00.0', id },
    { name: 'b', type: 'endpoint', below: 'rp', at: '00.1', id },
  )

/** AC-7. The ids are of drivers/pci/quirks.c; each case has a neighbour in number that no quirk names. */
describe('quirks of ACS', () => {
  it('keep the functions of some network cards apart, which have no ACS', () => {
    expect([groups(cards('8086:1521')), groups(cards('8086:1520'))]).toEqual([3, 2])
    expect([groups(cards('14e4:1763')), groups(cards('14e4:1764'))]).toEqual([3, 2])
  })

  it('keep ports of an Intel PCH apart, and do so for ports only', () => {
    const ports = (type: 'root port' | 'root complex integrated endpoint', id: string): number =>
      groups(powered({ name: 'a', type, on: 'hb0', at: '1c.0', id }, { name: 'b', type, on: 'hb0', at: '1c.4', id }))
    expect([ports('root port', '8086:1c10'), ports('root port', '8086:1c20')]).toEqual([2, 1])
    expect(ports('root port', '8086:a110')).toBe(2)
  })

  it('take integrated endpoints of Intel to isolate, and other cards of Wangxun not to', () => {
    const two = (id: string): number =>
      groups(
        powered(
          { name: 'a', type: 'root complex integrated endpoint', on: 'hb0', at: '1f.0', id },
          { name: 'b', type: 'root complex integrated endpoint', on: 'hb0', at: '1f.3', id },
        ),
      )
    expect([two('8086:0001'), two('1022:0001'), two('1022:780f')]).toEqual([2, 1, 2])
    const below = (id: string): number =>
      groups(
        powered(
          { name: 'rp', type: 'root port', on: 'hb0', acs: ['SV', 'RR', 'CR', 'UF'] },
          { name: 'up', type: 'switch upstream port', below: 'rp', id },
          { name: 'dp', type: 'switch downstream port', below: 'up', acs: ['SV', 'RR', 'CR', 'UF'] },
          { name: 'a', type: 'endpoint', below: 'dp' },
        ),
      )
    expect([below('8088:0100'), below('8088:0110')]).toEqual([4, 2])
  })

  it('say nothing of map types: a quirked port redirects nothing', () => {
    const hw = cards('8086:1521')
    expect(hasAcsRedir(hw, 1)).toBe(false)
  })
})
