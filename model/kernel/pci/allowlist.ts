/**
 * Belief: which host bridges forward peer traffic, by CPU and by allowlist (`drivers/pci/p2pdma.c`, Linux 6.12).
 *
 * Rules MT-6 to MT-9. Whether a host bridge truly forwards is a bit of the machine.
 */
import { KIND, ROOT, type Machine } from '../../machine/columns.ts'

/** MT-6, MT-7: the host bridges of provider and client are believed to forward. */
export const bridgesForward = (m: Machine, provider: number, client: number): boolean =>
  cpuSupportsP2pdma(m) ||
  (provider === client
    ? hostBridgeListed(m, provider, true)
    : hostBridgeListed(m, provider, false) && hostBridgeListed(m, client, false))

/** MT-6, `cpu_supports_p2pdma`: AMD from Zen on. */
export const cpuSupportsP2pdma = (m: Machine): boolean => m.cpuVendor === 'AMD' && m.cpuFamily >= 0x17

const INTEL = 0x8086
/** MT-9, `pci_p2pdma_whitelist` of 6.12: device id of the root device, whether only within one host bridge. */
const LISTED: ReadonlyMap<number, { readonly sameHostBridge: boolean }> = new Map([
  [0x3c00, { sameHostBridge: true }],
  [0x3c01, { sameHostBridge: true }],
  [0x2f00, { sameHostBridge: true }],
  [0x2f01, { sameHostBridge: true }],
  [0x2030, { sameHostBridge: false }],
  [0x2031, { sameHostBridge: false }],
  [0x2032, { sameHostBridge: false }],
  [0x2033, { sameHostBridge: false }],
  [0x2020, { sameHostBridge: false }],
  [0x09a2, { sameHostBridge: false }],
])

/** MT-8, `__host_bridge_whitelist`. */
export const hostBridgeListed = (m: Machine, host: number, same: boolean): boolean => {
  const root = hostBridgeDev(m, host)
  if (root < 0) return false
  const own = m.listed.find(({ vendor, device }) => vendor === m.vendor[root] && device === m.device[root])
  const row = own ?? (m.vendor[root] === INTEL ? LISTED.get(m.device[root]) : undefined)
  return row !== undefined && (same || !row.sameHostBridge)
}

/** MT-8, `pci_host_bridge_dev`: the first device of the root bus, if it is 00.0 or a root port. */
export const hostBridgeDev = (m: Machine, host: number): number => {
  let first = -1
  for (let f = 0; f < m.parent.length; f++) {
    if (m.parent[f] === ROOT && m.host[f] === host && (first < 0 || m.devfn[f] < m.devfn[first])) first = f
  }
  return first >= 0 && (m.devfn[first] === 0 || m.kind[first] === KIND.rootPort) ? first : -1
}
