import { describe, expect, it } from 'vitest'
import { readLspci } from '../lspci.ts'
import { readSysfs } from '../sysfs.ts'

const one = (...lines: string[]) =>
  readLspci(`01:00.0 3D controller\n${lines.map((line) => `\t${line}\n`).join('')}`).functions[0]

describe('BARs in the text of lspci', () => {
  it('have an address and a size, or one of the two, or none', () => {
    expect(
      one(
        'Region 0: Memory at fa000000 (32-bit, non-prefetchable) [size=16M]',
        'Region 1: Memory at 380000000000 (64-bit, prefetchable) [disabled] [size=32G]',
        'Region 3: Memory at <unassigned> (32-bit, prefetchable)',
        'Region 4: [virtual] Memory at fb000000 (32-bit, non-prefetchable) [size=256]',
        'Region 5: I/O ports at e000 [size=128]',
      ).bars,
    ).toEqual([
      { index: 0, base: 0xfa000000, size: 2 ** 24, prefetchable: false },
      { index: 1, base: 0x380000000000, size: 2 ** 35, prefetchable: true },
      { index: 3, prefetchable: true },
      { index: 4, base: 0xfb000000, size: 256, prefetchable: false },
    ])
  })

  it('below a capability are those of virtual functions', () => {
    const vf = '\tRegion 0: Memory at 00000000fa000000 (64-bit, non-prefetchable)'
    expect(one('Capabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)', vf).bars).toEqual([])
  })
})

describe('windows in the text of lspci', () => {
  it('are read in the words of old and of new versions, and of CardBus', () => {
    expect(
      one(
        'Memory behind bridge: 92000000-920fffff [size=1M] [32-bit]',
        'Prefetchable memory behind bridge: 0000380000000000-00003807ffffffff [size=32G] [64-bit]',
      ).windows,
    ).toEqual([
      { base: 0x92000000, size: 2 ** 20, prefetchable: false },
      { base: 0x380000000000, size: 2 ** 35, prefetchable: true },
    ])
    expect(one('Memory behind bridge: fff00000-000fffff', 'Prefetchable memory behind bridge: None').windows).toEqual(
      [],
    )
    expect(one('Memory window 0: 80000000-83fff000 (prefetchable)').windows).toMatchObject([
      { base: 0x80000000, prefetchable: true },
    ])
    expect(one('Control: Mem+').windows).toBeUndefined()
  })
})

describe('sysfs', () => {
  const text = (lines: string): Uint8Array => new TextEncoder().encode(lines)
  const config = new Uint8Array(64)
  config.set([0xff, 0xff, 0xff, 0xff])
  const files = new Map<string, Uint8Array | string>([
    ['config', config],
    ['vendor', text('0x10de\n')],
    ['device', text('0x20b0\n')],
    ['class', text('0x030200\n')],
    ['numa_node', text('1\n')],
    ['iommu_group', '../../../kernel/iommu_groups/27'],
    ['physfn', '../0000:3b:00.0'],
    [
      'resource',
      text(
        '0x00000000fa000000 0x00000000faffffff 0x0000000000040200\n' +
          '0x0000000000000000 0x0000000000ffffff 0x0000000020042208\n' +
          '0x000000000000e000 0x000000000000e07f 0x0000000000040101\n',
      ),
    ],
  ])
  const [f] = readSysfs(new Map([['0000:3b:00.4', files]])).functions

  it('has sizes, groups, nodes and physical functions, and ids where configuration space has ones', () => {
    expect(f).toMatchObject({
      id: { vendor: 0x10de, device: 0x20b0 },
      iommuGroup: 27,
      numaNode: 1,
      physical: { bus: 0x3b, devfn: 0 },
      title: 'class 0302',
    })
    expect(f.bars).toEqual([
      { index: 0, base: 0xfa000000, size: 2 ** 24, prefetchable: false },
      { index: 1, size: 2 ** 24, prefetchable: true },
    ])
  })

  it('has unknown words where a tar filled up with zeros what only root may read', () => {
    const padded = new Uint8Array(4096)
    padded.set([0x86, 0x80, 0x30, 0x20])
    padded.set([0x10, 0], 6)
    padded.set([0x40], 0x34)
    const [unseen] = readSysfs(new Map([['0000:3b:00.0', new Map([['config', padded]])]])).functions
    expect(unseen.acs).toBe('unknown')
    expect(unseen.type).toBeUndefined()
  })

  it('has no function where there is no config', () => {
    expect(readSysfs(new Map([['0000:3b:00.4', new Map()]])).functions).toEqual([])
  })
})
