/**
 * Truth of what remembers translations when tables change (IO-14, IO-16): the commands in the invalidation queues are carried out, from
 * the first to the last. What left a table and no command speaks of, the IOTLB may still hold.
 */
import type { Hw } from '../machine/columns.ts'
import type { Domain } from '../machine/domain.ts'
import { told, waitedFor, type Happens } from './atc.ts'
import { forgotten, goneFrom } from './iotlb.ts'

type Translating = Extract<Domain, { kind: 'translate' }>

/** @param before the machine before anything was taken out of a table */
export const carriedOut = (before: Hw, hw: Hw, happens: Happens): Hw => {
  for (const [name, domain] of hw.domains) {
    const old = before.domains.get(name)
    if (domain !== old && domain.kind === 'translate')
      hw = emptied(hw, name, domain, old?.kind === 'translate' ? goneFrom(old.table, domain.table) : [], happens)
  }
  return hw
}

const emptied = (
  hw: Hw,
  name: number,
  { queue, stale: held, ...domain }: Translating,
  gone: Translating['table'],
  happens: Happens,
): Hw => {
  if (queue === undefined && gone.length === 0) return hw
  let stale = [...(held ?? []), ...gone]
  const withStale = (now: Hw): Hw => ({
    ...now,
    domains: new Map(now.domains).set(name, stale.length === 0 ? domain : { ...domain, stale }),
  })
  let now = withStale(hw)
  for (const command of queue ?? [])
    switch (command.kind) {
      case 'IOTLB':
        stale = forgotten(stale, command.range)
        now = withStale(now)
        break
      case 'device TLB':
        now = told(now, command, happens)
        break
      case 'wait':
        now = waitedFor(now, name)
        break
      default:
        command satisfies never
    }
  return now
}
