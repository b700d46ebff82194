/** Who maps at IOVAs of user space's choice, and where (DI-21). */
import type { Iova } from '../../address.ts'

export const CHOOSERS = ['VFIO type1', 'iommufd'] as const

export interface Chosen {
  readonly iova: Iova
  readonly by: (typeof CHOOSERS)[number]
}
