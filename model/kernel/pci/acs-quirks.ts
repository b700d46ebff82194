/**
 * Belief: functions that Linux takes to isolate, or not to, whatever their ACS words say (`pci_dev_specific_acs_enabled`,
 * `drivers/pci/quirks.c`, Linux 6.12.117, whose table 7.3 still has; AC-7). IOMMU groups ask; `pci_bridge_has_acs_redir` does not, so a map type never follows
 * from a quirk.
 *
 * What is asked is always Source Validation, Request and Completion Redirect and Upstream Forwarding. Two quirks hang on what a dump
 * does not show: that Linux could switch peer decoding off in an Intel PCH, and that ACPI describes an AMD IOMMU. Groups are made only
 * where there is an IOMMU, and that one asked for ACS, so both are taken as done.
 */
import { KIND, ROOT, type Kind, type Machine } from '../../machine/columns.ts'
import { isSince, type Release, type Since } from './release.ts'

interface Quirk {
  readonly vendor: number
  /** Ranges of ids, first and last; left out: every device of that vendor. */
  readonly devices?: readonly (readonly [first: number, last: number])[]
  /** Left out: whatever kind of function it is. */
  readonly kinds?: readonly Kind[]
  /** Only functions of a device with several, on a root bus. */
  readonly onRootBus?: true
  /** Whether it isolates. */
  readonly isolates: boolean
  /** Left out: 4.20 had it. */
  readonly since?: Since
}

/** `10c6 10db-10dd` */
const ids = (text: string): NonNullable<Quirk['devices']> =>
  text.split(' ').map((range) => {
    const [first, last = first] = range.split('-').map((digits) => Number.parseInt(digits, 16))
    return [first, last]
  })

const PORT = [KIND.rootPort] as const
const ports = (vendor: number, devices: string, since?: Since): Quirk => ({
  vendor,
  devices: ids(devices),
  isolates: true,
  ...(since === undefined ? {} : { since }),
})
/** Functions of one device that do not talk to each other, by the word of their maker. */
const apart = ports

const QUIRKS: readonly Quirk[] = [
  { vendor: 0x1002, devices: ids('4383-4385 4399 439c 439d'), onRootBus: true, isolates: true },
  { vendor: 0x1022, devices: ids('7809 780f'), onRootBus: true, isolates: true },
  apart(0x1924, '0903 0923 0a03'),
  apart(0x8086, '10c6 10db 10dd 10e1 10f1 10f7-10fc 1507 1514 151c 1529 152a 154d 154f 1551 1558'),
  apart(0x8086, '1509 150e-1511 1516 1527 10c9 10e6-10e8 150a 150d 1518 1526 10a7 10a9 10d6 1521-1524'),
  apart(0x8086, '105e-1060 10d9 15b7 15b8'),
  // Intel's integrated endpoints reach peers by translated addresses only.
  { vendor: 0x8086, kinds: [KIND.rcEndpoint], isolates: true, since: '5.7' },
  ports(0x17cb, '0400 0401'),
  ports(0x17cb, '0115', '6.11'),
  ports(0x17cb, '0111 0120', '7.0 6.12'),
  ports(0x1dbf, '0401', '5.2'),
  {
    vendor: 0x8086,
    devices: ids(
      '3b42-3b51 1c10-1c1f 1e10-1e1f 8c10-8c1f 9c10-9c1b 9c90-9c9b 1d10 1d12 1d14 1d16 1d18 1d1a 1d1c 1d1e 8d10-8d1e 8c90 8c92 8c94 8c96 8c98 8c9a 8c9c 8c9e',
    ),
    kinds: PORT,
    isolates: true,
  },
  // Their control word stands where no other port has it (docs/findings/pch-acs.md).
  { vendor: 0x8086, devices: ids('a110-a11f a167-a16a a290-a29f a2e7-a2ee 9d10-9d1b'), kinds: PORT, isolates: true },
  apart(0x19a2, '0710'),
  apart(0x10df, '0720'),
  { vendor: 0x177d, devices: ids('a000-a7ff af84 b884'), kinds: PORT, isolates: true },
  apart(0x177d, 'a026 a059 a060', '5.15'),
  ports(0x10e8, 'e004'),
  ports(0x1def, 'e005-e00c'),
  apart(0x14e4, '16d7', '5.14'),
  apart(0x14e4, '1750-1752', '6.0'),
  apart(0x14e4, '1760-1763', '6.11'),
  ports(0x14e4, 'd714', '5.4'),
  ports(0x0014, '3c09 3c19 3c29 7a09 7a19 7a29 7a39 7a49 7a59 7a69', '6.17 6.12'),
  { vendor: 0x1c36, devices: ids('0031'), kinds: PORT, isolates: true, since: '5.4' },
  apart(0x1d17, '3038 3104 9083', '5.7'),
  ports(0x1957, '8d80-8d83 8da0 8da1 8d88-8d8b 8da8 8da9 8d90-8d93 8db0 8db1 8d98-8d9b 8db8 8db9', '5.15'),
  {
    vendor: 0x1d17,
    devices: ids('0710-071e 0721 0723-0752'),
    kinds: [KIND.rootPort, KIND.switchDown],
    isolates: true,
    since: '5.7',
  },
  { vendor: 0x1d17, kinds: [KIND.rootPort, KIND.switchDown], isolates: false, since: '5.7' },
  ports(0x8088, '0100-010f 1001 2001 5010 5025 5040 5110 5125 5140', '6.3'),
  // Any other card of that maker is said not to isolate, also one alone on its bus.
  { vendor: 0x8088, isolates: false, since: '6.3' },
]

/** Whether a quirk says that `f` isolates; undefined: none speaks of it. */
export type Quirks = (m: Machine, f: number) => boolean | undefined

/** Those among some rows; looked up once a machine, for a search asks at every map. */
const among = (rows: readonly Quirk[]): Quirks => {
  const known = new WeakMap<Machine, readonly (boolean | undefined)[]>()
  const vendors: ReadonlySet<number> = new Set(rows.map(({ vendor }) => vendor))
  return (m, f) => {
    let all = known.get(m)
    if (all === undefined) known.set(m, (all = m.vendor.map((_, g) => lookUp(m, g, rows, vendors))))
    return all[f]
  }
}

/** Those of 6.12.117. */
export const quirkOf: Quirks = among(QUIRKS)

/** Those of another release. A stable kernel may have taken one over before the release that is named here. */
export const quirksIn = (release: Release): Quirks =>
  among(QUIRKS.filter(({ since }) => since === undefined || isSince(release, since)))

const lookUp = (m: Machine, f: number, rows: readonly Quirk[], vendors: ReadonlySet<number>): boolean | undefined => {
  const [vendor, device] = [m.vendor[f], m.device[f]]
  if (!vendors.has(vendor)) return undefined
  for (const quirk of rows) {
    if (quirk.vendor !== vendor) continue
    if (quirk.devices?.every(([first, last]) => device < first || device > last) === true) continue
    if (quirk.kinds?.includes(m.kind[f]) === false) continue
    if (quirk.onRootBus === true && (m.parent[f] !== ROOT || !isOneOfSeveral(m, f))) continue
    return quirk.isolates
  }
  return undefined
}

/** Another function of its device is on its root bus. */
const isOneOfSeveral = ({ parent, host, devfn }: Machine, f: number): boolean =>
  parent.some(
    (above, g) =>
      g !== f && above === ROOT && host[g] === host[f] && Math.floor(devfn[g] / 8) === Math.floor(devfn[f] / 8),
  )
