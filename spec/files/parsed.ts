/**
 * What texts say, kept beside the compiled command of a clone (`cli/build`): most commands read three hundred scenarios, and to
 * parse them takes longer than to run them.
 *
 * A text is known by its hash, and the folder by the sources that it was made from. So what is kept is never stale, and goes
 * with the folder.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import type { Problem } from '../../model/problem.ts'
import { parseText } from './parse.ts'
import { BUNDLE } from './where.ts'
import { writeWhole } from './write.ts'

/** Values by the hash of the text. */
type Parsed = Record<string, unknown>

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What was parsed before; whatever is wrong with the file, it is as good as none. */
const readKept = (file: string): Parsed => {
  try {
    return { ...(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Parsed | null) : null) }
  } catch {
    return {}
  }
}

/** What a file keeps; undefined: nothing is kept. */
export const parsedIn = (file: string | undefined) => {
  let known: Parsed | undefined
  let news = false
  return {
    /** {@link parseText}, or what it came to when this text was parsed last. */
    parse: (text: string): E.Either<Problem[], unknown> => {
      if (file === undefined) return parseText(text)
      known ??= readKept(file)
      const hash = hashOf(text)
      if (Object.hasOwn(known, hash)) return E.right(known[hash])
      const parsed = parseText(text)
      if (E.isRight(parsed)) {
        known[hash] = parsed.right
        news = true
      }
      return parsed
    },
    /** Writes what is new. A disk that is full or not ours is no error: the next command parses again. */
    keep: (): void => {
      if (file === undefined || known === undefined || !news) return
      news = false
      try {
        writeWhole('parsed', file, JSON.stringify(known))
      } catch {
        // Nobody asked for it.
      }
    },
  }
}

/** A package writes nothing to where it is installed, and sources that run as they are have no such folder. */
export const parsedBesideCommand = (isClone: boolean) =>
  parsedIn(BUNDLE === undefined || !isClone ? undefined : fileURLToPath(`${BUNDLE}parsed.json`))
