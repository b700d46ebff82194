/**
 * Memory scripts that another kernel than 6.12 was asked: what it answers otherwise is kept apart, and judges a
 * model of its own (`conformance/memory/linux-7.3.ts`).
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { isRace, readRace } from '../../races/read.ts'
import { readScript } from '../../memory/script.ts'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { makeFolder, writeWhole } from '../../../spec/files/write.ts'
import { compareAnew, type Compared, type Recorded } from './anew.ts'
import type { Played } from './listen.ts'
import { recordingUnder } from './recorded.ts'

export const RECORDINGS = `${ROOT_FOLDER}conformance/recordings`
/** @param series `7.3` of 7.3.4 */
export const keptBy = (series: string): string => `${RECORDINGS}/memory-${series}`

/** Who was asked, and what: each script that is not kept was answered as 6.12 did. */
export interface Asked {
  readonly kernel: string
  readonly config: string
  readonly memory: string
  /** `mem-441`, `races/migrated-by-two` */
  readonly scripts: readonly string[]
}

const indexOf = (series: string): string => `${keptBy(series)}/asked.json`

export const askedOf = (series: string): Asked => JSON.parse(readFileSync(indexOf(series), 'utf8')) as Asked

const namesBelow = (path: string): string[] =>
  ['', 'memory-branches/', 'races/']
    .flatMap((folder) => readdirSync(`${path}/${folder}`).map((file) => `${folder}${file}`))
    .filter((file) => file.endsWith('.txt') && (file.includes('/') || file.startsWith('mem-')))
    .map((file) => file.slice(0, -'.txt'.length))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))

/** Every memory script that is recorded here. */
export const scriptNames = (): string[] => namesBelow(RECORDINGS)
/** Those of them that another kernel answered otherwise. */
export const keptNames = (series: string): string[] => namesBelow(keptBy(series))

/** A script as a file has it; throws what is wrong with the file. */
export const recordedIn = (path: string): Recorded => {
  const text = readFileSync(path, 'utf8')
  const script = isRace(text) ? readRace(text) : readScript(text)
  if (E.isRight(script)) return { script: script.right, isRace: isRace(text) }
  const [{ path: place, found, accepted }] = script.left
  throw new Error(`${path}: ${place}: found ${found}; accepted: ${accepted}`)
}

/** What 6.12 answered to a script, and what another kernel did; undefined: the same. */
export interface Beside {
  readonly name: string
  readonly old: Recorded
  readonly later: Recorded
  readonly is: Compared
}

export const besideOf = (name: string, series: string): Beside | undefined => {
  const path = `${keptBy(series)}/${name}.txt`
  if (!existsSync(path)) return undefined
  const [old, later] = [recordedIn(`${RECORDINGS}/${name}.txt`), recordedIn(path)]
  return { name, old, later, is: compareAnew(old, playedAs(later)) }
}

/** A recording as a guest would have said it. */
const playedAs = ({ script: { steps, left } }: Recorded): Played => ({
  steps: steps.map(({ text }) => text),
  answers: steps.map(({ answer }) => answer),
  ...(left === undefined ? {} : { left: left.answer }),
  over: left !== undefined,
})

/** Keeps what was played where it is another answer than 6.12's, and says who was asked. */
export const keep = (series: string, asked: Asked, played: (i: number) => Played): void => {
  makeFolder('linux:memory', `${keptBy(series)}/races`)
  for (const [i, name] of asked.scripts.entries()) {
    const old = recordedIn(`${RECORDINGS}/${name}.txt`)
    const now = played(i)
    if (compareAnew(old, now).differences.length === 0) continue
    const header = old.isRace ? `# race linux ${asked.kernel}` : `${headerOf(name)} ${asked.kernel}`
    const path = `${keptBy(series)}/${name}.txt`
    makeFolder('linux:memory', dirname(path))
    writeWhole('linux:memory', path, recordingUnder(header, now))
  }
  writeWhole('linux:memory', indexOf(series), `${JSON.stringify(asked, undefined, 2)}\n`)
}

/** `# seed 441 linux` */
const headerOf = (name: string): string => {
  const [first] = readFileSync(`${RECORDINGS}/${name}.txt`, 'utf8').split('\n', 1)
  return first.split(' ').slice(0, -1).join(' ')
}
