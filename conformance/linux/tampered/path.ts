/** Wrong ways from a client to a provider: `calc_map_type_and_dist` and what it asks, `drivers/pci/p2pdma.c`. */
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import type { Classified } from '../../../model/kernel/pci/map-type.ts'
import { anyBit, bitsOf, type AcsBit } from '../../../model/machine/acs.ts'
import { ROOT, isBridge, type Hw, type Machine } from '../../../model/machine/columns.ts'
import { breaks, commonOf, pathOf, type Wrongs } from './make.ts'

/** These bits of a control word are taken for a redirect. */
const redirectsBy = (...bits: AcsBit[]): Partial<Parts> => ({
  hasAcsRedir: ({ acsControl }, f) => anyBit(acsControl[f], bitsOf(bits)),
})

/** Of one climb, the functions whose ACS is not asked. */
const unasked = (is: (f: number, provider: number, client: number, m: Machine) => boolean): Partial<Parts> => ({
  classify: (all, hw, provider, client) => {
    const hasAcsRedir: Parts['hasAcsRedir'] = (now, f) =>
      !is(f, provider, client, hw.machine) && all.hasAcsRedir(now, f)
    return parts.classify({ ...all, hasAcsRedir }, hw, provider, client)
  },
})

/** Another answer than the right one. */
const answering = (
  other: (right: Classified, at: { all: Parts; hw: Hw; provider: number; client: number }) => Partial<Classified>,
): Partial<Parts> => ({
  classify: (all, hw, provider, client) => {
    const right = parts.classify(all, hw, provider, client)
    return { ...right, ...other(right, { all, hw, provider, client }) }
  },
})

const meet = ({ machine }: Hw, provider: number, client: number): boolean =>
  commonOf(machine, provider, client) !== ROOT

const anyAcs = (all: Parts, hw: Hw, among: readonly number[]): boolean => among.some((f) => all.hasAcsRedir(hw, f))

export const PATH: Wrongs = {
  'functions of one host bridge meet there': breaks(
    'MT-1',
    answering((_, { hw, provider, client }) =>
      !meet(hw, provider, client) && hw.machine.host[provider] === hw.machine.host[client] ? { type: 'BUS_ADDR' } : {},
    ),
  ),
  'a way ends below the root port': breaks(
    'MT-1',
    answering((_, { hw: { machine: m }, provider, client }) => {
      const common = commonOf(m, provider, client)
      const isTop = common !== ROOT && m.parent[common] === ROOT && common !== provider && common !== client
      return isTop
        ? { type: parts.bridgesForward(m, m.host[provider], m.host[client]) ? 'THRU_HOST_BRIDGE' : 'NOT_SUPPORTED' }
        : {}
    }),
  ),
  'they meet as far up as they can': breaks(
    'MT-2',
    answering((right, { hw, provider, client }) =>
      meet(hw, provider, client)
        ? { distance: pathOf(hw.machine, provider).length + pathOf(hw.machine, client).length - 2 }
        : right,
    ),
  ),
  'a distance is one too many': breaks(
    'MT-2',
    answering(({ distance }) => ({ distance: distance + 1 })),
  ),
  'ACS of the provider does not count': breaks(
    'MT-3',
    unasked((f, p, c) => f === p && p !== c),
  ),
  'ACS of the client does not count': breaks(
    'MT-3',
    unasked((f, p, c) => f === c && p !== c),
  ),
  'ACS where they meet does not count': breaks(
    'MT-3',
    unasked((f, p, c, m) => f === commonOf(m, p, c) && f !== p && f !== c),
  ),
  'ACS on the side of the client does not count': breaks(
    'MT-3',
    unasked((f, p, _, m) => !pathOf(m, p).includes(f)),
  ),
  'ACS above where they meet counts': breaks(
    'MT-3',
    answering(({ type }, { all, hw, provider, client }) => {
      const { machine: m } = hw
      const common = commonOf(m, provider, client)
      if (type !== 'BUS_ADDR' || !anyAcs(all, hw, pathOf(m, m.parent[common]))) return {}
      return { type: all.bridgesForward(m, m.host[provider], m.host[client]) ? 'THRU_HOST_BRIDGE' : 'NOT_SUPPORTED' }
    }),
  ),
  'a redirect is a refusal': breaks(
    'MT-4',
    answering(({ type }, { hw, provider, client }) =>
      type !== 'BUS_ADDR' && meet(hw, provider, client) ? { type: 'NOT_SUPPORTED' } : {},
    ),
  ),
  'ACS counts where they do not meet': breaks(
    'MT-4',
    answering((_, { all, hw, provider, client }) =>
      !meet(hw, provider, client) && anyAcs(all, hw, [...pathOf(hw.machine, provider), ...pathOf(hw.machine, client)])
        ? { type: 'NOT_SUPPORTED' }
        : {},
    ),
  ),
  'RR is no redirect': breaks('MT-5', redirectsBy('CR', 'EC')),
  'CR is no redirect': breaks('MT-5', redirectsBy('RR', 'EC')),
  'EC is no redirect': breaks('MT-5', redirectsBy('RR', 'CR')),
  'SV is a redirect': breaks('MT-5', redirectsBy('RR', 'CR', 'EC', 'SV')),
  'TB is a redirect': breaks('MT-5', redirectsBy('RR', 'CR', 'EC', 'TB')),
  'UF is a redirect': breaks('MT-5', redirectsBy('RR', 'CR', 'EC', 'UF')),
  'DT is a redirect': breaks('MT-5', redirectsBy('RR', 'CR', 'EC', 'DT')),
  'ACS of endpoints does not count': breaks('MT-5', {
    hasAcsRedir: (hw, f) => isBridge(hw.machine.kind[f]) && parts.hasAcsRedir(hw, f),
  }),
  'ACS words are read once, at boot': breaks('MT-5', {
    hasAcsRedir: (hw, f) => parts.hasAcsRedir({ ...hw, acsControl: hw.machine.acsControl }, f),
  }),
  'a function always reaches itself': breaks(
    'MT-10 LAT-8',
    unasked((_, p, c) => p === c),
  ),
  'a function is two hops from itself': breaks(
    'MT-10',
    answering(({ distance }, { provider, client }) => ({ distance: provider === client ? 2 : distance })),
  ),
  'siblings do not ask the bridge above them': breaks(
    'MT-11 LAT-8',
    unasked((f, p, c, m) => p !== c && m.parent[p] === f && m.parent[c] === f),
  ),
  'functions on a root bus are no hop apart': breaks(
    'MT-11',
    answering(({ distance }, { hw: { machine: m }, provider: p, client: c }) => ({
      distance: p !== c && m.parent[p] === ROOT && m.parent[c] === ROOT ? 0 : distance,
    })),
  ),
  'domains do not reach each other': breaks('MT-12', {
    bridgesForward: (m, p, c) => m.hostDomain[p] === m.hostDomain[c] && parts.bridgesForward(m, p, c),
  }),
}
