/**
 * Values as YAML: a row a function and a step, addresses in hexadecimal, so that a counterexample reads like a
 * litmus test a person wrote.
 */
import { Document, isMap, isScalar, isSeq, visit, type Pair, type Scalar } from 'yaml'
import { PAGE } from '../../model/address.ts'

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
  'allowlist',
  'questions',
])

export const writeText = (value: unknown, comment: string): string => {
  const document = new Document(value, { aliasDuplicateObjects: false })
  document.commentBefore = comment
  visit(document, {
    Scalar: inHex,
    Pair: (_, pair: Pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      if (!ROWS.has(key)) return
      if (isSeq(pair.value)) for (const row of pair.value.items) if (isMap(row)) row.flow = true
      if (isMap(pair.value)) pair.value.flow = true
    },
  })
  return document.toString(AS_WRITTEN)
}

/** A value on one line, as in a row of {@link writeText}. */
export const writeLine = (value: unknown): string => {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar: inHex,
    Collection: (_, node) => {
      node.flow = true
    },
  })
  return document.toString(AS_WRITTEN).trimEnd()
}

const AS_WRITTEN = { lineWidth: 0, flowCollectionPadding: false }

const inHex = (_: unknown, node: Scalar): void => {
  if (typeof node.value === 'number' && node.value >= PAGE) node.format = 'HEX'
}
