/** `--log FILE`: a line for each case, in the order of the sweeps, whichever worker ran them and when. */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Sweep } from '../../properties/search/sweep.ts'

export interface Log {
  /** Where the cases of a sweep are written; undefined: nowhere. */
  readonly fileOf: (sweep: Sweep) => string | undefined
  /** Puts the parts together; of a sweep that was ended the lines that are whole. */
  readonly join: () => void
}

/** An enumeration has every case of its scope, and no distribution to look at: it is left out. */
export const logTo = (file: string, sweeps: readonly Sweep[]): Log => {
  const logged = sweeps.filter(({ driver }) => driver !== 'exhaustive')
  const part = (sweep: Sweep): string => `${file}.${logged.indexOf(sweep)}.${process.pid}.tmp`
  return {
    fileOf: (sweep) => (logged.includes(sweep) ? part(sweep) : undefined),
    join: () => {
      const whole = `${file}.${process.pid}.tmp`
      writeFileSync(whole, '')
      for (const sweep of logged) {
        if (!existsSync(part(sweep))) continue
        const text = readFileSync(part(sweep), 'utf8')
        appendFileSync(whole, text.slice(0, text.lastIndexOf('\n') + 1))
        rmSync(part(sweep))
      }
      renameSync(whole, file)
    },
  }
}
