/**
 * Sequences that are drawn: every kind of step comes within 1 000 runs, and each rule's premise is met in a third of the runs of some
 * scope. Both are printed.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { applies } from '../../spec/judge.ts'
import { families, rules } from '../../spec/rules/index.ts'
import { THEMES } from '../generate/moves.ts'
import { runSweep } from '../search/sweep.ts'
import { drawnAlone } from './sequences.ts'

const RUNS = 1000
/** Those that between them have every operation of the memory half. */
const ASKED: ReadonlySet<string> = new Set([
  'linux-6.12',
  'hmm-three-way-distance',
  'hmm-dma-map',
  'owner-groups',
  'peerdirect',
  'vma-ops',
])

/** A letter of the alphabet by what it says, whatever name it gives. */
const kindOf = (step: StepFile): string => JSON.stringify(step).replaceAll(/"p\d+"/g, '"p"')
/** Before it there is something to do for every letter. */
const BEFORE: readonly StepFile[] = [{ fork: {} }, { pin_user_pages: { as: 'p0', pages: [0, 1] } }]

const came = new Map<string, number>()
/** By rule: the share of runs in which its premise was met, the scope and the design where it was met most. */
const met = new Map<string, readonly [share: number, scope: string, design: string]>()

beforeAll(() => {
  const asked = designs.filter(({ id }) => ASKED.has(id))
  const runs = Math.ceil(RUNS / drawnAlone.length)
  for (const { name: scope } of drawnAlone) {
    const { cells } = runSweep({ driver: 'random', scope, runs, seed: 7 }, rules, asked, [], ({ file: { steps } }) => {
      for (const kind of new Set(steps.map(kindOf))) came.set(kind, (came.get(kind) ?? 0) + 1)
    })
    for (const { rule, design, fired } of cells)
      if (fired / runs > (met.get(rule)?.[0] ?? 0)) met.set(rule, [fired / runs, scope, design])
  }
  const told = [...came].toSorted((a, b) => a[1] - b[1]).map(([kind, n]) => `${n} ${kind}`)
  const premises = [...met].map(
    ([rule, [share, ...where]]) => `${rule} ${Math.round(share * 100)} % (${where.join(', ')})`,
  )
  console.log([`${came.size} kinds of step in ${RUNS} runs:`, ...told, 'premises:', ...premises].join('\n'))
}, 600_000)

/** Of memory that moves, and of memory that is lent; what else is about the end of a life has scopes of its own (`ends.ts`). */
const ASKED_RULES = [
  ...families.find(({ name }) => name === 'memory')!.rules,
  ...rules.filter(({ id }) => ['S17', 'S31', 'S43'].includes(id)),
]

describe('sequences that are drawn', () => {
  it('have more than 40 kinds of step, and each comes within 1 000 runs', () => {
    expect(came.size).toBeGreaterThanOrEqual(40)
    const letters = drawnAlone.flatMap(({ moves }) => moves!.themes.flatMap((theme) => THEMES[theme]))
    const kinds = letters.map(([, step]) => step([...BEFORE])).map((step) => kindOf(step!))
    expect(kinds.filter((kind) => !came.has(kind))).toEqual([])
  })

  it.each(ASKED_RULES.map((rule) => [rule.id, rule] as const))(
    'meet the premise of %s in a third of its runs',
    (id, rule) => {
      expect(designs.some((design) => ASKED.has(design.id) && applies(rule, design))).toBe(true)
      expect(met.get(id)?.[0] ?? 0).toBeGreaterThanOrEqual(1 / 3)
    },
  )
})
