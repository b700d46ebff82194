/** The least scenario that a made-up fabric is asked about, for tests. */
import type { ScenarioFile } from '../../../model/scenario/file.ts'

export const MACHINE: ScenarioFile['machine'] = {
  hosts: [{ name: 'hb0', offset: 0x80000000 }],
  functions: [
    { name: 'rp', type: 'root port', on: 'hb0', id: '8086:2030', acs: ['RR'] },
    { name: 'A', type: 'endpoint', below: 'rp', bar: { size: 0x200000 } },
  ],
}
export const SCENARIO: ScenarioFile = {
  machine: MACHINE,
  steps: [
    { pci_p2pdma_add_resource: { provider: 'A' } },
    { dma_map_sgtable: { as: 'm', client: 'A', direction: 'DMA_TO_DEVICE', list: [{ ram: 0x1000 }, { bar: 'A' }] } },
    { dma: { map: 'm' } },
    { dma_unmap_sgtable: { map: 'm' } },
  ],
}
