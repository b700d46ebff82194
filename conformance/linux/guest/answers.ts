/**
 * What a guest said, line by line. An answer that is not whole is never one: lines are counted and closed by a
 * sum (`modules/main.c`), and what the kernel complained of spoils the scenario in which it did.
 */

/** What became of one scenario in a guest. */
export interface Heard {
  /** By question, in the order asked: the lines of its answer. */
  readonly answers: string[][]
  /** Whether the guest reached its end. */
  whole: boolean
  /** Where the RAM of this boot's lists begins, CPU physical. */
  readonly ram: number
  /** Why nothing that was said of it may be believed. */
  trouble?: string
  /** Whether the trouble is the console's, which lost or cut something: then asking again may help. */
  garbled?: boolean
}

export interface Guest {
  /** `linux 6.12.117 cpu AuthenticAMD family 15 ram 1400000`, once it has said so. */
  hello?: string
  readonly scenarios: Map<number, Heard>
  /** What is wrong outside any scenario. */
  trouble?: string
  /** Whether it has said its last line. */
  over: boolean
}

const ANSWER = /^(@(\d+) (.*)) \$(\d+)$/

/** `sum_of` of `modules/main.c`: consoles have been seen to lose sixteen characters in the middle of a line. */
export const sumOf = (text: string): number =>
  [...Buffer.from(text)].reduce((sum, byte) => (sum * 31 + byte) % 65521, 0)
const OF_SCENARIO = /^(\d+) (?:(\d+) )?(.*)$/
/** Words of a kernel that something went wrong in. */
const COMPLAINT =
  /\b(?:BUG:|WARNING:|Oops|Call Trace:|Kernel panic|general protection fault|kernel BUG at|stack-protector|stall|blocked for more than)|insmod:/

/** Hears a guest's console, a line at a time, until it stops for whatever reason. */
export interface Listener {
  readonly guest: Guest
  readonly hear: (line: string) => void
  readonly stopped: (why: string) => void
}

export const listener = (): Listener => {
  const guest: Guest = { scenarios: new Map(), over: false }
  let expected = 0
  let ram = NaN
  let current: number | undefined

  const spoil = (why: string, garbled = false): void => {
    const heard = current === undefined ? guest : guest.scenarios.get(current)!
    heard.trouble ??= why
    if (garbled && current !== undefined) guest.scenarios.get(current)!.garbled = true
  }
  const about = (said: string): void => {
    const found = OF_SCENARIO.exec(said)
    if (found === null) return spoil(`a line about nothing: ${said}`)
    const [scenario, words] = [Number(found[1]), found[3]]
    if (words === 'begin' && found[2] === undefined) {
      if (current !== undefined) spoil('it did not end')
      guest.scenarios.set(scenario, { answers: [], whole: false, ram })
      current = scenario
      return
    }
    if (scenario !== current) return spoil(`an answer about scenario ${scenario}: ${said}`)
    const heard = guest.scenarios.get(scenario)!
    if (words === 'end' && found[2] === undefined) {
      heard.whole = true
      current = undefined
    } else if (words.startsWith('failed ')) spoil(`the guest could not: ${words}`)
    else if (found[2] === undefined) spoil(`a line about no question: ${said}`)
    else (heard.answers[Number(found[2])] ??= []).push(words)
  }
  const hear = (text: string): void => {
    const line = text.replace(/\r$/, '')
    const found = ANSWER.exec(line)
    if (found === null || Number(found[4]) !== sumOf(found[1])) {
      if (/@\d+ /.test(line)) spoil(`half a line: ${line}`, true)
      else if (COMPLAINT.test(line)) spoil(`the kernel complained: ${line.trim()}`)
      return
    }
    const [number, said] = [Number(found[2]), found[3]]
    if (number !== expected) spoil(`line ${expected} is missing, the next is: ${line}`, true)
    expected = number + 1
    if (said === 'over') guest.over = true
    else if (said.startsWith('linux ')) {
      guest.hello = said
      ram = parseInt(/ ram ([0-9a-f]+)$/.exec(said)?.[1] ?? '', 16)
    } else about(said)
  }
  /** The guest is gone; whatever it was at has no end. */
  const stopped = (why: string): void => {
    if (!guest.over) spoil(why)
  }
  return { guest, hear, stopped }
}
