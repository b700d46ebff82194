import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { parseText } from '../../../spec/files/parse.ts'
import { parsedIn } from '../../../spec/files/parsed.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-parsed-'))
afterAll(() => rmSync(folder, { recursive: true }))
const KEPT = join(folder, 'parsed.json')

const TEXTS = ['a: 1\n', 'a: 0x10\nb: [x, "1", {c: true}]\n', 'a: [1, 2\n', 'a: &x {b: 1}\nc: *x\n']
const parsed = (file: string | undefined, texts: readonly string[]) => {
  const one = parsedIn(file)
  const all = texts.map(one.parse)
  one.keep()
  return all
}

describe('what is kept of a text', () => {
  it('is what parsing it anew comes to, right or wrong', () => {
    const anew = TEXTS.map(parseText)
    expect(anew.map(E.isRight)).toEqual([true, true, false, true])
    for (let time = 0; time < 2; time++) expect(parsed(KEPT, TEXTS)).toEqual(anew)
  })

  it('is what answers, and another text has nothing of it', () => {
    const kept = JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, unknown>
    expect(Object.keys(kept)).toHaveLength(3)
    writeFileSync(KEPT, JSON.stringify(Object.fromEntries(Object.keys(kept).map((hash) => [hash, 'kept']))))
    expect(parsed(KEPT, [TEXTS[0], 'a: 1 \n'])).toEqual([E.right('kept'), E.right({ a: 1 })])
  })

  it.each(['', '{', '[]', 'null'])('is nothing where the file says %j, which is no error', (text) => {
    writeFileSync(KEPT, text)
    expect(parsed(KEPT, TEXTS)).toEqual(TEXTS.map(parseText))
  })

  it('is nothing where no file may be written, which is no error', () => {
    expect(parsed(join(folder, 'nowhere/parsed.json'), TEXTS)).toEqual(TEXTS.map(parseText))
    expect(parsed(undefined, TEXTS)).toEqual(TEXTS.map(parseText))
  })
})
