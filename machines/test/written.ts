/** A machine written as `lspci -vvv -nn` prints it, and as `lspci -xxxx` does. */
import { ACS_BITS, bitNames } from '../../model/machine/acs.ts'
import type { make } from './made.ts'

type Made = ReturnType<typeof make>[number]

const hex = (n: number, digits = 2): string => n.toString(16).padStart(digits, '0')
const place = ({ domain, bus, devfn }: Made): string =>
  `${domain === 0 ? '' : `${hex(domain, 4)}:`}${hex(bus)}:${hex(Math.floor(devfn / 8))}.${devfn % 8}`

const NAMES: Readonly<Record<string, readonly [lspci: string, register: number]>> = {
  'root port': ['Root Port (Slot+)', 4],
  'upstream port': ['Upstream Port', 5],
  'downstream port': ['Downstream Port (Slot+)', 6],
  endpoint: ['Endpoint', 0],
  'integrated endpoint': ['Root Complex Integrated Endpoint', 9],
  'event collector': ['Root Complex Event Collector', 10],
  'bridge to PCI': ['PCI-Express to PCI/PCI-X Bridge', 7],
}
const classOf = ({ isHostBridge, isBridge }: Made): readonly [name: string, code: number] =>
  isHostBridge ? ['Host bridge', 0x0600] : isBridge ? ['PCI bridge', 0x0604] : ['3D controller', 0x0302]

const LSPCI = ['SrcValid', 'TransBlk', 'ReqRedir', 'CmpltRedir', 'UpstreamFwd', 'EgressCtrl', 'DirectTrans']
const acsText = (word: number): string => {
  const on = new Set(bitNames(word))
  return LSPCI.map((name, i) => `${name}${on.has(ACS_BITS[i]) ? '+' : '-'}`).join(' ')
}

export const asLspci = (machine: readonly Made[]): string =>
  machine
    .map((f) => {
      const [name, code] = classOf(f)
      const { id, buses, type, acs } = f
      return [
        `${place(f)} ${name} [${hex(code, 4)}]: Some Vendor Some [Name] [${hex(id!.vendor, 4)}:${hex(id!.device, 4)}] (rev 04)`,
        '\tControl: I/O- Mem+ BusMaster+',
        ...(buses === undefined
          ? []
          : [
              `\tBus: primary=${hex(buses.primary)}, secondary=${hex(buses.secondary)}, subordinate=${hex(buses.subordinate)}, sec-latency=0`,
            ]),
        ...f.bars.map(regionLine),
        ...(f.windows === undefined ? [] : windowLines(f.windows)),
        ...(type === 'conventional' ? [] : [`\tCapabilities: [40] Express (v2) ${NAMES[type!][0]}, IntMsgNum 0`]),
        ...(typeof acs === 'string'
          ? []
          : [
              '\tCapabilities: [148 v1] Access Control Services',
              `\t\tACSCap:\t${acsText(acs.capability)}`,
              `\t\tACSCtl:\t${acsText(acs.control!)}`,
            ]),
        '',
      ].join('\n')
    })
    .join('\n')

const regionLine = ({ index, base, size, prefetchable }: Made['bars'][number]): string =>
  `\tRegion ${index}: Memory at ${base === undefined ? '<unassigned>' : hex(base, 8)} (${prefetchable ? '64-bit, prefetchable' : '32-bit, non-prefetchable'}) [size=${inUnits(size!)}]`

const inUnits = (size: number): string => {
  const unit = ['G', 'M', 'K'].findIndex((_, i) => size % 2 ** (30 - 10 * i) === 0)
  return unit < 0 ? String(size) : `${size / 2 ** (30 - 10 * unit)}${'GMK'[unit]}`
}

const windowLines = (windows: NonNullable<Made['windows']>): string[] =>
  [false, true].map((prefetchable) => {
    const found = windows.find((one) => one.prefetchable === prefetchable)
    const name = prefetchable ? 'Prefetchable memory' : 'Memory'
    return found === undefined
      ? `\t${name} behind bridge: [disabled]`
      : `\t${name} behind bridge: ${hex(found.base, 8)}-${hex(found.base + found.size - 1, 8)} [size=${inUnits(found.size)}]`
  })

export const asHex = (machine: readonly Made[]): string =>
  machine.map((f) => `${place(f)} ${classOf(f)[0]}: x\n${bytesOf(f)}\n`).join('\n')

const bytesOf = (f: Made): string => {
  const bytes: number[] = Array.from({ length: 0x1000 }, () => 0)
  const word = (at: number, value: number): void =>
    void ([bytes[at], bytes[at + 1]] = [value % 256, Math.floor(value / 256)])
  const long = (at: number, value: number): void => {
    word(at, value % 0x10000)
    word(at + 2, Math.floor(value / 0x10000))
  }
  word(0, f.id!.vendor)
  word(2, f.id!.device)
  word(0x0a, classOf(f)[1])
  if (f.isBridge) bytes[0x0e] = 1
  for (const { index, base, prefetchable } of f.bars) {
    long(0x10 + 4 * index, ((base ?? 0) % 2 ** 32) + (prefetchable ? 12 : 0))
    if (prefetchable) long(0x14 + 4 * index, Math.floor((base ?? 0) / 2 ** 32))
  }
  if (f.windows !== undefined) writeWindows(f.windows, word, long)
  if (f.buses !== undefined)
    [bytes[0x18], bytes[0x19], bytes[0x1a]] = [f.buses.primary, f.buses.secondary, f.buses.subordinate]
  if (f.type !== 'conventional') {
    word(0x06, 0x10)
    bytes[0x34] = 0x40
    // Power management comes first, as on most devices.
    word(0x40, 0x5001)
    word(0x50, 0x0010)
    word(0x52, 2 + NAMES[f.type!][1] * 0x10)
  }
  if (typeof f.acs === 'object') {
    word(0x100, 0x000d)
    word(0x102, 1)
    word(0x104, f.acs.capability)
    word(0x106, f.acs.control!)
  }
  const rows = Array.from({ length: 0x100 }, (_, row) => bytes.slice(row * 16, row * 16 + 16))
  return rows.map((row, i) => `${hex(i * 16)}: ${row.map((byte) => hex(byte)).join(' ')}`).join('\n')
}

type Write = (at: number, value: number) => void

/** A base above its limit closes a window. */
const writeWindows = (windows: NonNullable<Made['windows']>, word: Write, long: Write): void => {
  const [low, high] = [false, true].map((pref) => windows.find(({ prefetchable }) => prefetchable === pref))
  const MIB = 0x100000
  const register = (address: number): number => Math.floor((address % 2 ** 32) / MIB) * 0x10
  word(0x20, low === undefined ? 0xfff0 : register(low.base))
  word(0x22, low === undefined ? 0 : register(low.base + low.size - 1))
  word(0x24, 1 + (high === undefined ? 0xfff0 : register(high.base)))
  word(0x26, 1 + (high === undefined ? 0 : register(high.base + high.size - 1)))
  long(0x28, high === undefined ? 0 : Math.floor(high.base / 2 ** 32))
  long(0x2c, high === undefined ? 0 : Math.floor((high.base + high.size - 1) / 2 ** 32))
}
