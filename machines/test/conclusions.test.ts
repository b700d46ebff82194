import { describe, expect, it } from 'vitest'
import { INTEL, ZEN } from './cpus.ts'
import { groupNames } from '../report.ts'
import { allPairs, askText, dumpText, inShort, pairOf } from './asked.ts'

/** What the first lines of each dump conclude. */
describe('03, a laptop with a conventional bus', () => {
  const asked = askText(dumpText('03'), { cpu: INTEL })

  it('takes conventional functions on one bus directly', () => {
    expect(inShort(pairOf(asked, '1c:03.2', '1c:03.4'))).toBe('BUS_ADDR 2')
  })

  it('takes a card behind CardBus directly too: that bridge is a bridge', () => {
    expect(inShort(pairOf(asked, '1d:00.0', '1c:03.2'))).toBe('BUS_ADDR 3')
  })

  it('refuses every pair without a bridge above both: the host bridge is not listed', () => {
    for (const { provider, client, type } of allPairs(asked)) {
      const isBelow = (name: string): boolean => name.startsWith('0000:1c') || name.startsWith('0000:1d')
      expect(type, `${provider} ${client}`).toBe(isBelow(provider) && isBelow(client) ? 'BUS_ADDR' : 'NOT_SUPPORTED')
    }
  })

  it('has everything behind the conventional bridge in one IOMMU group', () => {
    const group = ['0000:00:1e.0', '0000:1c:03.0', '0000:1c:03.2', '0000:1c:03.4', '0000:1d:00.0']
    expect(groupNames(asked)).toContainEqual(group)
  })

  it('asks about functions with a type-0 header only, host bridges left out', () => {
    const providers = new Set(allPairs(asked).map(({ provider }) => provider))
    for (const bridge of ['0000:00:00.0', '0000:00:1c.0', '0000:00:1e.0', '0000:1c:03.0'])
      expect(providers).not.toContain(bridge)
    expect(providers.size).toBe(17)
  })
})

describe('05, four GPUs below switches of switches', () => {
  const asked = askText(dumpText('05'), { cpu: ZEN })

  it('meets at the inner switch, and at the outer one', () => {
    expect(inShort(pairOf(asked, '0f:00.0', '13:00.0'))).toBe('BUS_ADDR 8')
    expect(pairOf(asked, '0f:00.0', '13:00.0').why).toContain('0000:0b:00.0')
    expect(inShort(pairOf(asked, '0f:00.0', '19:00.0'))).toBe('BUS_ADDR 12')
    expect(pairOf(asked, '0f:00.0', '19:00.0').why).toContain('0000:09:00.0')
  })

  it('takes functions beside an upstream port as its siblings', () => {
    expect(inShort(pairOf(asked, '02:00.0', '02:00.1'))).toBe('BUS_ADDR 2')
    expect(inShort(pairOf(asked, '02:00.0', '07:00.0'))).toBe('BUS_ADDR 4')
  })

  it('warns of calls that do not ask: their addresses leave the switch', () => {
    expect(pairOf(asked, '0f:00.0', '13:00.0').needs.join(' ')).toMatch(/dma_map_resource .* reflect the request/)
  })
})

describe('07, two emulated drives below one switch', () => {
  it('takes them directly, whatever the CPU is', () => {
    for (const told of [{}, { cpu: INTEL }, { cpu: ZEN }]) {
      const pair = pairOf(askText(dumpText('07'), told), '03:00.0', '04:00.0')
      expect(inShort(pair)).toBe('BUS_ADDR 4')
      expect(pair.needs.join(' ')).toContain('it does not matter what the host bridge does')
    }
  })
})

describe('10, a network card and a GPU; no ids', () => {
  const asked = askText(dumpText('10'), { cpu: INTEL })

  it('is one domain whose root bus is b2', () => {
    expect(asked.tree.hosts).toEqual([{ domain: 0, bus: 0xb2 }])
  })

  it('takes them directly where no port redirects, and says what a redirect would change', () => {
    const pair = pairOf(asked, 'b5:00.0', 'b6:00.0')
    expect(inShort(pair)).toBe('BUS_ADDR 4')
    expect(pair.why).toContain('0000:b3:00.0')
    expect(pair.needs.join(' ')).toMatch(/no port on the way has ACS: .* THRU_HOST_BRIDGE if .* the host bridge/)
  })

  it('goes through the host bridge where the ports redirect and b2:00.0 is in the list', () => {
    const redirecting = dumpText('10')
      .replace('b2:00.0 PCI bridge: Some Vendor Some Model', 'b2:00.0 PCI bridge: Intel [8086:2030]')
      .replaceAll(/(b4:[01][08]\.0 .*\n\tControl.*\n)/g, '$1\tCapabilities: <access denied>\n')
    const pair = pairOf(askText(redirecting, { cpu: INTEL }), 'b5:00.0', 'b6:00.0')
    expect(inShort(pair)).toBe('depends 4')
    expect(pair.why).toContain(
      'if none of 0000:b4:08.0 and 0000:b4:10.0 has ReqRedir, CmpltRedir or EgressCtrl on, BUS_ADDR; else THRU_HOST_BRIDGE',
    )
  })
})

describe('13, two GPUs below a switch whose ports have ACS off', () => {
  it('takes them directly', () => {
    const pair = pairOf(askText(dumpText('13'), { cpu: INTEL }), '04:00.0', '05:00.0')
    expect(inShort(pair)).toBe('BUS_ADDR 4')
    expect(pair.needs.join(' ')).toMatch(/intel_iommu=on.*0000:03:08\.0.*0000:03:10\.0.*NOT_SUPPORTED/)
  })

  it('on an AMD, it is the firmware that switches such a driver on', () => {
    const pair = pairOf(askText(dumpText('13'), { cpu: ZEN }), '04:00.0', '05:00.0')
    expect(pair.needs.join(' ')).toMatch(/AMD's does unless iommu=off, 0000:03:08\.0.*THRU_HOST_BRIDGE/)
    expect(pair.needs.join(' ')).not.toContain('intel_iommu')
  })

  it('refuses them once an IOMMU driver has asked for ACS, and says how to have them back', () => {
    const pair = pairOf(askText(dumpText('13'), { cpu: INTEL, cmdline: 'ro intel_iommu=on' }), '04:00.0', '05:00.0')
    expect(inShort(pair)).toBe('NOT_SUPPORTED 4')
    expect(pair.needs.join(' ')).toContain('pci=disable_acs_redir=0000:03:08.0;0000:03:10.0')
  })

  it('refuses a GPU below the other root port: 8086:6f00 is not in the list', () => {
    const other = '06:00.0 3D controller: Vendor of 10de Model 1b02 [10de:1b02]\n\tControl: I/O- Mem+\n'
    const pair = pairOf(askText(`${dumpText('13')}\n${other}`, { cpu: INTEL }), '04:00.0', '06:00.0')
    expect(inShort(pair)).toBe('NOT_SUPPORTED 6')
    expect(pair.why).toContain('0000:00:00.0 8086:6f00')
  })

  it('takes 00:00.0 for no root port with a bus, and a legacy endpoint for an endpoint', () => {
    const { dump, tree } = askText(dumpText('13'), { cpu: INTEL })
    expect(tree.notes).toEqual([])
    expect(dump.functions[0]).toMatchObject({ isHostBridge: true, isBridge: false })
    expect(dump.functions.find(({ bus }) => bus === 4)).toMatchObject({ type: 'endpoint' })
  })
})
