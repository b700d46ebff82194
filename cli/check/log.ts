/** `--log FILE`: a line for each case, in the order of the sweeps, whichever worker ran them and when. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import type { Sweep } from '../../properties/search/sweep.ts'
import { inOneLine, placeOf, refusedFile } from '../../spec/files/place.ts'
import { unfinishedOf } from '../../spec/files/unfinished.ts'
import { begin } from '../../spec/files/write.ts'

export interface Log {
  /** Where the cases of a sweep are written; undefined: nowhere. */
  readonly fileOf: (sweep: Sweep) => string | undefined
  /** Some cases could not be written: then there will be no log, for it would say less than there was. */
  readonly failed: (why: string) => void
  /** Puts the parts together, of a sweep that was ended the lines that are whole; throws NotWritten. */
  readonly join: () => void
}

/**
 * An enumeration has every case of its scope, and no distribution to look at: it is left out.
 *
 * @param inputs what the check reads
 */
export const logTo = (file: string, inputs: readonly string[], sweeps: readonly Sweep[]): Log => {
  const path = placeOf('--log', file, inputs)
  const logged = sweeps.filter(({ driver }) => driver === 'random' || driver === 'script')
  const part = (sweep: Sweep): string => unfinishedOf(path, `.${logged.indexOf(sweep)}`)
  // Of a process that had our number, and is gone.
  for (const sweep of logged) rmSync(part(sweep), { force: true })
  let whyNot: string | undefined
  const join = (parts: readonly string[]): void => {
    if (whyNot !== undefined) throw refusedFile('--log', `${inOneLine(file)}, ${whyNot}`)
    const whole = begin('--log', file, inputs)
    try {
      for (const one of parts) {
        const text = readFileSync(one, 'utf8')
        whole.write(text.slice(0, text.lastIndexOf('\n') + 1))
      }
    } catch (error) {
      whole.drop()
      throw error
    }
    whole.keep()
  }
  return {
    fileOf: (sweep) => (logged.includes(sweep) ? part(sweep) : undefined),
    failed: (why) => void (whyNot = why),
    join: () => {
      const parts = logged.map(part).filter((one) => existsSync(one))
      try {
        join(parts)
      } finally {
        for (const one of parts) rmSync(one, { force: true })
      }
    },
  }
}
