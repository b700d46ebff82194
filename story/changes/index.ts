/**
 * Every single change of a machine that a person could make, or a vendor: one register, one setting, one part.
 *
 * What a change leads to is not asked here, nor whether the machine can be (`explain-hides.ts`).
 */
import type { MachineFile } from '../../model/machine/file.ts'
import { layOut } from '../../model/machine/layout.ts'
import { acsChanges, settingChanges } from './functions.ts'
import { cpuChanges, forwardChanges, hostChanges, rootDeviceChanges } from './hosts.ts'
import type { Change } from './change.ts'

export const changesOf = (file: MachineFile): Change[] => {
  const m = layOut(file)
  return [
    ...file.functions.flatMap((f, i) => [...acsChanges(file, f, m, i), ...settingChanges(file, f, i)]),
    ...file.hosts.flatMap((host, h) => hostChanges(file, host, h)),
    ...rootDeviceChanges(file, m),
    ...forwardChanges(file, m),
    ...cpuChanges(file),
  ]
}
