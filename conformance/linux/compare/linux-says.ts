/**
 * What Linux answered to a question, from the guest's lines, in the words of both.
 */
import { hex } from '../../../model/address.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { hexNumber } from '../../recording.ts'
import { linuxCopied } from './copied.ts'
import type { Run } from './translated.ts'
import { tellIds, tellMates } from './shared.ts'
import { tellList, tellOne, tellReached, tellRefused, tellSynced, tellUnmapped, type Entry } from './words.ts'

/** The guest's lines; `operation`: the mapping that they are about. */
export const linuxSays = (
  m: Machine,
  operation: Operation | undefined,
  [first = 'nothing', ...more]: readonly string[],
): string => {
  const [word, ...rest] = first.split(' ')
  switch (word) {
    case 'dev':
      return rest.length === 6 ? toldDevice(rest) : first
    case 'add':
    case 'distance':
    case 'done':
    case 'skipped':
    case 'domain':
    case 'given':
    case 'restored':
      return first
    case 'alloc':
    case 'take':
      return rest.length === 2 ? `${word} phys=${hexText(rest[0])} bus=${hexText(rest[1])}` : first
    case 'mates':
      return tellMates(m, rest)
    case 'ids':
      return tellIds(rest.map((id) => hexNumber(id.split(':')[1])))
    case 'reach':
      return `reach${tellReached(more.flatMap(runIn))}`
    case 'found':
      return rest[0] === '-' ? 'found nobody' : `found ${m.name[Number(rest[0])]}`
    case 'one':
      return (
        tellOne(m, hexNumber(rest[0]), rest[1] === '-' ? undefined : hexNumber(rest[1])) +
        tellReached(more.flatMap(runIn))
      )
    case 'map':
      return linuxMapped(m, operation, rest, more)
    case 'unmapped':
      return tellUnmapped(more.filter(isEntry).map(entryIn), Number(rest[0])) + linuxCopied(more)
    case 'synced':
      return tellSynced(m, operation, more.filter(isEntry).map(entryIn)) + linuxCopied(more)
    default:
      return [first, ...more].join('; ')
  }
}

/** A list mapped; behind it, where it was only mapped again, its unmapping. */
const linuxMapped = (
  m: Machine,
  operation: Operation | undefined,
  [rc, nents]: readonly string[],
  lines: readonly string[],
): string => {
  const end = lines.findIndex((line) => line.startsWith('unmapped '))
  const mapped = end < 0 ? lines : lines.slice(0, end)
  const entries = mapped.filter(isEntry).map(entryIn)
  if (rc !== '0') return tellRefused(Number(rc), entries)
  const says = tellList(m, operation, Number(nents), entries) + tellReached(mapped.flatMap(runIn))
  return end < 0 ? says : `${says}; ${linuxSays(m, operation, lines.slice(end))}`
}

const hexText = (text: string): string => hex(hexNumber(text))
const toldDevice = ([bdf, up, acs, ...bar]: readonly string[]): string => {
  const [cpu, at, length] = bar.map(hexText)
  return `${bdf} up=${up} acs=${acs} bar phys=${cpu} bus=${at} len=${length}`
}

const SEG = /^seg ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([01])$/
const isEntry = (line: string): boolean => SEG.test(line)
const entryIn = (line: string): Entry => {
  const [at, length, dma, dmaLength] = (SEG.exec(line)?.slice(1, 5) ?? ['0', '0', '0', '0']).map(hexNumber)
  return { phys: at, length, dma, dmaLength, bus: line.endsWith(' 1') }
}

const TO = /^(to|slot) ([0-9a-f]+) ([0-9a-f]+)$/
const runIn = (line: string): Run[] => {
  const found = TO.exec(line)
  if (found === null) return []
  const run = { phys: hexNumber(found[2]), length: hexNumber(found[3]) }
  return [found[1] === 'slot' ? { ...run, slot: true } : run]
}
