/**
 * Columns that only the fabric reads: what a part is built to do, whatever any software believes of it.
 */
import { bitsOf } from './acs.ts'
import { ROOT, type Machine, type PortBarRequests } from './columns.ts'
import type { FunctionFile } from './file.ts'
import { WIRES } from './numbers.ts'

type FabricColumns = Pick<
  Machine,
  | 'acsImplicit'
  | 'egressNumber'
  | 'toDownstreamBars'
  | 'toUpstreamBars'
  | 'redirectsUnclaimed'
  | 'linkUp'
  | 'maxPayload'
  | 'routesAtomics'
  | 'blocksAtomics'
  | 'completesAtomics'
  | 'copiesOrdering'
  | 'reach'
  | 'requester'
  | 'dmaAliases'
  | 'ats'
>

/** The largest Max_Payload_Size there is, bytes. */
const MAX_PAYLOAD = 4096

export const fabricColumns = (
  functions: readonly FunctionFile[],
  devfn: readonly number[],
  parent: readonly number[],
  vmd: readonly number[],
  indexOf: ReadonlyMap<string, number>,
): FabricColumns => ({
  acsImplicit: functions.map(({ implicitAcs }) => bitsOf(implicitAcs ?? [])),
  egressNumber: functions.map((f, i) => egressNumber(f, devfn[i], parent[i] === ROOT)),
  toDownstreamBars: functions.map((f) => portBars(f, f.enhancedAcs?.downstreamBars)),
  toUpstreamBars: functions.map((f) => portBars(f, f.enhancedAcs?.upstreamBars)),
  redirectsUnclaimed: functions.map(({ enhancedAcs }) => enhancedAcs?.unclaimed === 'redirect'),
  linkUp: functions.map(({ linkUp }) => linkUp ?? true),
  maxPayload: functions.map(({ maxPayload }) => maxPayload ?? MAX_PAYLOAD),
  routesAtomics: functions.map(({ atomics }) => atomics?.routes ?? true),
  blocksAtomics: functions.map(({ atomics }) => atomics?.blocked ?? false),
  completesAtomics: functions.map((f) => f.atomics?.completes ?? f.type !== 'conventional'),
  copiesOrdering: functions.map(({ copiesOrdering }) => copiesOrdering ?? true),
  reach: functions.map(({ addressBits }) => 2 ** (addressBits ?? 64)),
  requester: functions.map((f, i) => requesterOf(functions, f, i, parent, vmd, indexOf)),
  dmaAliases: functions.map(({ sendsAs, aliases }, f) => {
    if (aliases !== undefined) return aliases.map((name) => indexOf.get(name)!)
    if (sendsAs !== undefined) return [indexOf.get(sendsAs)!]
    return vmd[f] < 0 ? [] : [vmd[f]]
  }),
  ats: functions.map(({ ats }) => ats ?? false),
})

/** A control where it has them, a habit where not: `fits.ts` refuses both. */
const portBars = (f: FunctionFile, control: PortBarRequests | undefined): PortBarRequests =>
  control ?? f.portBarRequests ?? 'direct'

/** Port numbers are the maker's choice; function numbers have 8 bits where the device number has none (ARI). */
const egressNumber = ({ type, portNumber }: FunctionFile, devfn: number, onRootBus: boolean): number => {
  if (type.endsWith('port')) return portNumber ?? Math.floor(devfn / 8) + 32 * (devfn % 8)
  return onRootBus ? devfn % 8 : devfn
}

/** A bridge to conventional PCI sends under its own name what comes from there (RT-24); of several, the outermost. */
const requesterOf = (
  functions: readonly FunctionFile[],
  { sendsAs }: FunctionFile,
  f: number,
  parent: readonly number[],
  vmd: readonly number[],
  indexOf: ReadonlyMap<string, number>,
): number => {
  if (sendsAs !== undefined) return indexOf.get(sendsAs)!
  if (vmd[f] >= 0) return vmd[f]
  let requester = f
  for (let up = parent[f]; up !== ROOT && WIRES.has(functions[up].type); up = parent[up]) requester = up
  return requester
}
