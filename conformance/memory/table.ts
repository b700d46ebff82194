/**
 * A script as a table, for a reader: pages are columns, steps are rows. A cell says which page of memory stands there, how it may be
 * used, and what is in it; where nothing changed it is empty.
 */
import { entryAt } from '../../model/kernel/mm/page/pte.ts'
import { contentOf } from '../../model/kernel/mm/page/struct-page.ts'
import { ZERO } from '../../model/kernel/mm/state.ts'
import { designsOf, playScript, type Designs } from './judge.ts'
import type { Play } from './play.ts'
import type { Script } from './script.ts'
import { tellEntry } from './tell.ts'

/** Longest words of a step and of an answer that a row has room for. */
const STEP = 44
const ANSWER = 30

interface Row {
  readonly step: string
  readonly answer: string
  /** By process and page. */
  readonly cells: ReadonlyMap<string, string>
}

const cell = ({ k }: Play, process: number, at: number): string => {
  const entry = entryAt(k, process, at)
  const told = tellEntry(k, process, at)
  if (told === '-') return ''
  if (entry === undefined) return '.'
  return entry.frame <= ZERO || entry.kind === 'hwpoison' ? told : `${told} =${contentOf(k, entry.frame)}`
}

/** All pages that a VMA has now, of either process. */
const cellsOf = (play: Play): Map<string, string> => {
  const cells = new Map<string, string>()
  for (const { process, start, end } of Object.values(play.w.vmas))
    for (let at = start; at < end; at++) cells.set(`${process}/${at}`, cell(play, process, at))
  return cells
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 3)}...`)

/** An answer without what the cells say themselves. */
const brief = (answer: string): string => cut(answer.replace(/^vmas=.*/, 'shown here'), ANSWER)

const title = (key: string): string => {
  const [process, at] = key.split('/')
  return process === '0' ? `page ${at}` : `2's ${at}`
}

const ordered = (keys: Iterable<string>): string[] =>
  [...new Set(keys)].toSorted((a, b) => {
    const [[p, at], [q, other]] = [a, b].map((key) => key.split('/').map(Number))
    return p - q || at - other
  })

/** Lines of the table; a script about page maps has no pages of a process, and is its steps and answers. */
export const tableOf = (script: Script, designs: Designs = designsOf(script)): string[] => {
  const rows: Row[] = []
  playScript(script.steps, designs, (play, { text }, answer) =>
    rows.push({ step: cut(text, STEP), answer: brief(answer), cells: cellsOf(play) }),
  )
  const keys = ordered(rows.flatMap(({ cells }) => [...cells.keys()]))
  const head = ['step', 'answer', ...keys.map(title)]
  const body = rows.map(({ step, answer, cells }, i) => [
    step,
    answer,
    ...keys.map((key) => {
      const [now, before] = [cells.get(key) ?? '', rows[i - 1]?.cells.get(key) ?? '']
      if (now === before) return ''
      return now === '' ? '-' : now
    }),
  ])
  const widths = head.map((word, i) => Math.max(word.length, ...body.map((row) => row[i].length)))
  return [head, ...body].map((row) =>
    row
      .map((word, i) => word.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  )
}
