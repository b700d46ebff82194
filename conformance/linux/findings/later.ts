/**
 * What a later kernel answered beside what 6.12 did: which answers are the same, and the page that says so.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { GUEST_RAM } from '../guest/askable.ts'
import { LATENT, findingNames, loadFinding, readRecording, type Recording } from './finding.ts'
import { PAGES, quotedIn, toldQuestions } from './told.ts'

/** Questions that look inside page maps as 6.12 has them: on later kernels our module answers none of them. */
export const leftOut = (): string[] => {
  const source = readFileSync(`${import.meta.dirname}/../modules/latent-later.c`, 'utf8')
  return [...source.matchAll(/^int ask_(\w+)\(/gm)].map(([, word]) => word)
}

/** Why a later kernel was not asked: those of them that a finding asks, or nobody has booted it. */
export const leftOutOf = (name: string): string[] => {
  const { ask, notLater } = loadFinding(`${LATENT}/${name}.yaml`).linux
  const asked = new Set((ask ?? []).map((line) => line.split(' ')[0]))
  const words = leftOut().filter((word) => asked.has(word))
  return notLater === true ? [...words.map(code), 'nobody has booted it'] : words.map(code)
}

export interface Beside {
  /** Questions that were answered otherwise, by number. */
  readonly other: readonly number[]
  /** Whether one of them complained and the other did not, or of something worse. */
  readonly complaint: boolean
  /** Whether an address outside the guest's RAM has moved by as much as the RAM has: it is a sum with one in it. */
  readonly moved: boolean
}

/** Two recordings of one finding; where the guest had its RAM makes no difference. */
export const beside = (old: Recording, later: Recording): Beside => {
  const alike = old.asked.map((question, q) => {
    const lines: readonly string[] = later.asked[q] ?? []
    if (lines.length !== question.length) return ['other']
    return question.map((line, i) => alikeLine(line, lines[i], old.ram, later.ram))
  })
  return {
    other: [...alike.keys()].filter((q) => alike[q].includes('other')),
    complaint: kindOf(old.complaint) !== kindOf(later.complaint),
    moved: alike.flat().includes('moved'),
  }
}

/** `WARNING`, `BUG`: what is behind it has line numbers of the source and numbers of processes. */
const kindOf = (complaint?: string): string | undefined => complaint?.split(/\W/, 1)[0]

/** Words of a line that are addresses in memory or on the bus, by the line's first word. */
const ADDRESSES: Readonly<Record<string, readonly number[]>> = {
  seg: [1, 3],
  one: [1, 2],
  at: [1, 2],
  to: [1],
  copied: [1],
  overlay: [1],
}

type Alike = 'same' | 'moved' | 'other'

const alikeLine = (old: string, later: string, oldRam: number, laterRam: number): Alike => {
  const [words, others] = [old.split(' '), later.split(' ')]
  if (words.length !== others.length) return 'other'
  const addresses = ADDRESSES[words[0]] ?? []
  const alike = words.map((word, i): Alike => {
    if (!addresses.includes(i)) return word === others[i] ? 'same' : 'other'
    return alikeAddress(BigInt(`0x${word}`), BigInt(`0x${others[i]}`), BigInt(oldRam), BigInt(laterRam))
  })
  return alike.find((one) => one === 'other') ?? alike.find((one) => one === 'moved') ?? 'same'
}

const alikeAddress = (old: bigint, later: bigint, oldRam: bigint, laterRam: bigint): Alike => {
  const offsets = [old - oldRam, later - laterRam]
  const inRam = offsets.map((offset) => offset >= 0n && offset < GUEST_RAM)
  if (offsets[0] === offsets[1]) return inRam[0] || old === later ? 'same' : 'moved'
  return old === later && !inRam.includes(true) ? 'same' : 'other'
}

/** What stands between the marks `compared SERIES` of a page. */
export const tellLater = (series: string): string => {
  const names = findingNames().toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const notAsked = names.filter((name) => leftOutOf(name).length > 0)
  const pairs = names
    .filter((name) => !notAsked.includes(name))
    .map((name) => {
      const [old, later] = [recorded(name), recorded(name, series)]
      return { name, old, later, is: beside(old, later) }
    })
  const same = pairs.filter(({ is }) => is.other.length === 0 && !is.complaint)
  const other = pairs.filter((pair) => !same.includes(pair))
  const { old, later } = pairs[0]
  return [
    `${tellKernel(later)}, beside ${tellKernel(old)}: of ${names.length} scenarios ${same.length} are answered the same, ${other.length} otherwise, ${notAsked.length} are not asked.`,
    '## The same answer',
    same.map(tellSame).join('\n'),
    '## Another answer',
    ...other.map(tellOther),
    '## Not asked',
    notAsked.map((name) => `- ${heading(name)}: ${leftOutOf(name).join(', ')}`).join('\n'),
  ].join('\n\n')
}

const recorded = (name: string, series?: string): Recording => {
  const recording = readRecording(name, series)
  if (recording === undefined) throw new Error(`${name} was never recorded${series ? ` on Linux ${series}` : ''}`)
  return recording
}

interface Pair {
  readonly name: string
  readonly old: Recording
  readonly later: Recording
  readonly is: Beside
}

const code = (text: string): string => `\`${text}\``
const tellKernel = ({ kernel, config, module }: Recording): string =>
  `Linux ${kernel} (configuration ${code(config)}, module ${code(module)})`

/** The scenario, and the pages that quote it. */
const heading = (name: string): string => {
  const pages = readdirSync(PAGES).filter((file) => quotedIn(readFileSync(`${PAGES}/${file}`, 'utf8')).includes(name))
  const links = pages.map((file) => `[${file.replace(/\.md$/, '')}](${file})`)
  return `${code(name)}, ${links.length > 0 ? links.join(', ') : 'harmless'}`
}

const tellSame = ({ name, old, later, is }: Pair): string => {
  const moved = is.moved ? '; addresses that lie outside the RAM have moved by as much as the RAM has' : ''
  const complaints = [old, later].flatMap(({ kernel, complaint }) =>
    complaint === undefined ? [] : [`\n  - ${kernel} complained: ${code(complaint)}`],
  )
  return `- ${heading(name)}${moved}${complaints.join('')}`
}

/** The answers that are not the same, one below the other. */
const tellOther = ({ name, old, later, is }: Pair): string => {
  const told = [old, later].map((recording) => ({ ...recording, told: toldQuestions(recording) }))
  const lines = is.other.flatMap((q) => [
    '',
    told[0].told[q].question,
    ...told.flatMap(({ kernel, failed = 'no answer', told }) => {
      const { answer } = told[q]
      return [`  ${kernel}`, ...(answer.length > 0 ? answer : [`failed ${failed}`]).map((line) => `    ${line}`)]
    }),
  ])
  const complaints = told.map(({ kernel, complaint }) => `${kernel} complained: ${complaint ?? 'of nothing'}`)
  const all = [...lines, ...(is.complaint ? ['', ...complaints] : [])]
  return `### ${heading(name)}\n\n\`\`\`text\n${all.slice(1).join('\n')}\n\`\`\``
}
