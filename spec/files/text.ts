/**
 * Values as YAML: a row a function and a step, addresses in hexadecimal, so that a counterexample reads like a
 * litmus test a person wrote.
 */
import { Document, isMap, isScalar, isSeq, visit, type Pair } from 'yaml'
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
  'questions',
])

export const writeText = (value: unknown, comment: string): string => {
  const document = new Document(value, { aliasDuplicateObjects: false })
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
