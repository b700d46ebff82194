/**
 * Belief: which host bridges forward peer traffic, release by release (`pci_p2pdma_whitelist` of `drivers/pci/p2pdma.c`; MT-6 to
 * MT-9). The rows are those of the differences between releases; 6.12.117 and 7.3 were read. What 6.12 has stands in
 * `allowlist.ts` too, where it is asked at every map, and a test holds the two together.
 *
 * 5.2 and 5.3 had a list that counted only where no IOMMU was, and they are not asked.
 */
import type { Machine } from '../../machine/columns.ts'
import { cpuSupportsP2pdma, hostBridgeDev } from './allowlist.ts'
import { isSince, type Release, type Since } from './release.ts'

interface Row {
  readonly vendor: number
  /** Left out: every device of that vendor. */
  readonly devices?: readonly number[]
  /** Only between devices of one host bridge. */
  readonly same?: true
  readonly since: Since
  readonly until?: Since
}

const [AMD, INTEL, GOOGLE, NVIDIA] = [0x1022, 0x8086, 0x1ae0, 0x10de]

const ROWS: readonly Row[] = [
  { vendor: AMD, devices: [0x1450], since: '5.4', until: '5.9' },
  { vendor: AMD, devices: [0x15d0, 0x1630], since: '5.8', until: '5.9' },
  { vendor: INTEL, devices: [0x3c00, 0x3c01, 0x2f00, 0x2f01], same: true, since: '5.4' },
  { vendor: INTEL, devices: [0x2030, 0x2020], since: '5.6' },
  { vendor: INTEL, devices: [0x2031, 0x2032, 0x2033], since: '5.7' },
  { vendor: INTEL, devices: [0x09a2], since: '5.18' },
  {
    vendor: INTEL,
    devices: [0x0b25, 0x0cfe, 0x11fb, 0x1212, 0x1216, 0x4940, 0x4942, 0x4944, 0x4946, 0x4948],
    since: '7.2 7.1.3',
  },
  { vendor: GOOGLE, since: '7.1' },
  { vendor: NVIDIA, devices: [0x2f95, 0x2f96, 0x2f97, 0x2f98], since: '7.3' },
]

const rowsOf = (release: Release): Row[] =>
  ROWS.filter(({ since, until }) => isSince(release, since) && (until === undefined || !isSince(release, until)))

/** MT-6 came with 5.9, and the rows of AMD went. */
const CPU: Since = '5.9'
/** Before, only a device at 00.0 spoke for its host bridge (MT-8). */
const ANY_ROOT_PORT: Since = '5.18'

/** What `bridgesForward` of that release answers. */
export const bridgesForwardIn = (release: Release): ((m: Machine, provider: number, client: number) => boolean) => {
  const rows = rowsOf(release)
  const [asksCpu, anyPort] = [isSince(release, CPU), isSince(release, ANY_ROOT_PORT)]
  const isListed = (m: Machine, host: number, same: boolean): boolean => {
    const root = hostBridgeDev(m, host)
    if (root < 0 || (!anyPort && m.devfn[root] !== 0)) return false
    const [vendor, device] = [m.vendor[root], m.device[root]]
    if (m.listed.some((own) => own.vendor === vendor && own.device === device)) return true
    const row = rows.find((one) => one.vendor === vendor && one.devices?.includes(device) !== false)
    return row !== undefined && (same || row.same !== true)
  }
  return (m, provider, client) =>
    (asksCpu && cpuSupportsP2pdma(m)) ||
    (provider === client ? isListed(m, provider, true) : isListed(m, provider, false) && isListed(m, client, false))
}

/** A host bridge that is listed for any pair; undefined: that release lists none. */
export const listedIn = (release: Release): { readonly vendor: number; readonly device: number } | undefined => {
  const row = rowsOf(release).find(({ same, devices }) => same !== true && devices !== undefined)
  return row === undefined ? undefined : { vendor: row.vendor, device: row.devices![0] }
}
