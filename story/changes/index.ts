/**
 * Every single change of a machine: what a person could change (one register, one setting), and what only another machine has
 * otherwise. The latter is a fact, by which a story says on what a verdict hangs; it is never told as something to do.
 *
 * What a change leads to is not asked here, nor whether the machine can be (`story/hides.ts`).
 */
import type { MachineFile } from '../../model/machine/file.ts'
import { layOut } from '../../model/machine/layout.ts'
import { acsChanges, settingChanges } from './functions.ts'
import { cpuChanges, forwardChanges, hostChanges, rootDeviceChanges } from './hosts.ts'
import type { Change } from './change.ts'

/** @param only functions that are changed, with their host bridges; left out: all */
export const changesOf = (file: MachineFile, only?: ReadonlySet<number>): Change[] => {
  const m = layOut(file)
  const isChanged = (f: number): boolean => only?.has(f) ?? true
  const hosts = only === undefined ? undefined : new Set([...only].map((f) => m.host[f]))
  const hasChanged = (h: number): boolean => hosts?.has(h) ?? true
  return [
    ...file.functions.flatMap((f, i) =>
      isChanged(i) ? [...acsChanges(file, f, m, i), ...settingChanges(file, f, i)] : [],
    ),
    ...file.hosts.flatMap((host, h) => (hasChanged(h) ? hostChanges(file, host, h) : [])),
    ...rootDeviceChanges(file, m, hasChanged),
    ...forwardChanges(file, m, isChanged),
    ...cpuChanges(file),
  ]
}
