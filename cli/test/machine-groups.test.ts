/**
 * `p2pspec machine --iommu-groups`: lists of groups as people have them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-machine-groups-'))
afterAll(() => rmSync(folder, { recursive: true }))
const place = (name: string): string => join(folder, name)

const DUMP = `${ROOT_FOLDER}machines/dumps/13-g250-broadwell-plx8747-titanxp.lspci`

describe('--iommu-groups', () => {
  type Of = 'groupsDiffer' | 'contradicts'
  const told = async (text: string, of: Of = 'groupsDiffer'): Promise<string[]> => {
    writeFileSync(place('groups'), text)
    const { out } = await p2pspec('machine', DUMP, '--cpu=Intel', '--iommu-groups', place('groups'), '--json')
    return (JSON.parse(out) as Record<Of, { says: string }[]>)[of].map(({ says }) => says)
  }
  const DIFFER = [
    'IOMMU group 1 has 0000:00:01.0 and 0000:04:00.0; by the ACS words there would be 2 groups: 0000:00:01.0 | 0000:04:00.0',
  ]

  it.each([
    ['find', '/sys/kernel/iommu_groups/1/devices/0000:00:01.0\n/sys/kernel/iommu_groups/1/devices/0000:04:00.0\n'],
    ['dmesg', '[1.0] pci 0000:00:01.0: Adding to iommu group 1\n[1.0] pci 0000:04:00.0: Adding to iommu group 1\n'],
    ['ls', '/sys/kernel/iommu_groups/1/devices:\n0000:00:01.0\n0000:04:00.0\n\n/sys/kernel/iommu_groups/2/devices:\n'],
    ['ls in columns', '1/devices:\n0000:00:01.0  0000:04:00.0\n\n2/devices:\n'],
    [
      'ls -l',
      `/sys/kernel/iommu_groups/1/devices:\ntotal 0\n${['00:01.0', '04:00.0'].map((bdf) => `lrwxrwxrwx 1 root root 0 Nov 29 09:36 0000:${bdf} -> ../../../../devices/pci0000:00/0000:00:03.0/0000:${bdf}\n`).join('')}`,
    ],
    ['echo', '/sys/kernel/iommu_groups/1/devices/0000:00:01.0 /sys/kernel/iommu_groups/1/devices/0000:04:00.0\n'],
    ['a script', 'IOMMU Group 1 00:01.0 PCI bridge [0604]\nIOMMU Group 1 04:00.0 VGA [0300]\n'],
    ['another', 'IOMMU Group 1:\n\t00:01.0 PCI bridge [0604]\n\t04:00.0 VGA [0300]\n'],
    ['one without an indent', 'IOMMU Group 1:\n00:01.0 PCI bridge [0604]\n04:00.0 VGA [0300]\n'],
    ['one with two words', 'IOMMU Group: 1\nGroup Device: 0000:00:01.0\nGroup Device: 0000:04:00.0\n'],
    ['one with ids', 'Group 1:\t[8086:6f02]     00:01.0  PCI bridge\n\t\t[10de:1b02] [R] 04:00.0  VGA\n\t\tUSB: hub\n'],
    [
      'lspci -v',
      '00:01.0 PCI bridge [0604]\n\tFlags: bus master, IOMMU group 1\n04:00.0 VGA [0300]\n\tIOMMU group: 1\n05:00.0 VGA\n',
    ],
  ])('are read as %s prints them', async (_, text) => {
    expect(await told(text)).toEqual(DIFFER)
    expect((await told(text, 'contradicts')).join(' ')).not.toContain('IOMMU')
  })

  it.each([
    [
      '00:02.0 PCI bridge\nIOMMU Group 1:\n00:01.0 PCI bridge\n04:00.0 VGA\n',
      'above the first of the IOMMU groups, and so in none: 0000:00:02.0 (their line 1)',
    ],
    [
      '/sys/kernel/iommu_groups/7/devices:\n0000:04:00.0\n/sys/kernel/iommu_groups/1/devices:\n0000:00:01.0\n0000:04:00.0\n',
      'the IOMMU groups have 0000:04:00.0 in group 7 (their line 2) and in group 1 (line 5); the latter counts',
    ],
    [
      'IOMMU Group 1:\n00:01.0 PCI bridge\n04:00.0 VGA\n00:1b.7 x\nIOMMU Group 4 0001:02:00.0 y\n',
      'in the IOMMU groups, and not in the dump: 0000:00:1b.7 (their line 4) and 0001:02:00.0 (their line 5)',
    ],
  ])('that are odd are read, and it is said what is odd: %j', async (text, says) => {
    expect(await told(text, 'contradicts')).toContain(says)
    expect(await told(text)).toEqual(DIFFER)
  })

  it('without a group are refused', async () => {
    writeFileSync(place('groups'), 'nothing')
    const { status, err } = await p2pspec('machine', DUMP, '--iommu-groups', place('groups'))
    expect(status).toBe(2)
    expect(err).toMatch(/groups: found no line with a group and a PCI address; accepted: what find/)
  })
})
