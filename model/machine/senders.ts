/**
 * Functions under whose requester IDs others send (`sendsAs`, `aliases`): who cannot be one is refused, with path and reason.
 *
 * A VMD is in front of all of its domain. So it is not behind a function of that domain, nor does one of it send for the VMD.
 */
import { problem, type Problem } from '../problem.ts'
import type { FunctionFile } from './file.ts'

type ByName = ReadonlyMap<string, FunctionFile>

const hostOf = (one: FunctionFile | undefined, byName: ByName): string | undefined =>
  one?.below === undefined ? one?.on : hostOf(byName.get(one.below), byName)

/** The functions whose requester IDs a function is said to use, with the words that say so. */
const sendersOf = ({ sendsAs, aliases = [] }: FunctionFile): { readonly at: string; readonly name: string }[] => [
  ...(sendsAs === undefined ? [] : [{ at: 'sendsAs', name: sendsAs }]),
  ...aliases.map((name, i) => ({ at: `aliases[${i}]`, name })),
]

/** By host bridge: the host bridges of those who send for what is behind it. */
export type HostsOfSenders = ReadonlyMap<string, ReadonlySet<string>>

/** Of all functions, read once. */
export const hostsOfSenders = (functions: readonly FunctionFile[], byName: ByName): HostsOfSenders => {
  const found = new Map<string, Set<string>>()
  for (const f of functions)
    for (const { name } of sendersOf(f)) {
      const [from, to] = [hostOf(f, byName), hostOf(byName.get(name), byName)]
      if (from === undefined || to === undefined || from === to) continue
      found.set(from, (found.get(from) ?? new Set()).add(to))
    }
  return found
}

/** A quirk names functions of the same bus; an Intel VMD, a function on a root bus, sends for those of another host bridge. */
export const senderProblems = (
  f: FunctionFile,
  byName: ByName,
  senders: HostsOfSenders,
  isBridge: boolean,
  path: string,
): Problem[] => {
  const host = hostOf(f, byName)
  return sendersOf(f).flatMap(({ at, name }) => {
    const other = byName.get(name)
    const isNear = other?.below === f.below && other?.on === f.on && !isBridge
    const isFar = other?.on !== undefined && other.on !== host
    if (other === undefined || !(isNear || isFar))
      return [
        problem(
          `${path}.${at}`,
          `"${name}"`,
          `${isBridge ? '' : 'a function on the same bus, or '}one on the root bus of another host bridge`,
        ),
      ]
    return isFar && leadsTo(senders, other.on!, host)
      ? [
          problem(
            `${path}.${at}`,
            `"${name}" of ${other.on}, for which a function of ${host} sends, directly or through others`,
            'one of a host bridge for which nobody behind this one sends',
          ),
        ]
      : []
  })
}

/** Whether who sends for what is behind `from` is behind `to`, or has somebody there send for it in turn. */
const leadsTo = (senders: HostsOfSenders, from: string, to: string | undefined): boolean => {
  const seen = new Set([from])
  // The set grows while it is walked.
  for (const host of seen) for (const next of senders.get(host) ?? []) seen.add(next)
  return to !== undefined && seen.has(to)
}
