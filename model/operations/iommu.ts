/**
 * What user space asks of `drivers/iommu/iommu.c` (Linux 6.12).
 */
import { power } from '../machine/columns.ts'
import { operation } from './operation.ts'

export const iommuGroups = operation({
  kind: 'iommu_groups',
  about: 'All IOMMU groups of the machine, as /sys/kernel/iommu_groups lists them (pci_device_group, Linux 6.12).',
  words: {},
  answers: 'groups',
  needs: ['groupOf'],
  run: ({ design, world }) => {
    // Groups are those of the boot: what is written into an ACS word later moves nobody.
    const hw = power(world.hw.machine)
    const groups = new Map<number, number[]>()
    for (const f of hw.domains.keys()) {
      const group = design.groupOf!(hw, f)
      groups.set(group, [...(groups.get(group) ?? []), f])
    }
    return { world, outcome: { kind: 'groups', groups: [...groups.values()] } }
  },
  sentence: () => 'which functions the IOMMU keeps apart',
})
