/** Where the generated pages stand, and how they reach each other. */
import type { Rule } from '../spec/rule.ts'
import { familyOf } from './docs-families.ts'
import { anchor, link } from './markdown.ts'

export const SEMANTICS = 'docs/semantics'
export const INDEX_PAGE = 'README.md'
export const DESIGNS_PAGE = 'designs.md'
export const ASSUMPTIONS_PAGE = 'assumptions.md'
export const MATRIX = 'docs/matrix.md'
export const LINUX = 'docs/linux.md'

export const GENERATED = '<!-- Written by `npx p2pspec docs` from the code. Do not edit. -->'

/** A path of the repository, as a page of docs/semantics reaches it. */
export const fromSemantics = (path: string): string => `../../${path}`

/** @param folder in front of the page, where the reader is not in docs/semantics */
export const linkToRule = (rule: Rule, text = rule.id, folder = ''): string => {
  const page = familyOf(rule)?.file
  return page === undefined ? text : link(text, `${folder}${page}${anchor(`${rule.id} ${rule.name}`)}`)
}
