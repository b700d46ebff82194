/**
 * `qemu-*.txt`: one boot of a real kernel on a machine made of QEMU's own devices, with or without an
 * IOMMU.
 */
import * as E from 'fp-ts/lib/Either.js'
import { bitNames } from '../model/machine/acs.ts'
import type { Iommu } from '../model/machine/domain.ts'
import { MOST_ENTRIES } from '../model/machine/fields.ts'
import type { FunctionFile } from '../model/machine/file.ts'
import { layOut } from '../model/machine/layout.ts'
import { shapeProblems } from '../model/machine/shape.ts'
import { problem, type Problem } from '../model/problem.ts'
import {
  CPUS,
  EXACT,
  TYPES,
  atLine,
  hexNumber,
  isExact,
  type Entry,
  type RecordedQuestion,
  type Recording,
} from './recording.ts'

export const isQemu = (text: string): boolean => text.startsWith('# qemu ')

const HEADER = /^# qemu (\S+) cpu (\S+) iommu (on|off|pt|amd)$/
const IOMMU: Readonly<Record<string, Iommu>> = { on: 'translating', amd: 'translating', pt: 'passthrough', off: 'off' }
const DEV =
  /^dev (\S+) ([0-9a-f]{4}:[0-9a-f]{4}) hdr=\d pcie=\d type=(-1|\d+) up=(\S+) acscap=(\d) acsctrl=([0-9a-f]{4}) dmaops=[01] iommu=([01])$/
const BAR = /^bar (\S+) (\d) phys=([0-9a-f]+) bus=([0-9a-f]+) len=([0-9a-f]+) /
const ADD = /^add (\S+) bar(\d) rc=(-?\d{1,9})$/
const DIST = /^dist (\S+) (\S+) (-?\d{1,9})$/
const ALLOC = /^alloc (\S+) 1 bus=([0-9a-f]+)$/
const MAP = /^map client=(\S+) provider=(\S+) rc=(-?\d{1,9}) nents=(\d{1,4})$/
const SEG = /^ seg \d{1,4} dma=([0-9a-f]+) len=(\d{1,9}) bus=([01])$/
const PG = /^ pg \d{1,4} phys=([0-9a-f]+)$/
const LIST = [SEG, PG]
const KNOWN = [DEV, BAR, ADD, DIST, ALLOC, MAP, ...LIST]

/** Entries of each list that was mapped: RAM, peer memory, RAM. */
const GIVEN = 3

interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
}

/** The recording in a text, or what is wrong with it. */
export const readQemu = (text: string): E.Either<Problem[], Recording> => {
  const lines = text
    .split('\n')
    .map((line, index) => ({ text: line.replace(/\r$/, ''), number: index + 1 }))
    .filter((line) => line.text !== '')
  const refuse = (line: Line | undefined, accepted: string): E.Either<Problem[], never> =>
    E.left([problem(`line ${line?.number ?? 1}`, JSON.stringify(line?.text ?? ''), accepted)])
  const header = HEADER.exec(lines[0]?.text ?? '')
  const cpu = CPUS.get(header?.[2] ?? '')
  if (header === null || cpu === undefined) return refuse(lines[0], '# qemu T cpu max|EPYC iommu on|off|pt|amd')
  const end = lines.at(-1)!
  if (end.text !== 'END') return refuse(end, 'END: the recording is cut')
  const inner = lines.slice(1, -1)
  const strange = inner.find((line) => !KNOWN.some((form) => form.test(line.text)))
  if (strange !== undefined) return refuse(strange, 'a line of the format')
  const rounded = inner.find((line) => !isExact(line.text))
  if (rounded !== undefined) return refuse(rounded, EXACT)
  const torn = tornList(inner)
  if (torn !== undefined)
    return refuse(torn, `a map line before it, and below each map with rc=0 nents seg and ${GIVEN} pg`)
  const places = inner.flatMap(({ text: line, number }) => (DEV.test(line) ? [number] : []))
  if (places.length > MOST_ENTRIES) return refuse(inner[MOST_ENTRIES], `at most ${MOST_ENTRIES} functions`)
  const file = { cpu, hosts: [{ name: 'hb0', iommu: IOMMU[header[3]] }], functions: functionsIn(inner) }
  const wrong = shapeProblems(file)
  if (wrong.length > 0) return E.left(wrong.map((p) => atLine(p, places)))
  const questions = questionsIn(inner, (bdf) => file.functions.findIndex(({ name }) => name === bdf))
  const missing = questions.find((q) => ('provider' in q && q.provider < 0) || ('client' in q && q.client < 0))
  if (missing !== undefined)
    return E.left([problem(`line ${missing.line}`, 'a function without a dev line', 'a known one')])
  return E.right({ kernel: 'of a version that the file does not name', machine: layOut(file), questions })
}

