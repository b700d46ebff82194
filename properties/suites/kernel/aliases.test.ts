/**
 * Groups, requester IDs and domains together (`pci_for_each_dma_alias`, `pci_device_group`, `iommu_setup_default_domain`): whoever
 * maps, whoever is looked up and whoever shares agree.
 */
import { describe, expect, it } from 'vitest'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { requesterIdsOf } from '../../../model/kernel/iommu/aliases.ts'
import { groupOf } from '../../../model/kernel/iommu/groups.ts'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { boot } from '../../../model/world.ts'
import { PAGE, endpoint, fabric, fn, powered, rootPort, translating } from './machines.ts'
import { map, mappings, outcomes } from './ask.ts'

const ISOLATES: Partial<FunctionFile> = { acs: ['SV', 'RR', 'CR', 'UF'] }
const isolating = (name: string): FunctionFile => rootPort(name, ISOLATES)
const conventional = (name: string, at: string, below = 'br'): FunctionFile => ({
  name,
  type: 'conventional',
  below,
  at,
  bar: { size: 0x100000 },
})
const of = (...functions: FunctionFile[]): MachineFile => translating(fabric(functions))

/** A BMC's graphics and another device behind a bridge to conventional PCI, below a port that isolates. */
const BEHIND_BRIDGE = of(
  isolating('rp0'),
  { name: 'br', type: 'PCIe to PCI bridge', below: 'rp0' },
  conventional('a', '00.0'),
  conventional('b', '01.0'),
  isolating('rp1'),
  endpoint('c', 'rp1'),
)
/** Two functions of one device that isolate, but for what they send as. */
const PAIR = (first: Partial<FunctionFile>, second: Partial<FunctionFile> = {}): MachineFile =>
  of(
    isolating('rp0'),
    endpoint('f0', 'rp0', { ...ISOLATES, ...first }),
    endpoint('f1', 'rp0', { at: '00.1', ...ISOLATES, ...second }),
  )

const groups = (file: MachineFile, ...names: string[]): string[] => {
  const hw = powered(file)
  return names.map((name) => hw.machine.name[groupOf(hw, fn(hw, name))])
}
const use = (list: string): StepFile => ({ dma: { map: list } })
const landing = (file: MachineFile, client: string): string[] => {
  const outcome = outcomes(file, [map('m', client, { ram: 0x100000 }), use('m')]).at(-1)
  if (outcome?.kind !== 'transfer') throw new Error(outcome?.kind ?? 'nothing')
  return outcome.transactions.map(({ landing }) => landing.kind)
}
const bases = (file: MachineFile, ...clients: string[]) =>
  mappings(
    file,
    clients.map((client, i) => map(String(i), client, { ram: 0x100000 * (i + 1) })),
  ).map(({ table }) => table[0].dma)

const TOP = 2 ** 32 - PAGE

describe('behind a bridge to conventional PCI', () => {
  it('DI-19: all is one group, and the bridge is of it', () => {
    expect(groups(BEHIND_BRIDGE, 'rp0', 'br', 'a', 'b', 'rp1', 'c')).toEqual(['rp0', 'br', 'br', 'br', 'rp1', 'c'])
  })

  it('DI-19: the group begins further up where the port above does not isolate', () => {
    const loose = { ...BEHIND_BRIDGE, functions: BEHIND_BRIDGE.functions.with(0, rootPort('rp0')) }
    expect(groups(loose, 'br', 'a', 'b', 'c')).toEqual(['rp0', 'rp0', 'rp0', 'c'])
  })

  it('DI-18, RT-24: what is mapped for a device lands, under the requester ID of the bridge', () => {
    expect([landing(BEHIND_BRIDGE, 'a'), landing(BEHIND_BRIDGE, 'b')]).toEqual([['ram'], ['ram']])
  })

  it('DI-18: it lands, too, where nobody asked for an IOMMU before the bridge itself', () => {
    const functions = BEHIND_BRIDGE.functions.map((f) => (f.name === 'br' ? { ...f, iommu: 'off' as const } : f))
    expect(landing({ ...BEHIND_BRIDGE, functions }, 'a')).toEqual(['ram'])
  })

  it('DI-17: the devices have one allocator, and others have their own', () => {
    expect(bases(BEHIND_BRIDGE, 'a', 'b', 'c')).toEqual([TOP, TOP - PAGE, TOP])
  })
})

describe('a function that sends under the requester ID of another', () => {
  it('DI-18, DI-19: is of its group, and its requests are translated', () => {
    const file = PAIR({ sendsAs: 'f1' })
    expect(groups(file, 'f0', 'f1')).toEqual(['f0', 'f0'])
    expect([landing(file, 'f0'), landing(file, 'f1')]).toEqual([['ram'], ['ram']])
    expect(bases(file, 'f0', 'f1')).toEqual([TOP, TOP - PAGE])
  })

  it('DI-18: faults where Linux lacks the alias: its mapping is not in the domain that is looked up', () => {
    const file = PAIR({ sendsAs: 'f1', aliases: [] })
    expect(groups(file, 'f0', 'f1')).toEqual(['f0', 'f1'])
    expect(landing(file, 'f0')).toEqual(['nowhere'])
  })

  it('DI-19: an alias that is never used joins the two all the same', () => {
    expect(groups(PAIR({}, { aliases: ['f0'] }), 'f0', 'f1')).toEqual(['f0', 'f0'])
    expect(groups(PAIR({}), 'f0', 'f1')).toEqual(['f0', 'f1'])
  })
})

