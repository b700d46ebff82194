/**
 * `npm run bench -- z3`: the second answer. A solver, asked about whole scopes in encodings of its own, must say what
 * the enumerator says where both can, and nothing breaks the correct designs beyond.
 */
import { scenariosIn } from '../properties/scopes/scope-count.ts'
import { exhausted } from './ref.ts'
import { BROKEN, CORRECT } from './ref/designs.ts'
import { F3, FULL, casesIn, type Limits } from './ref/problem.ts'
import { leastGroups, leastRoutes, leastSharing, type Least } from './routes.ts'
import { count, exact, table } from './table.ts'
import {
  COMPLETIONS_CORE,
  CORE,
  CROWDED_GROUPS,
  GROUPS,
  NESTED_CORE,
  PAIRS_CORE,
  SIBLINGS_CORE,
  SMALL_CORE,
  SMALL_GROUPS,
  WIDE_CORE,
  WIDE_GROUPS,
  scopeOf,
  scopeOfGroups,
  type Core,
  type GroupCore,
} from './z3/core.ts'
import { GROUP_DESIGNS, groupQuestion, type GroupDesign } from './z3/group-smt.ts'
import { SHARE_DESIGNS, shareQuestion, type ShareDesign } from './z3/share-smt.ts'
import { LARGEST, refQuestion } from './z3/ref-smt.ts'
import { ROUTE_DESIGNS, routeQuestion, type RouteDesign } from './z3/route-smt.ts'
import { leastSat, withZ3, type Satisfiability } from './z3/solver.ts'

type Ask = (text: string) => Promise<Satisfiability>

/** Larger than any scenario of a core. */
const MOST = 127

export const leastOfRef = (ask: Ask, design: string): Promise<Least> =>
  leastSat(1, LARGEST, (most) => ask(refQuestion(design, most)))

/** @param trust whether the allowlist is taken on trust */
export const leastOfRoute = (ask: Ask, core: Core, design: RouteDesign, trust = true): Promise<Least> =>
  leastSat(1, MOST, (most) => ask(routeQuestion(core, design, most, trust)))

export const leastOfGroups = (ask: Ask, core: GroupCore, design: GroupDesign): Promise<Least> =>
  leastSat(1, MOST, (most) => ask(groupQuestion(core, design, most)))

export const leastOfSharing = (ask: Ask, core: GroupCore, design: ShareDesign): Promise<Least> =>
  leastSat(1, MOST, (most) => ask(shareQuestion(core, design, most)))

interface Compared {
  readonly design: string
  readonly solver: Least
  /** Left out: nobody can count that far. */
  readonly enumerator?: Least
  readonly seconds: number
}

const timed = async (design: string, asking: () => Promise<Least>, known: object): Promise<Compared> => {
  const start = performance.now()
  const solver = await asking()
  return { design, solver, ...known, seconds: (performance.now() - start) / 1000 }
}

const tell = (least: Least): string => (least === undefined ? 'unsat' : `sat from size ${least}`)

const show = (compared: readonly Compared[]): string =>
  table(
    ['design', 'z3', 'seconds', 'enumerator'],
    compared.map((one) => [
      one.design,
      tell(one.solver),
      one.seconds.toFixed(1),
      'enumerator' in one ? tell(one.enumerator) : 'not asked',
    ]),
  )

/** The enumerator's answer over limits that hold every least case but that of `rare`. */
const refKnown = (limits: Limits): ReadonlyMap<string, object> =>
  new Map(
    [CORRECT, ...BROKEN.filter(({ name }) => name !== 'rare')].map((design) => {
      const { least } = exhausted(design, limits)
      return [design.name, { enumerator: Number.isFinite(least) ? least : undefined }]
    }),
  )

const DISTRUSTED = 'linux-6.12, allowlist not trusted'