interface Matched {
  readonly fields: string[]
  readonly number: number
  /** Place among the lines. */
  readonly index: number
}

const matching = (lines: readonly Line[], form: RegExp): Matched[] =>
  lines.flatMap(({ text, number }, index) => {
    const found = form.exec(text)
    return found === null ? [] : [{ fields: found.slice(1), number, index }]
  })

/** A line of a list without its map, or a map without all lines of its list: answers that got lost. */
const tornList = (lines: readonly Line[]): Line | undefined =>
  lines.find(({ text }, index) => {
    if (text.startsWith(' ')) return !MAP.test(lines[index - 1]?.text ?? '') && !lines[index - 1]?.text.startsWith(' ')
    const map = MAP.exec(text)
    if (map === null) return false
    const [, , , rc, nents] = map
    const { entries, given } = listBelow(lines, index)
    return rc === '0'
      ? entries.length !== Number(nents) || given.length !== GIVEN || entries.length > GIVEN
      : entries.length + given.length > 0
  })

/**
 * Functions named by their address, each with the BAR that was given pages. The IOMMU of the first line is in front of those
 * that say so: an IOMMU that is a function itself is not behind itself.
 */
const functionsIn = (lines: readonly Line[]): FunctionFile[] => {
  const given = new Map(matching(lines, ADD).map(({ fields: [bdf, bar] }) => [bdf, bar]))
  const bars = matching(lines, BAR).map(({ fields }) => fields)
  return matching(lines, DEV).map(({ fields: [bdf, id, type, up, hasAcs, acs, iommu] }) => {
    const bar = bars.find(([owner, index]) => owner === bdf && index === given.get(bdf))
    return {
      name: bdf,
      type: TYPES.get(type) ?? 'conventional',
      ...(up === '-' ? { on: 'hb0' } : { below: up }),
      at: bdf.slice(-4),
      id,
      ...(iommu === '0' ? { iommu: 'off' as const } : {}),
      ...(hasAcs === '1' ? { acs: bitNames(parseInt(acs, 16)) } : {}),
      ...(bar === undefined ? {} : { bar: { base: hexNumber(bar[3]), size: hexNumber(bar[4]) } }),
    }
  })
}

const questionsIn = (lines: readonly Line[], f: (bdf: string) => number): RecordedQuestion[] => [
  ...devicesIn(lines, f),
  ...matching(lines, ADD).map(({ fields: [bdf, , rc], number }) => ({
    line: number,
    ask: 'add' as const,
    provider: f(bdf),
    rc: Number(rc),
  })),
  ...matching(lines, ALLOC).map(({ fields: [bdf, at], number }) => ({
    line: number,
    ask: 'alloc' as const,
    provider: f(bdf),
    bus: hexNumber(at),
  })),
  ...matching(lines, DIST).map(({ fields: [provider, client, distance], number }) => ({
    line: number,
    ask: 'dist' as const,
    provider: f(provider),
    client: f(client),
    distance: Number(distance),
  })),
  ...matching(lines, MAP).map(({ fields: [client, provider, rc], number, index }) => ({
    line: number,
    ask: 'map' as const,
    provider: f(provider),
    client: f(client),
    rc: Number(rc),
    ...listBelow(lines, index),
  })),
]

/** What the PCI core found of each function, and of its BAR where that was given pages. */
const devicesIn = (lines: readonly Line[], f: (bdf: string) => number): RecordedQuestion[] => {
  const given = new Map(matching(lines, ADD).map(({ fields: [bdf, bar] }) => [bdf, bar]))
  const bars = matching(lines, BAR).map(({ fields }) => fields)
  return matching(lines, DEV).map(({ fields: [bdf, , , up, hasAcs, acs], number }) => {
    const bar = bars.find(([owner, index]) => owner === bdf && index === given.get(bdf))
    const [phys, at, length] = (bar?.slice(2) ?? ['0', '0', '0']).map(hexNumber)
    return { line: number, ask: 'dev' as const, f: f(bdf), bdf, up, acs: `${hasAcs}:${acs}`, phys, bus: at, length }
  })
}

/** The `seg` and `pg` lines right below a `map` line: DMA entries, and the list as it was given. */
const listBelow = (lines: readonly Line[], index: number): { entries: Entry[]; given: number[] } => {
  const own: Line[] = []
  for (let i = index + 1; lines[i]?.text.startsWith(' '); i++) own.push(lines[i])
  const given = matching(own, PG).map(({ fields: [phys] }) => hexNumber(phys))
  const entries = matching(own, SEG).map(({ fields: [dma, length, bus] }, i) => ({
    phys: given[i],
    dma: hexNumber(dma),
    length: Number(length),
    bus: bus === '1',
  }))
  return { entries, given }
}
