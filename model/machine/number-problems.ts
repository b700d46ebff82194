/**
 * Bus and device numbers that cannot be, refused with a path and a reason. A file may give the numbers of bridges and of root
 * buses, so what somebody's machine is called there is what it is called here.
 */
import { hex } from '../address.ts'
import { problem, type Problem } from '../problem.ts'
import { ROOT, isBridge, type Machine } from './columns.ts'

export const numberProblems = (m: Machine): Problem[] => {
  const far = m.name.flatMap((name, f) => {
    const path = `functions[${f}]`
    if (m.subordinate[f] > 255)
      return [problem(path, `bus ${m.subordinate[f]} behind ${name}`, 'at most 256 buses a domain')]
    if (m.busNumber[f] > 255) return [problem(path, `bus ${m.busNumber[f]}`, 'at most 256 buses a domain')]
    return m.devfn[f] > 255
      ? [problem(path, `device number ${hex(Math.floor(m.devfn[f] / 8))} for ${name}`, 'at most 32 devices a bus')]
      : []
  })
  if (far.length > 0) return far
  const roots = m.parent.flatMap((above, f) => (above === ROOT ? [f] : []))
  return m.name.flatMap((_, f) => rangeProblems(m, f, roots))
}

const isOpen = (m: Machine, f: number): boolean => isBridge(m.kind[f]) && m.secondary[f] <= m.subordinate[f]
const buses = (m: Machine, f: number): string => `buses ${m.secondary[f]} to ${m.subordinate[f]} behind ${m.name[f]}`

/** A bridge has its range to itself, above its own bus and inside the range of the bridge above (`pci_scan_bridge_extend`). */
const rangeProblems = (m: Machine, f: number, roots: readonly number[]): Problem[] => {
  if (!isBridge(m.kind[f])) return []
  const path = `functions[${f}].buses`
  if (!isOpen(m, f))
    return m.below[f].length === 0 ? [] : [problem(path, buses(m, f), 'a range that does not end before it begins')]
  if (m.secondary[f] <= m.busNumber[f])
    return [problem(path, buses(m, f), `numbers above that of its own bus, ${m.busNumber[f]}`)]
  const up = m.parent[f]
  if (up !== ROOT && (m.secondary[f] <= m.secondary[up] || m.subordinate[f] > m.subordinate[up]))
    return [problem(path, buses(m, f), `some of the ${buses(m, up)}`)]
  const twin = neighbours(m, f, roots).find(
    (g) => g < f && isOpen(m, g) && m.secondary[g] <= m.subordinate[f] && m.secondary[f] <= m.subordinate[g],
  )
  return twin === undefined ? [] : [problem(path, `${buses(m, f)}, where ${buses(m, twin)} are`, 'a range of its own')]
}

/** Bridges whose ranges must be apart: on one bus, or on root buses of one domain. */
const neighbours = (
  { parent, below, host, hostDomain }: Machine,
  f: number,
  roots: readonly number[],
): readonly number[] =>
  parent[f] === ROOT ? roots.filter((g) => hostDomain[host[g]] === hostDomain[host[f]]) : below[parent[f]]
