/** `--log FILE`: a line for each case, in the order of the looks, whoever had them and when. */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Look } from '../../properties/search/look.ts'

export interface Log {
  /** Where the cases of a look are written; undefined: nowhere. */
  readonly fileOf: (look: Look) => string | undefined
  /** Puts the parts together; of a look that was ended the lines that are whole. */
  readonly join: () => void
}

/** An enumeration has every case of its scope, and no distribution to look at: it is left out. */
export const logTo = (file: string, looks: readonly Look[]): Log => {
  const logged = looks.filter(({ driver }) => driver !== 'exhaustive')
  const part = (look: Look): string => `${file}.${logged.indexOf(look)}.${process.pid}.tmp`
  return {
    fileOf: (look) => (logged.includes(look) ? part(look) : undefined),
    join: () => {
      const whole = `${file}.${process.pid}.tmp`
      writeFileSync(whole, '')
      for (const look of logged) {
        if (!existsSync(part(look))) continue
        const text = readFileSync(part(look), 'utf8')
        appendFileSync(whole, text.slice(0, text.lastIndexOf('\n') + 1))
        rmSync(part(look))
      }
      renameSync(whole, file)
    },
  }
}