describe('the domain of a VMD (pci_real_dma_dev)', () => {
  const WINDOW = { base: 0xf0000000, size: 0x10000000 }
  const file: MachineFile = {
    hosts: [
      { name: 'hb0', iommu: 'translating', window: WINDOW },
      { name: 'hb1', domain: 0x10000 },
    ],
    functions: [
      { name: 'vmd', type: 'root complex integrated endpoint', on: 'hb0', at: '0e.0' },
      { name: 'other', type: 'root complex integrated endpoint', on: 'hb0', at: '10.0' },
      rootPort('rp', { on: 'hb1', ...ISOLATES }),
      endpoint('drive', 'rp', { sendsAs: 'vmd' }),
      rootPort('rp1', { on: 'hb1' }),
      { name: 'br', type: 'PCIe to PCI bridge', below: 'rp1' },
      { name: 'old', type: 'conventional', below: 'br', at: '00.0' },
    ],
  }

  it('DI-19: all of it is in the group of the VMD, its root ports too, and nobody else is', () => {
    expect(groups(file, 'vmd', 'rp', 'drive', 'br', 'old', 'other')).toEqual([...Array(5).fill('vmd'), 'other'])
  })

  it('DI-18: its requester ID is the only one, behind whatever bridge', () => {
    const { machine } = powered(file)
    const ids = (name: string) => requesterIdsOf(machine, machine.name.indexOf(name)).map((f) => machine.name[f])
    expect(['drive', 'rp', 'old', 'other'].map(ids)).toEqual([['vmd'], ['vmd'], ['vmd'], ['other']])
  })

  it('DI-17: the IOMMU in front of the VMD translates what is mapped for it', () => {
    expect(landing(file, 'drive')).toEqual(['ram'])
    const [hb0, hb1] = file.hosts
    const isOff = { ...file, hosts: [{ name: hb0.name }, { ...hb1, iommu: 'translating' as const }] }
    expect([bases(isOff, 'drive'), landing(isOff, 'drive')]).toEqual([[0x100000], ['ram']])
  })

  it('DI-14: no IOVA lies in the windows of the host bridge that the VMD is on', () => {
    expect(bases(file, 'drive', 'vmd')).toEqual([WINDOW.base - PAGE, WINDOW.base - 2 * PAGE])
  })
})

describe('two functions of one device that do not isolate', () => {
  // A report of a network card: both functions below a port without ACS.
  const card = of(rootPort('peg'), endpoint('n0', 'peg'), endpoint('n1', 'peg', { at: '00.1' }))

  it('DI-17: have different IOVAs, and each reaches what was mapped for the other', () => {
    expect(bases(card, 'n0', 'n1')).toEqual([TOP, TOP - PAGE])
    const { hw } = boot(linux612, powered(card).machine)
    expect(hw.attached[fn(hw, 'n0')]).toBe(hw.attached[fn(hw, 'n1')])
  })

  it('DI-17: stay in their domain whatever is written into an ACS word later', () => {
    const file = of(isolating('rp'), endpoint('n0', 'rp', ISOLATES), endpoint('n1', 'rp', { at: '00.1', ...ISOLATES }))
    const steps: StepFile[] = [
      { setpci: { function: 'n0', acs: [] } },
      { setpci: { function: 'n1', acs: [] } },
      map('a', 'n0', { ram: 0x100000 }),
      map('b', 'n1', { ram: 0x200000 }),
    ]
    expect(mappings(file, steps).map(({ table }) => table[0].dma)).toEqual([TOP, TOP])
  })

  it('AC-1, DI-17: are grouped by the ACS words that the kernel itself wrote when it came up', () => {
    const off: Partial<FunctionFile> = { acs: { capability: ['SV', 'RR', 'CR', 'UF'], control: [] } }
    const file = of(rootPort('rp', off), endpoint('n0', 'rp', off), endpoint('n1', 'rp', { at: '00.1', ...off }))
    const two = [map('a', 'n0', { ram: 0x100000 }), map('b', 'n1', { ram: 0x200000 })]
    const dmas = (...steps: StepFile[]) => mappings(file, [...steps, ...two]).map(({ table }) => table[0].dma)
    expect(dmas()).toEqual([TOP, TOP - PAGE])
    expect(dmas({ boot: { cmdline: 'quiet' } })).toEqual([TOP, TOP])
    expect(dmas({ boot: { cmdline: 'iommu=pt' } })).toEqual([0x100000, 0x200000])
  })
})
