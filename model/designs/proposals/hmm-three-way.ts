/**
 * Private memory of somebody else is told as a page of its device’s BAR, if that device’s driver has one to give. Nobody asks
 * whether the asking device gets there: the posts assume that peer memory always works (A2-07).
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from './hmm-dma-map.ts'

export default linux(
  {
    id: 'hmm-three-way',
    alias: 'D20b',
    basis: 'linux-6.12',
    mendedBy: 'hmm-three-way-distance',
    summary:
      'HMM gives a page of a BAR in place of a private page, without checking the way to it (get_dma_pfn_for_device, as posted)',
    sources: [
      'Yonatan Maman, "GPU Direct RDMA (P2P DMA) for Device Private Pages", v1 of October 2024, v2 of 18 July 2025: never landed',
      'A2-06, A2-07, NW-11',
    ],
  },
  { ...parts, memory: linuxMmWith({ aliases: () => true }) },
)
