/**
 * `hmm.txt`: `hmm_range_fault` on one page in every state it may be in, and `memremap_pages` with every set of callbacks.
 */
import * as E from 'fp-ts/lib/Either.js'
import { problem, type Problem } from '../../model/problem.ts'
import type { Difference, Judged } from '../judge.ts'
import { LINUX, playScript, type Designs } from './judge.ts'
import { readStep, type ScriptStep } from './forms.ts'

export const isHmmTable = (text: string): boolean => /^(?:hmm page=|memremap type=)/.test(text)

const HMM =
  /^hmm page=(none|none-ro|ram-w|zero|privA-w|unmapped) owner=(A|B|NULL) req=(snapshot|fault|fault\+write|write) (setup=0 rc=-?\d+ busy=\d+ valid=[01] write=[01] error=[01] got=\S+ post=\S+)$/
const MEMREMAP = /^memremap type=(\d) owner=([01]) ops=(none|page_free|migrate_to_ram|both) (rc=-?\d+)$/

interface Row {
  readonly line: number
  readonly question: string
  readonly answer: string
  readonly model: (designs: Designs) => string
}
export type HmmTable = readonly Row[]

/** How each kind of page comes to be. */
const MAKES: Readonly<Record<string, readonly string[]>> = {
  none: ['vma 0 1 rw anon'],
  'none-ro': ['vma 0 1 r anon'],
  'ram-w': ['vma 0 1 rw anon', 'write 0'],
  zero: ['vma 0 1 rw anon', 'read 0'],
  'privA-w': ['vma 0 1 rw anon', 'write 0', 'migrate 0 1 to=A select=system owner=A'],
  unmapped: [],
}
const FLAGS: Readonly<Record<string, string>> = { snapshot: '0', fault: 'f', 'fault+write': 'fw', write: 'w' }

const step = (text: string): ScriptStep => {
  const read = readStep(text)
  if (E.isLeft(read)) throw new Error(`${text}: ${read.left}`)
  return read.right
}

/** The page in an answer, as this file calls it. */
const kindOf = (entry: string): string => {
  const page = entry.slice('vwe:'.length)
  if (page === '') return '-'
  if (page === 'anon') return 'ram'
  return page === 'zero' ? page : `priv${page[0]}`
}

const snapshot = (owner: string): string => `hmm 0 1 owner=${owner} default=0`

/** What the page is afterwards, as A sees it, and else as B does. */
const after = (asA: string, asB: string): string => {
  if (asA === '--e') return '-'
  const seen = asA === '---' ? asB : asA
  return seen === '---' ? 'invalid' : kindOf(seen)
}

const FORM = /^rc=(-?\d+) busy=(\d+) 0=(\S+)/

const modelOfHmm =
  (page: string, owner: string, req: string) =>
  (designs: Designs): string => {
    const asked = `hmm 0 1 owner=${owner === 'NULL' ? '-' : owner} default=${FLAGS[req]}`
    const { answers } = playScript([...MAKES[page], asked, snapshot('A'), snapshot('B')].map(step), designs)
    const [[, rc, busy, entry], asA, asB] = answers.slice(-3).map((answer) => FORM.exec(answer)!)
    // After an error the entry is the input still, which that recorder did not print.
    const e = rc === '0' ? entry : '---'
    const bits = `valid=${Number(e[0] === 'v')} write=${Number(e[1] === 'w')} error=${Number(e[2] === 'e')}`
    return `setup=0 rc=${rc} busy=${busy} ${bits} got=${kindOf(e)} post=${after(asA[3], asB[3])}`
  }

const OPS: Readonly<Record<string, string>> = { none: 'none', page_free: 'free', migrate_to_ram: 'ram', both: 'both' }

const modelOfMap =
  (type: string, owner: string, ops: string) =>
  (designs: Designs): string => {
    const text = `map 0 type=${type} ranges=0:512 ops=${OPS[ops]} owner=${owner === '1' ? 'A' : '-'}`
    return playScript([step(text)], designs).answers[0].split(' ')[0]
  }

const readRow = (text: string, line: number): Row | undefined => {
  const hmm = HMM.exec(text)
  if (hmm !== null) {
    const [, page, owner, req, answer] = hmm
    return { line, question: `hmm page=${page} owner=${owner} req=${req}`, answer, model: modelOfHmm(page, owner, req) }
  }
  const map = MEMREMAP.exec(text)
  if (map === null) return undefined
  const [, type, owner, ops, answer] = map
  return {
    line,
    question: `memremap type=${type} owner=${owner} ops=${ops}`,
    answer,
    model: modelOfMap(type, owner, ops),
  }
}

export const readHmmTable = (text: string): E.Either<Problem[], HmmTable> => {
  const lines = text.replaceAll('\r', '').split('\n')
  while (lines.at(-1) === '') lines.pop()
  if (lines.at(-1) !== 'END')
    return E.left([problem(`line ${lines.length}`, JSON.stringify(lines.at(-1)), 'END: the recording is cut')])
  const rows: Row[] = []
  for (const [i, line] of lines.slice(0, -1).entries()) {
    const row = readRow(line, i + 1)
    if (row === undefined)
      return E.left([
        problem(`line ${i + 1}`, JSON.stringify(line), 'hmm page=.. owner=.. req=.. .., or memremap type=.. ..'),
      ])
    rows.push(row)
  }
  return E.right(rows)
}

export const judgeHmmTable = (table: HmmTable, designs: Designs = LINUX): Judged => {
  const compared = table.map(({ line, question, answer, model }) => ({
    line,
    question,
    linux: answer,
    model: model(designs),
  }))
  const differences: Difference[] = compared.filter(({ linux, model }) => linux !== model)
  return { kernel: 'of its README', answers: compared.length, differences }
}
