/**
 * What a user of VFIO or iommufd asks, and what came of it.
 */
import { errnoName } from '../../../model/kernel/errno.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { outcomes } from './ask.ts'
import { PAGE } from './machines.ts'

export type Chosen = NonNullable<StepFile['iommu_map']>
export const choose = (as: string, iova: number, more: Partial<Chosen> = {}): StepFile => ({
  iommu_map: { as, client: 'B', iova, memory: { ram: 0x100000, length: 4 * PAGE }, ...more },
})
export const answers = (file: MachineFile, ...steps: StepFile[]): string[] =>
  outcomes(file, steps).map((outcome) =>
    outcome.kind === 'chosen'
      ? `${errnoName(outcome.rc)}${outcome.because ? ` ${outcome.because}` : ''}`
      : outcome.kind,
  )
