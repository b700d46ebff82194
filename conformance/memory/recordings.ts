/** The memory scripts that are recorded here, and their answers of Linux 6.12. */
import { readFileSync, readdirSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { readScript, type Script } from './script.ts'

const folder = `${ROOT_FOLDER}conformance/recordings`

/** Files by their path below `conformance/recordings`: `mem-*.txt`, and those of `memory-branches/`. */
export const scriptFiles: readonly string[] = [
  ...readdirSync(folder).filter((file) => file.startsWith('mem-')),
  ...readdirSync(`${folder}/memory-branches`)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => `memory-branches/${file}`),
]

export const textOf = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8')

/** Throws what is wrong with the file. */
export const scriptIn = (file: string): Script => {
  const script = readScript(textOf(file))
  if (E.isRight(script)) return script.right
  throw new Error(`${file}: ${JSON.stringify(script.left)}`)
}
