/**
 * What the functions of a design, a rule and an operation from outside answer, by name: a `broken` or a `cpu` that is
 * misspelt would be read by nobody, and pass.
 */
import type { Design, EntryPoints } from '../../model/kernel/design.ts'
import { refuse, unread } from '../../model/kernel/refuse.ts'
import type { OperationKind } from '../../model/operations/operation.ts'
import type { Rule } from '../../spec/rule.ts'

/** Effects (model/kernel/effects.ts). */
const EFFECTS = ['domains', 'cpu', 'bounced', 'unmapped', 'pgmapRefs', 'stops', 'because']

/** Entry points whose answers are records, and what these hold. */
const OF_DESIGN: Partial<Readonly<Record<keyof EntryPoints<unknown>, readonly string[]>>> = {
  addResource: ['k', 'rc', 'because'],
  memremapPages: ['k', 'rc', 'because'],
  nvmeData: ['path', 'table'],
  bringUp: ['acsControl', 'iommuOf', 'noAts'],
  alloc: ['k', 'phys'],
  free: ['k', 'end'],
  mmap: ['k', 'rc', 'phys'],
  unbind: ['k', 'end'],
  findMany: ['k', 'provider'],
  distanceMany: ['k', 'distance'],
  mapChosen: ['k', 'rc', 'dma', ...EFFECTS],
  unmapChosen: ['k', 'table', ...EFFECTS],
  flushQueue: ['k', 'domains'],
  getUserPages: ['rc', 'pages', 'got', 'references'],
  mapSg: ['k', 'rc', 'table', 'nents', ...EFFECTS],
  unmapSg: ['k', 'table', ...EFFECTS],
  syncSg: ['cpu'],
  mapPage: ['k', 'dma', ...EFFECTS],
  mapResource: ['k', 'dma', ...EFFECTS],
  unmapPage: ['k', 'table', ...EFFECTS],
  unmapResource: ['k', 'table', ...EFFECTS],
}
const OF_RULE = {
  next: ['state', 'fired', 'broken'],
  sees: ['witness', 'missed'],
  relation: ['fired', 'broken'],
} as const
const FINDING = ['step', 'entry', 'offset', 'meant', 'landing', 'found', 'allowed']
const OF_OPERATION = { run: ['world', 'outcome'] } as const

/** The same design, which throws Refused where an answer says what nobody reads. */
export const strictDesign = (design: Design): Design => strict(design, OF_DESIGN)

export const strictRule = (rule: Rule): Rule => strict(rule, OF_RULE)

export const strictOperation = (operation: OperationKind): OperationKind => strict(operation, OF_OPERATION)

const strict = <T extends object>(value: T, answers: Readonly<Record<string, readonly string[]>>): T => ({
  ...value,
  ...Object.fromEntries(
    Object.entries(answers).flatMap(([name, known]) => {
      const asked = (value as Record<string, unknown>)[name]
      if (typeof asked !== 'function') return []
      const checked = (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(asked, value, args)
        look(answer, known, name)
        return answer
      }
      return [[name, checked]]
    }),
  ),
})

const look = (answer: unknown, known: readonly string[], name: string): void => {
  if (typeof answer !== 'object' || answer === null) return
  for (const key in answer) if (!known.includes(key)) return refuse(unread(answer, known, 'an answer', `${name}: `))
  const { broken, missed } = answer as { broken?: unknown; missed?: unknown }
  const finding = broken ?? missed
  if (typeof finding === 'object' && finding !== null) refuse(unread(finding, FINDING, 'a field', `${name}: broken.`))
}
