/**
 * Files as text: YAML (which JSON is a part of) in and out.
 *
 * Out: a row a function and a step, addresses in hexadecimal, so that a counterexample reads like a
 * litmus test a person wrote.
 */
import * as E from 'fp-ts/lib/Either.js'
import { Document, isMap, isScalar, isSeq, parseDocument, visit, type Pair } from 'yaml'
import { PAGE } from '../model/address.ts'
import { problem, type Problem } from '../model/problem.ts'

/** Largest file that is read, bytes. A scenario is a few thousand. */
export const LARGEST_FILE = 4 * 2 ** 20

export const parseText = (text: string): E.Either<Problem[], unknown> => {
  if (text.length > LARGEST_FILE) return E.left([problem('', `${text.length} bytes`, `at most ${LARGEST_FILE} bytes`)])
  try {
    const document = parseDocument(text)
    const [error] = document.errors
    if (error !== undefined) return E.left([problem('', error.message.split('\n')[0], 'YAML or JSON')])
    return E.right(document.toJS({ maxAliasCount: 100 }))
  } catch (error) {
    return E.left([problem('', (error as Error).message, 'YAML or JSON')])
  }
}

/** Rows of these lists are written on one line each. */
const ROWS = new Set([
  'functions',
  'hosts',
  'steps',
  'forwards',
  'ram',
  'inbound',
  'exists',
  'all',
  'any',
  'except',
  'cpu',
  'questions',
])

export const writeText = (value: unknown, comment: string): string => {
  const document = new Document(value)
  document.commentBefore = comment
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'number' && node.value >= PAGE) node.format = 'HEX'
    },
    Pair: (_, pair: Pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      if (!ROWS.has(key)) return
      if (isSeq(pair.value)) for (const row of pair.value.items) if (isMap(row)) row.flow = true
      if (isMap(pair.value)) pair.value.flow = true
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}
