/** What an answer, and the sentences about it, can say of a function besides its name. */
import { ROOT } from '../model/machine/columns.ts'
import type { Asked } from './cases.ts'
import { listNaming, wordAfter } from './change.ts'
import { idOf } from './dumped.ts'
import { nameOf } from './why.ts'

/** For each function a number for its way up of 0, 1, ... steps, the last of them to the root bus. Equal numbers: the ways look alike. */
export const looksOf = (asked: Asked): number[][] => {
  const { parent, host } = asked.machine
  const numbers = new Map<string, number>()
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size
    numbers.set(text, known)
    return known
  }
  const isListed = listedIn(asked)
  const named = namedOtherwise(asked, isListed)
  const trusted = asked.tree.hosts.map((_, h) => {
    // A list in force that names the host bridge names this one, wherever it is told.
    const listed = asked.hostDevices[h] >= 0 && isListed(asked.hostDevices[h])
    return `${hostLook(asked, h)}${listed ? `, listed: ${h}` : ''}`
  })
  const onWay = parent.map((_, f) => `${wayLook(asked, f)}${named.has(f) ? ` ${f}` : ''}`)
  const looks: number[][] = []
  const of = (f: number): number[] => (looks[f] ??= [...upTo(f), numberOf(wholeLook(f))])
  // Below where two meet each function counts, and the host bridge above, which is asked where one redirects.
  const upTo = (f: number): number[] => [
    numberOf(`${onWay[f]}, ${trusted[host[f]]}`),
    ...(parent[f] === ROOT ? [] : of(parent[f]).slice(0, -1)).map((above) => numberOf(`${onWay[f]}/${above}`)),
  ]
  // Where they meet at no bridge what is on the way is only counted.
  const wholeLook = (f: number): string => {
    const own = `${asked.dump.functions[f].numaNode} ${named.has(f) ? f : ''}`
    return `${upTo(f).length} steps, ${trusted[host[f]]}, ${own}`
  }
  return parent.map((_, f) => of(f))
}

/** Functions whose names stand in sentences for another reason, too: for each of them a text is made by itself. */
const namedOtherwise = ({ machine, hostDevices }: Asked, isListed: (f: number) => boolean): ReadonlySet<number> =>
  new Set([...hostDevices, ...machine.parent.flatMap((_, f) => (isListed(f) ? [f] : []))])

/** Whether a list on the command line names the function. */
const listedIn = (asked: Asked): ((f: number) => boolean) => {
  const { disableAcsRedir = '', configAcs = '' } = asked.cmdline.options
  return (f) => [disableAcsRedir, configAcs].some((list) => list.includes(nameOf(asked, f)))
}

const wayLook = (asked: Asked, f: number): string => {
  const { cases, withIommu, ifUnseen, parts, machine, unread } = asked
  const states = [...cases, withIommu, ...(ifUnseen === undefined ? [] : [ifUnseen])]
  const words = states.map(
    (hw) => `${hw.acsControl[f]} of ${hw.machine.acsCapability[f]}${parts.hasAcsRedir(hw, f) ? ' redirects' : ''}`,
  )
  const changed = wordAfter(asked, { disableAcsRedir: listNaming(asked, [f]) }, f)
  return `${machine.kind[f]}: ${words.join()}, ${changed} if listed${unread.has(f) ? ', unread' : ''}`
}

/** Of a host bridge without an id, which one it is: sentences name all of them. */
const hostLook = (asked: Asked, host: number): string => {
  const device = asked.hostDevices[host]
  if (device < 0) return 'no host bridge'
  const f = asked.dump.functions[device]
  return `${idOf(f) ?? `function ${device}`} at ${f.devfn}`
}
