/** A file with steps, and what Linux answers to them: a recording of it is made, or made anew. */
import * as E from 'fp-ts/lib/Either.js'
import { isRace, readRace } from '../../races/read.ts'
import { readScript } from '../../memory/script.ts'
import type { Script } from './guest.ts'
import type { Played } from './listen.ts'
import { recordingUnder } from './recorded.ts'

export interface Asked {
  readonly name: string
  /** `# race linux`, `# seed 7 linux` */
  readonly header: string
  readonly steps: Script
}

/** The first line, and each line `> STEP`; answers that stand there are not looked at. */
export const askedIn = (name: string, text: string): Asked => {
  const lines = text.split(/\r?\n/)
  const header = /^(# (?:race|seed \d+) linux)\b/.exec(lines[0])
  if (header === null)
    throw new Error(`${name}: line 1: found ${JSON.stringify(lines[0])}; accepted: # race linux, or # seed N linux`)
  const steps = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2))
  if (steps.length === 0) throw new Error(`${name}: found no step; accepted: lines that begin with >`)
  return { name, header: header[1], steps }
}

/** Whatever nobody could read later is no recording: a step that is misspelt is told here. */
export const recordedText = (name: string, header: string, played: Played): string => {
  if (played.trouble !== undefined) throw new Error(`${name}: in trouble: ${played.trouble}`)
  const text = recordingUnder(header, played)
  const read = isRace(text) ? readRace(text) : readScript(text)
  if (E.isRight(read)) return text
  const [{ path, found, accepted }] = read.left
  throw new Error(`${name}: ${path}: found ${found}; accepted: ${accepted}`)
}
