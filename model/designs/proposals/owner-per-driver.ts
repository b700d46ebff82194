/** All devices of one driver have one owner, whatever links they have. */
import { acquireBy } from '../../kernel/gpu/drm-pagemap.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'owner-per-driver',
    alias: 'D22o',
    basis: 'linux-6.12',
    mendedBy: 'owner-groups',
    summary: 'Linux 6.12 with one owner for all private memory of a driver’s devices',
    sources: [
      'Thomas Hellström, 28 January 2025, in reply to "[RFC 1/5] mm/hmm: HMM API to enable P2P DMA for device private pages": a per-driver owner for now',
      'A2-03',
    ],
  },
  { ...parts, memory: linuxMm, acquireOwner: acquireBy((_, groups) => (groups.length === 0 ? undefined : 0)) },
)
