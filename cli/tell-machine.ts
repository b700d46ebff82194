/** A machine as a tree, one line a function. */
import { hex, busToPhys } from '../model/address.ts'
import { NO_ACS, bitNames } from '../model/machine/acs.ts'
import { ROOT, bdf, isBridge, type Machine } from '../model/machine/columns.ts'
import { TYPE_OF } from '../model/machine/layout.ts'
import { wrapped } from './command.ts'

export const tellMachine = (m: Machine): string =>
  [
    `  CPU: ${m.cpuVendor}, family ${hex(m.cpuFamily)}`,
    ...m.ram.map(({ base, size }) => `  RAM: CPU physical ${hex(base)} to ${hex(base + size - 1)}`),
    ...m.hostName.flatMap((_, h) => tellHost(m, h)),
    wrapped(`The root complex forwards between ports: ${tellForwards(m)}`, '  '),
  ].join('\n')

const tellHost = (m: Machine, h: number): string[] => {
  const offset = m.hostOffset[h]
  const translation =
    offset === 0
      ? 'bus address = CPU physical'
      : `bus address = CPU physical ${offset < 0 ? '+' : '-'} ${hex(Math.abs(offset))}`
  const inbound = m.hostInbound[h].map(
    (r) => `      inbound: bus ${hex(r.bus)} to ${hex(r.bus + r.size - 1)} is CPU physical ${hex(r.phys)} on`,
  )
  const everything = m.hostInbound[h].length === 1 && m.hostInbound[h][0].size >= 2 ** 52
  const roots = m.parent
    .flatMap((p, f) => (p === ROOT && m.host[f] === h ? [f] : []))
    .toSorted((f, g) => m.devfn[f] - m.devfn[g])
  return [
    `  ${m.hostName[h]}: host bridge, ${translation}`,
    ...(everything ? [] : inbound),
    ...roots.flatMap((f) => tellFunction(m, f, '    ')),
  ]
}

const tellFunction = (m: Machine, f: number, indent: string): string[] => {
  const facts = [
    `${TYPE_OF.get(m.kind[f])} ${bdf(m, f)}`,
    ...(m.vendor[f] === 0 ? [] : [`id ${m.vendor[f].toString(16)}:${m.device[f].toString(16).padStart(4, '0')}`]),
    ...(m.acsCapability[f] === NO_ACS ? [] : [`ACS ${bitNames(m.acsControl[f]).join(' ') || 'all off'}`]),
    ...(m.egress[f].length === 0 ? [] : [`egress vector ${m.egress[f].join(' ')}`]),
    ...(m.decodes[f] ? [] : ['Memory Space Enable off']),
    ...(m.masters[f] ? [] : ['Bus Master Enable off']),
    ...(m.inside[f] ? ['serves its own BARs inside'] : []),
    ...tellClaim(m, f),
  ]
  const [first, ...rest] = wrapped(`${m.name[f]}: ${facts.join(', ')}`, `${indent}  `).split('\n')
  return [
    first.replace(`${indent}  `, `${indent}+ `),
    ...rest.map((line) => `  ${line}`),
    ...m.below[f].flatMap((g) => tellFunction(m, g, `${indent}  `)),
  ]
}

const tellClaim = (m: Machine, f: number): string[] => {
  const [base, size] = isBridge(m.kind[f]) ? [m.window[f], m.windowSize[f]] : [m.bar[f], m.barSize[f]]
  if (size === 0) return []
  const offset = m.hostOffset[m.host[f]]
  const cpu = offset === 0 ? '' : ` (CPU physical ${hex(busToPhys(base, offset))})`
  return [`${isBridge(m.kind[f]) ? 'window' : 'BAR'} bus ${hex(base)} to ${hex(base + size - 1)}${cpu}`]
}

const tellForwards = (m: Machine): string => {
  const roots = m.parent.flatMap((p, f) => (p === ROOT ? [f] : []))
  const pairs = roots.flatMap((f) => roots.map((g) => ({ f, g, what: tellOperations(m, f, g) })))
  if (pairs.every(({ what }) => what === pairs[0].what)) return pairs[0]?.what ?? 'nothing'
  return pairs
    .filter(({ what }) => what !== 'nothing')
    .map(({ f, g, what }) => `${m.name[f]} to ${m.name[g]} ${what}`)
    .join('; ')
}

const tellOperations = ({ forwards }: Machine, f: number, g: number): string => {
  const what = [...(forwards.read[f][g] ? ['reads'] : []), ...(forwards.write[f][g] ? ['writes'] : [])]
  return what.join(' and ') || 'nothing'
}
