/** A small machine as sysfs has it, in a folder of a test. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A root port and two functions below it, as sysfs has them. */
export const sysfsIn = (folder: string): string => {
  const devices = join(folder, 'sys/devices/pci0000:00')
  const add = (path: string, vendor: number, buses?: readonly number[]): void => {
    const config = Buffer.alloc(256)
    config.writeUInt16LE(vendor, 0)
    if (buses !== undefined) config.set([1], 0x0e)
    if (buses !== undefined) config.set(buses, 0x18)
    mkdirSync(join(devices, path), { recursive: true })
    writeFileSync(join(devices, path, 'config'), config)
    writeFileSync(join(devices, path, 'resource'), '0x0000004000000000 0x00000047ffffffff 0x000000000014220c\n')
    writeFileSync(join(devices, path, 'numa_node'), '1\n')
    symlinkSync(`../../../kernel/iommu_groups/${path.length}`, join(devices, path, 'iommu_group'))
  }
  add('0000:00:01.0', 0x8086, [0, 1, 1])
  add('0000:00:01.0/0000:01:00.0', 0x10de)
  add('0000:00:01.0/0000:01:00.1', 0x10de)
  return join(folder, 'sys')
}
