/**
 * Linux 6.12: the reference. Each line names the kernel's own file where the part is modelled.
 */
import { mapSg, unmapSg } from '../kernel/dma-direct.ts'
import { linux, type Parts } from '../kernel/linux.ts'
import { bridgesForward, busAddress, cachedMapType, calcMapTypeAndDist, hasAcsRedir } from '../kernel/p2pdma.ts'

export const parts: Parts = {
  hasAcsRedir, // drivers/pci/p2pdma.c
  bridgesForward, // drivers/pci/p2pdma.c
  classify: calcMapTypeAndDist, // drivers/pci/p2pdma.c
  mapType: cachedMapType, // drivers/pci/p2pdma.c
  busAddress, // drivers/pci/p2pdma.c
  mapSg, // kernel/dma/direct.c
  unwind: unmapSg, // kernel/dma/direct.c
  unmapSg, // kernel/dma/direct.c
}

export default linux(
  {
    id: 'linux-6.12',
    order: 40,
    summary:
      'Linux 6.12: bus address inside a switch, CPU physical address through an allowlisted host bridge, else -EREMOTEIO',
    sources: ['drivers/pci/p2pdma.c and kernel/dma/direct.c, Linux 6.12.117', 'threads.md D14'],
  },
  parts,
)
