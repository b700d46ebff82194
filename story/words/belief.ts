/** Why a design decided as it did: what it looked at, in the words of the kernel's own function. */
import { hex } from '../../model/address.ts'
import { ROOT, type Machine } from '../../model/machine/columns.ts'
import type { Inquiry, Bridges, Climb, ClimbStep, Reckoned, WayAsked } from '../inquiry.ts'
import { id } from '../facts.ts'
import { beside, counted, listed } from './lines.ts'

/** @param wantsPeers whether the step maps peer memory, so that it is worth saying that nothing was asked */
export const tellBelief = (m: Machine, asked: readonly Inquiry[] | null, wantsPeers: boolean): string[] => {
  if (asked === null) return wantsPeers ? ['  Belief: this design cannot be asked why'] : []
  if (asked.length === 0)
    return wantsPeers ? [tellRow('Belief', 'nothing was asked about how the peer memory is reached')] : []
  return asked.filter(isFirst).flatMap((one) => tellAsked(m, one))
}

/** Of many bus addresses the first from each offset; every question about a way. */
const isFirst = (one: Inquiry, i: number, all: readonly Inquiry[]): boolean =>
  one.kind !== 'bus address' ||
  all.findIndex((other) => other.kind === 'bus address' && other.busOffset === one.busOffset) === i

const tellAsked = (m: Machine, asked: Inquiry): string[] => {
  switch (asked.kind) {
    case 'way':
      return tellWay(m, asked)
    case 'climb':
      return [tellRow('Belief', `${wayOf(m, asked)}: ${tellType(asked)}`), ...tellClimb(m, asked)]
    case 'bus address':
      return [tellRow('address', tellReckoned(asked))]
    default:
      return asked satisfies never
  }
}

const tellRow = (label: string, text: string): string =>
  beside(label, text, label === 'Belief' ? '  ' : '    ', label === 'Belief' ? 6 : 9)

const wayOf = (m: Machine, { client, provider }: { client: number; provider: number }): string =>
  `${m.clientName[client]} to ${m.name[provider]}`

const tellType = ({ type, distance }: Climb): string => `${type}, distance ${distance}`

const tellWay = (m: Machine, way: WayAsked): string[] => {
  const { how, type, climb, since, now } = way
  const what = wayOf(m, way)
  if (climb !== undefined) return [tellRow('Belief', `${what}: ${tellType(climb)}, asked anew`), ...tellClimb(m, climb)]
  if (how === 'unasked')
    return [tellRow('Belief', `${what}: ${type}; the design answers so without looking at the way`)]
  if (how === 'refused')
    return [
      tellRow(
        'Belief',
        `${what}: ${type}; the client is no PCI function, or the BAR has no struct pages, so nothing is looked at`,
      ),
    ]
  const kept = since === undefined ? 'an answer kept from before' : `the answer of steps[${since}], kept`
  const stale = now === type ? 'a climb would say the same now' : `a climb would say ${now} now`
  return [tellRow('Belief', `${what}: ${type}, ${kept}; ${stale}`)]
}

const tellClimb = (m: Machine, climb: Climb): string[] => {
  const { looked, common, bridges } = climb
  if (looked.length === 0)
    return [tellRow('climb', 'none: the design answers without looking at the way'), ...tellBridges(m, bridges)]
  const redirects = looked.filter((one) => one.redirects)
  const where =
    common === undefined || common === ROOT ? 'they meet below no common bridge' : `they meet at ${m.name[common]}`
  return [
    tellRow('climb', `${looked.map((one) => tellLooked(m, one)).join(', ')}; ${where}`),
    tellRow(
      'redirects',
      redirects.length === 0
        ? 'none of these ACS words counts as a redirect'
        : `${counted(redirects.length, 'ACS word')} ${redirects.length === 1 ? 'counts' : 'count'} as a redirect: ${listed(
            redirects.map((one) => m.name[one.function]),
            'and',
          )}`,
    ),
    ...tellBridges(m, bridges),
  ]
}

const tellLooked = (m: Machine, { function: f, acs }: ClimbStep): string =>
  `${m.name[f]} ${acs === undefined ? '(no ACS)' : `(ACS ${acs.join(' ') || 'all off'})`}`

const tellBridges = (m: Machine, bridges: Bridges | undefined): string[] => {
  if (bridges === undefined) return []
  const { provider, client, forward, because } = bridges
  const pair = provider === client ? m.hostName[provider] : `${m.hostName[client]} and ${m.hostName[provider]}`
  const belief = `${pair} ${forward ? 'believed' : 'not believed'} to forward`
  if (because === undefined) return [tellRow('bridge', `${belief}: this design believes so of every host bridge`)]
  const { cpu, roots } = because
  const cpuWords = `the CPU is ${m.cpuVendor} family ${hex(m.cpuFamily)}, ${cpu ? 'which counts as forwarding' : 'which does not count as forwarding'}`
  const rootWords = cpu
    ? []
    : roots.map(({ host, device, listed: isListed }) =>
        device < 0
          ? `${m.hostName[host]} has no root device by which it could be known`
          : `${m.hostName[host]} is known by ${m.name[device]} (${id(m, device)}), ${isListed ? 'listed' : 'not listed'}`,
      )
  return [tellRow('bridge', `${belief}: ${[cpuWords, ...rootWords].join('; ')}`)]
}

const tellReckoned = ({ phys, busOffset, address }: Reckoned): string => {
  if (busOffset === 0 && address === phys)
    return `bus_offset is 0: the bus address is the CPU physical one, ${hex(phys)}`
  if (address === phys) return `CPU physical ${hex(phys)} is handed out as it is (bus_offset ${signed(busOffset)})`
  const sign = address === phys + busOffset ? 'plus' : address === phys - busOffset ? 'minus' : 'with'
  return `CPU physical ${hex(phys)} ${sign} bus_offset ${signed(busOffset)} is ${hex(address)}`
}

const signed = (n: number): string => (n < 0 ? `-${hex(-n)}` : hex(n))
