/** Which rule stands on which page of docs/semantics. A rule that is on none fails `docs`. */
import type { Rule } from '../spec/rule.ts'

export interface Family {
  readonly file: string
  readonly title: string
  /** What its rules are about, in one sentence. */
  readonly about: string
  /** Ids of its rules, in the order of the page. */
  readonly rules: readonly string[]
}

export const families: readonly Family[] = [
  {
    file: 'routes-and-addresses.md',
    title: 'Routes and addresses',
    about: 'Where a transfer lands, and whether the number that a device is given leads there.',
    rules: ['S2', 'S3', 'S4', 'S5'],
  },
  {
    file: 'lists.md',
    title: 'Lists',
    about: 'What mapping and unmapping a list of several kinds of memory does to it, and to the IOMMU.',
    rules: ['S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S30'],
  },
  {
    file: 'cpu-and-bounce.md',
    title: 'The CPU and bounce buffers',
    about: 'Peer memory that the CPU touches, or that is copied instead of reached.',
    rules: ['S1', 'S20', 'S22', 'S27'],
  },
  {
    file: 'decisions.md',
    title: 'Decisions',
    about: 'Whether what a kernel decides is of use, current, and what it said before.',
    rules: ['S19', 'S21', 'S24', 'S29'],
  },
  {
    file: 'isolation-and-gup.md',
    title: 'Isolation and get_user_pages',
    about: 'Who can reach memory without a mapping, and who is given its pages.',
    rules: ['S23', 'S28'],
  },
]

export const familyOf = ({ id }: Pick<Rule, 'id'>): Family | undefined =>
  families.find(({ rules }) => rules.includes(id))

/** Rules that are on no page, and ids on a page that no rule has. */
export const misplaced = (rules: readonly Rule[]): string[] => {
  const listed = families.flatMap((family) => family.rules)
  const known = new Set(rules.map(({ id }) => id))
  return [
    ...rules
      .filter((rule) => listed.filter((id) => id === rule.id).length !== 1)
      .map(({ id, name }) => `${id} ${name}: found on no page, or on two; accepted: one row of cli/docs-families.ts`),
    ...listed.filter((id) => !known.has(id)).map((id) => `cli/docs-families.ts: found ${id}; accepted: ids of rules`),
  ]
}