/** Each design asked, beside what the enumerator said of it; `known` is empty where nobody counted that far. */
const rowsOf = async (
  designs: readonly string[],
  known: readonly Least[],
  asking: (design: string, index: number) => Promise<Least>,
): Promise<Compared[]> => {
  const rows: Compared[] = []
  for (const [i, design] of designs.entries())
    rows.push(await timed(design, () => asking(design, i), known.length === 0 ? {} : { enumerator: known[i] }))
  return rows
}

const routes = (ask: Ask, core: Core, known: readonly Least[]): Promise<Compared[]> =>
  rowsOf([...ROUTE_DESIGNS, DISTRUSTED], known, (_, i) =>
    i < ROUTE_DESIGNS.length ? leastOfRoute(ask, core, ROUTE_DESIGNS[i]) : leastOfRoute(ask, core, 'linux-6.12', false),
  )

const groups = (ask: Ask, core: GroupCore, known: readonly Least[]): Promise<Compared[]> =>
  rowsOf(GROUP_DESIGNS, known, (_, i) => leastOfGroups(ask, core, GROUP_DESIGNS[i]))

const sharing = (ask: Ask, core: GroupCore, known: readonly Least[]): Promise<Compared[]> =>
  rowsOf(SHARE_DESIGNS, known, (_, i) => leastOfSharing(ask, core, SHARE_DESIGNS[i]))

/** Throws where the two answers differ. */
const compare = (compared: readonly Compared[]): void => {
  const differ = compared.filter((one) => 'enumerator' in one && one.enumerator !== one.solver)
  if (differ.length > 0)
    throw new Error(
      differ.map((one) => `${one.design}: z3 ${tell(one.solver)}, enumerator ${tell(one.enumerator)}`).join('; '),
    )
}

export const secondAnswer = async (print: (text: string) => void): Promise<void> => {
  const all: Compared[] = []
  const say = (what: string, compared: readonly Compared[]): void => {
    print(`${what}\n${show(compared)}\n`)
    all.push(...compared)
  }
  const known = refKnown(F3)
  await withZ3(async (ask) => {
    const rows: Compared[] = []
    for (const { name } of [CORRECT, ...BROKEN])
      rows.push(await timed(name, () => leastOfRef(ask, name), known.get(name) ?? {}))
    say(
      `REF: z3 over all ${exact(casesIn(FULL))} cases, the enumerator over the ${exact(casesIn(F3))} of F3 S2 G2:`,
      rows,
    )
  })
  for (const core of [SMALL_CORE, COMPLETIONS_CORE, SIBLINGS_CORE, PAIRS_CORE, NESTED_CORE, CORE]) {
    const enumerated = leastRoutes(scopeOf(core), ROUTE_DESIGNS)
    await withZ3(async (ask) =>
      say(
        `S2 RouteSound, ${core.name}: both over ${exact(scenariosIn(scopeOf(core)))} scenarios:`,
        await routes(ask, core, enumerated),
      ),
    )
  }
  await withZ3(async (ask) =>
    say(
      `S2 RouteSound, ${WIDE_CORE.name}: ${count(scenariosIn(scopeOf(WIDE_CORE)))} scenarios:`,
      await routes(ask, WIDE_CORE, []),
    ),
  )
  for (const core of [SMALL_GROUPS, GROUPS, CROWDED_GROUPS, WIDE_GROUPS]) {
    const scope = scopeOfGroups(core)
    const isCounted = core !== WIDE_GROUPS
    const isolated = isCounted ? leastGroups(scope, GROUP_DESIGNS) : []
    const shared = isCounted ? leastSharing(scope, SHARE_DESIGNS) : []
    await withZ3(async (ask) => {
      say(`S23 Isolation, ${core.name}: ${count(scenariosIn(scope))} scenarios:`, await groups(ask, core, isolated))
      say(`S2 RouteSound, two functions of ${core.name}, a list each:`, await sharing(ask, core, shared))
    })
  }
  compare(all)
}
