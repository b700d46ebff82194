/**
 * Timings are ratios against a baseline that ran beside them. In every round each contestant runs once, in an order
 * that turns, so that whatever slows the machine down for a while slows all of them; the median of the rounds counts.
 * Time is user + system CPU of this process, so a neighbour on the machine does not count as ours.
 */

export interface Contestant {
  readonly name: string
  /** Runs cases of its own, other ones every round, and answers how many. Throws where one breaks what holds. */
  readonly run: (round: number) => number
}

export interface Row {
  readonly name: string
  /** Cases per second of CPU, median over the rounds. */
  readonly rate: number
  /** Against the baseline of the same round: median, least, most. */
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** CPU time of this process that `work` took, in seconds. */
export const cpuSeconds = (work: () => void): number => {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The first contestant is the baseline. One round more than asked for is run first, and thrown away: warm-up. */
export const paired = (contestants: readonly Contestant[], rounds: number): Row[] => {
  const rates = contestants.map((): number[] => [])
  for (let round = 0; round <= rounds; round++)
    for (let turn = 0; turn < contestants.length; turn++) {
      const c = (turn + round) % contestants.length
      let cases = 0
      const seconds = cpuSeconds(() => (cases = contestants[c].run(round)))
      if (round > 0) rates[c].push(cases / seconds)
    }
  return contestants.map(({ name }, c) => {
    const ratios = rates[c].map((rate, round) => rate / rates[0][round])
    return {
      name,
      rate: median(rates[c]),
      ratio: median(ratios),
      low: Math.min(...ratios),
      high: Math.max(...ratios),
    }
  })
}
