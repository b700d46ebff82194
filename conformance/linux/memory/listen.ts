/** What a guest that plays memory scripts says, line by line: steps, answers, and what its kernel complained of meanwhile. */
import { sumOf } from '../guest/answers.ts'

/** A script as far as it was played. */
export interface Played {
  readonly steps: string[]
  /** One for each step; the last is missing while it is under way. */
  readonly answers: string[]
  /** `left none`, .. */
  left?: string
  /** It came to its end. */
  over: boolean
  /** What happened behind its last step, when everything was given back. */
  trouble?: string
}

export interface Guest {
  readonly played: Map<number, Played>
  hello?: string
  /** The script that is being played. */
  current: number | undefined
  /** Why nothing more can be believed: a line was lost, or nobody knows what it is about. */
  garbled?: string
  /** The kernel did not survive it. */
  died: boolean
  /** What the kernel said first of it. */
  complaint?: string
  over: boolean
}

const LINE = /^(@(\d+) (.*)) \$(\d+)$/
/** `WARNING: CPU: 0 PID: 30 at mm/gup.c:1 f+0x1/0x2`, and, by later kernels, `WARNING: mm/gup.c:1 at f+0x1/0x2, ..` */
const WARNED = /^WARNING: .*?\bat (?:\S+ )?(\w+)\+0x/
const DIED = /\b(?:BUG:|Oops|Kernel panic|kernel BUG at|general protection fault)/

/** What the kernel warned of stands before what notifiers were told. */
const withWarnings = (answer: string, warnings: readonly string[]): string => {
  const words = warnings.map((name) => ` !warn ${name}`).join('')
  const at = answer.indexOf(' | ')
  return at < 0 ? answer + words : answer.slice(0, at) + words + answer.slice(at)
}

export const listener = (): { readonly guest: Guest; readonly hear: (line: string) => void } => {
  const guest: Guest = { played: new Map(), current: undefined, died: false, over: false }
  let expected = 0
  let warnings: string[] = []
  let pieces = ''

  const script = (): Played | undefined => (guest.current === undefined ? undefined : guest.played.get(guest.current))
  const about = (word: string, number: number): void => {
    if (word === 'script') guest.played.set(number, { steps: [], answers: [], over: false })
    if (word === 'end') guest.played.get(number)!.over = true
    guest.current = word === 'script' ? number : undefined
    if (word === 'died') guest.garbled = `the process of script ${number} died`
  }
  const take = (said: string): void => {
    const [word, rest] = [said.split(' ', 1)[0], said.slice(said.indexOf(' ') + 1)]
    if (word === 'linux') guest.hello = said
    else if (word === 'over') guest.over = true
    else if (['script', 'end', 'died', 'dirty'].includes(word)) about(word, Number(rest))
    else if (word === '>') {
      script()?.steps.push(rest)
      warnings = []
    } else if (word === '=') script()?.answers.push(withWarnings(rest, warnings))
    else if (word === 'left' && script() !== undefined) script()!.left = said
    else guest.garbled ??= `a line about nothing: ${said}`
  }
  const hear = (text: string): void => {
    // A console may say lines twice: what follows counts for nothing.
    if (guest.garbled !== undefined) return
    const line = text.replace(/\r$/, '')
    const found = LINE.exec(line)
    if (found === null || Number(found[4]) !== sumOf(found[1])) {
      if (/@\d+ /.test(line)) guest.garbled ??= `half a line: ${line}`
      const warned = WARNED.exec(line)
      if (warned !== null) warnings.push(warned[1])
      if (DIED.test(line)) {
        guest.died = true
        guest.complaint ??= line.trim()
      }
      return
    }
    if (Number(found[2]) !== expected++) {
      guest.garbled = `line ${expected - 1} is missing, the next is: ${line}`
      return
    }
    pieces += found[3].replace(/\\$/, '')
    if (found[3].endsWith('\\')) return
    take(pieces)
    pieces = ''
  }
  return { guest, hear }
}
