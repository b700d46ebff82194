/**
 * Buses that are no root buses, although no bridge of the dump opens them: somebody has printed a part of a machine (`lspci -d 10de:`,
 * `lspci -s 03:`), and the ports above are missing.
 */
import { ROOT } from '../model/machine/columns.ts'
import { bdfOf, type Dumped, type Note, type PcieType } from './dumped.ts'
import type { Asked } from './cases.ts'

/** What stands at the end of a link, so below a port. On bus 00 guests have such functions beside their host bridge. */
const BELOW_A_PORT: ReadonlySet<PcieType | undefined> = new Set(['endpoint', 'upstream port', 'downstream port'])

/** A function that shows it, for each root bus that is none; undefined: it may be one. */
const shownBy = ({ tree, dump }: Pick<Asked, 'tree' | 'dump'>): (Dumped | undefined)[] =>
  tree.hosts.map(({ bus }, host) => {
    const on = dump.functions.filter(
      (_, f) => tree.host[f] === host && tree.parent[f] === ROOT && tree.physfn[f] === -1,
    )
    if (bus === 0 || on.some(({ isHostBridge, type }) => isHostBridge || !BELOW_A_PORT.has(type))) return undefined
    return on.at(0)
  })

/** Each such bus, and what it does to the answers. */
export const cutOff = (asked: Pick<Asked, 'tree' | 'dump'>): Note[] =>
  shownBy(asked).flatMap((f) =>
    f === undefined
      ? []
      : [
          {
            line: f.line,
            says: `which port is above ${bdfOf(f)}: it stands at the end of a link, and no bridge here opens its bus. That bus is taken for a root bus, so answers between it and other buses may be wrong (print the whole machine)`,
          },
        ],
  )

/** A bridge does not say what is behind it, and a bus that no bridge opens may be that. */
export const isCutBySilence = ({ tree, dump }: Pick<Asked, 'tree' | 'dump'>): boolean =>
  tree.hosts.some(({ domain, bus }, host) => {
    const on = dump.functions.filter((_, f) => tree.host[f] === host && tree.parent[f] === ROOT)
    return (
      bus !== 0 &&
      on.every(({ isHostBridge, type }) => !isHostBridge && (type === undefined || BELOW_A_PORT.has(type))) &&
      dump.functions.some((f) => f.domain === domain && f.isBridge && f.buses === undefined)
    )
  })

/** Several buses, and above none of them anything: between any two of them nothing can be said. */
export const isOnlyPieces = (asked: Pick<Asked, 'tree' | 'dump'>): boolean => {
  const shown = shownBy(asked)
  return shown.length > 1 && !shown.includes(undefined)
}
