/**
 * Belief: cache maintenance for a device that does not snoop caches (`arch_sync_dma_for_device`, `arch_sync_dma_for_cpu`,
 * Linux 6.12). A coherent device needs none. Nobody asks whether the bytes are RAM.
 */
import type { Machine } from '../../machine/columns.ts'
import type { CpuTouch } from '../effects.ts'

export const archSync = (m: Machine, f: number, bytes: readonly Pick<CpuTouch, 'phys' | 'length'>[]): CpuTouch[] =>
  m.coherent[f]
    ? []
    : bytes.flatMap(({ phys, length }) => (length === 0 ? [] : [{ phys, length, how: 'cache maintenance' as const }]))
