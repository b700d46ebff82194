/** The machine as a tree: a line a device, its functions folded. */
import type { Asked } from '../../machines/cases.ts'
import { bdfOf, idOf, type Dumped } from '../../machines/dumped.ts'
import { rootBus } from '../../machines/why.ts'
import { ROOT } from '../../model/machine/columns.ts'
import { clipped, columnsTold, printable } from '../../story/words/lines.ts'

/** Lines of a tree that are told before the rest is counted. */
const MOST_LINES = 120

export const tellTree = (asked: Asked): string => {
  const { machine, dump, tree } = asked
  const lines: string[] = []
  const tellBelow = (functions: readonly number[], indent: string): void => {
    for (const device of devices(functions, dump.functions)) {
      lines.push(
        clipped(
          `${indent}${nameOfAll(device.map((f) => dump.functions[f]))}  ${title(dump.functions[device[0]])}`,
          columnsTold(),
        ),
      )
      for (const f of device) tellBelow(machine.below[f], `${indent}  `)
    }
  }
  const onRoot = together(
    [...machine.parent.keys()].filter((f) => machine.parent[f] === ROOT),
    (f) => machine.host[f],
  )
  for (const host of tree.hosts.keys()) {
    lines.push(`root bus ${rootBus(asked, host)}`)
    tellBelow(onRoot.get(host) ?? [], '  ')
  }
  const more = lines.length - MOST_LINES
  return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`  and ${more} more lines`] : [])].join('\n')
}

/** Rows with the same key, in their order. */
export const together = <T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group === undefined) groups.set(keyOf(row), [row])
    else group.push(row)
  }
  return groups
}

/** Functions of one device without anything below them, together; a bridge alone. */
const devices = (functions: readonly number[], all: readonly Dumped[]): number[][] => {
  const groups: number[][] = []
  for (const f of functions) {
    const last = groups.at(-1)
    const before = last === undefined ? undefined : all[last[0]]
    const { bus, devfn, isBridge, title: own } = all[f]
    const joins =
      before !== undefined &&
      !isBridge &&
      !before.isBridge &&
      before.bus === bus &&
      Math.floor(before.devfn / 8) === Math.floor(devfn / 8) &&
      className(before.title) === className(own)
    if (joins) last!.push(f)
    else groups.push([f])
  }
  return groups
}

/** `0000:04:00.0-1`, `0000:1a:00.0,1,7` */
export const nameOfAll = (functions: readonly Dumped[]): string => {
  const numbers = functions.map(({ devfn }) => devfn % 8)
  const isRun = numbers.length > 1 && numbers.every((n, i) => n === numbers[0] + i)
  const [first] = functions
  return `${bdfOf(first)}${
    isRun
      ? `-${numbers.at(-1)}`
      : numbers
          .slice(1)
          .map((n) => `,${n}`)
          .join('')
  }`
}

const className = (text: string): string => text.split(':', 1)[0].trim()

/** What a person calls it, and what matters of it here. */
const title = (f: Dumped): string => {
  const kind = f.type === undefined || f.type === 'conventional' || f.type.endsWith('endpoint') ? [] : [f.type]
  const buses = f.buses === undefined ? [] : [`buses ${two(f.buses.secondary)}-${two(f.buses.subordinate)}`]
  const id = idOf(f)
  return [...kind, printable(className(f.title)), ...(id === undefined ? [] : [id]), ...buses].join(', ')
}
const two = (n: number): string => n.toString(16).padStart(2, '0')
