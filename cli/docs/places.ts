/** Where the generated pages stand, and how they reach each other. */
import { FAMILIES, type Subject } from '../../spec/axioms/index.ts'
import type { Rule } from '../../spec/rule.ts'
import { families, type Family } from '../../spec/rules/index.ts'
import { anchor, link } from './markdown.ts'

export const SEMANTICS = 'docs/semantics'
export const INDEX_PAGE = 'README.md'
export const DESIGNS_PAGE = 'designs.md'
export const ASSUMPTIONS_PAGE = 'assumptions.md'
export const MATRIX = 'docs/matrix.md'
export const LINUX = 'docs/linux.md'
export const LIMITS = 'docs/limits.md'
export const FORMAT = 'docs/format.md'

export const GENERATED = '<!-- Written by `npx p2pspec docs` from the code. Do not edit. -->'

/** In docs/semantics. */
export const pageOf = ({ name }: Family): string => `${name}.md`

/** A path of the repository, as a page of docs/semantics reaches it. */
export const fromSemantics = (path: string): string => `../../${path}`

/** @param folder in front of the page, where the reader is not in docs/semantics */
export const linkToRule = (rule: Rule, text = rule.id, folder = ''): string => {
  const family = families.find(({ rules }) => rules.includes(rule))
  return family === undefined ? text : link(text, `${folder}${pageOf(family)}${anchor(`${rule.id} ${rule.name}`)}`)
}

/** In docs/semantics. */
export const axiomsPageOf = (page: Subject): string => `axioms-${page}.md`

/** An id, and where its axiom stands; what is no axiom has no place there. */
export const linkToAxiom = (id: string, folder = ''): string => {
  const family = FAMILIES.find(({ axioms }) => axioms.some((one) => one.id === id))
  return family === undefined ? id : link(id, `${folder}${axiomsPageOf(family.subject)}#${id.toLowerCase()}`)
}
