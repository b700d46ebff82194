/**
 * Scenarios explained inside a test.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { readLitmus, type Litmus } from '../../../spec/litmus.ts'
import { designNamed } from '../../command.ts'
import { explained, type Explained } from '../../../story/story.ts'
import { storyOf } from '../../commands/explain.ts'

export const litmusOf = (text: string): Litmus => {
  const read = readLitmus(text)
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}

export const fileOf = (path: string): Litmus => litmusOf(readFileSync(join(ROOT_FOLDER, path), 'utf8'))
export const explain = (path: string, design = 'linux-6.12'): Explained => explained(fileOf(path), designNamed(design))
export const tell = (path: string, design = 'linux-6.12'): string => storyOf(path, fileOf(path), explain(path, design))
