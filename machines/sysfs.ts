/**
 * Functions as sysfs has them: /sys/bus/pci/devices/0000:00:00.0/config, `resource`, and what stands beside these.
 *
 * Who gives the files is somebody else: a folder, or a tar of one.
 */
import { readConfig } from './config.ts'
import { readPlace, type Dump, type Dumped } from './dumped.ts'
import { dumpOf } from './lspci.ts'
import { window, type DumpedBar, type DumpedWindow, type Ranges } from './ranges.ts'

/** The files of one function, by name; of a link the name of what it points at. */
export type SysfsFiles = ReadonlyMap<string, Uint8Array | string>

/** What is read of a function. */
export const SYSFS_FILES = ['config', 'resource', 'class', 'vendor', 'device', 'numa_node'] as const
export const SYSFS_LINKS = ['iommu_group', 'physfn'] as const

/** By address, as the folders are called; one without `config` is no function. */
export const readSysfs = (functions: ReadonlyMap<string, SysfsFiles>): Dump =>
  dumpOf([...functions].flatMap(([name, files]) => functionOf(name, files)))

const CONFIG_BYTES = 4096

const functionOf = (name: string, files: SysfsFiles): Dumped[] => {
  const [place, config] = [readPlace(name), files.get('config')]
  if (place === undefined || config === undefined || typeof config === 'string') return []
  const read = readConfig([...config.subarray(0, CONFIG_BYTES)])
  const [code, vendor, device] = ['class', 'vendor', 'device'].map((file) => numberIn(files, file))
  const ranges = resources(textOf(files, 'resource'), read.isBridge)
  const [group, node] = [linkOf(files, 'iommu_group'), Number(textOf(files, 'numa_node') ?? -1)]
  const physical = readPlace(linkOf(files, 'physfn') ?? '')
  return [
    {
      line: 0,
      ...place,
      title: `class ${(code === undefined ? (config[0x0b] ?? 0) * 0x100 + (config[0x0a] ?? 0) : Math.floor(code / 0x100)).toString(16).padStart(4, '0')}`,
      ...read,
      // The ids of a virtual function read as ones.
      ...(vendor === undefined || device === undefined ? {} : { id: { vendor, device } }),
      ...ranges,
      ...(physical === undefined ? {} : { physical }),
      ...(group !== undefined && /^\d{1,6}$/.test(group) ? { iommuGroup: Number(group) } : {}),
      ...(Number.isInteger(node) && node >= 0 ? { numaNode: node } : {}),
    },
  ]
}

const textOf = (files: SysfsFiles, name: string): string | undefined => {
  const found = files.get(name)
  // A tar fills what sysfs says is longer than it is.
  return found === undefined || typeof found === 'string'
    ? found
    : new TextDecoder().decode(found).split('\0', 1)[0].trim()
}

const numberIn = (files: SysfsFiles, name: string): number | undefined => {
  const text = textOf(files, name)
  return text !== undefined && /^0x[\da-f]{1,8}$/i.test(text) ? Number(text) : undefined
}

/** The last part of where a link points. */
const linkOf = (files: SysfsFiles, name: string): string | undefined => textOf(files, name)?.split('/').at(-1)

const [IORESOURCE_MEM, IORESOURCE_PREFETCH, IORESOURCE_UNSET] = [0x200, 0x2000, 0x20000000]
const [BARS, FIRST_WINDOW] = [6, 13]
const has = (flags: number, bit: number): boolean => Math.floor(flags / bit) % 2 === 1

/** A row a resource, first and last address and flags: BARs, the ROM, those of virtual functions, windows (include/linux/pci.h). */
const resources = (text: string | undefined, isBridge: boolean): Partial<Ranges> => {
  if (text === undefined) return {}
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const bars: DumpedBar[] = []
  const windows: DumpedWindow[] = []
  for (const [index, [first, last, flags]] of rows.entries()) {
    if (!Number.isFinite(flags) || !has(flags, IORESOURCE_MEM)) continue
    const prefetchable = has(flags, IORESOURCE_PREFETCH)
    if (index >= FIRST_WINDOW) windows.push(...window(first, last, prefetchable))
    if (index >= (isBridge ? 2 : BARS)) continue
    bars.push({ index, ...(has(flags, IORESOURCE_UNSET) ? {} : { base: first }), size: last - first + 1, prefetchable })
  }
  // A kernel without SR-IOV has no rows of virtual functions, and its windows stand where these would be.
  return { bars, ...(isBridge && rows.length > FIRST_WINDOW ? { windows } : {}) }
}
