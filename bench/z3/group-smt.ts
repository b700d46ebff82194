/**
 * S23 Isolation as a question to a solver: is there a machine, within the limits, on which one function reaches memory of another
 * with a request that nobody mapped, and the design says that they are isolated?
 *
 * Written by hand from the rules (Linux: DI-19, IO-11; fabric: DP-2 to DP-15), not from the model. One host bridge with an IOMMU that
 * translates: what arrives there is a fault. So a request reaches a peer only if a switch turns it, or inside a device.
 */
import type { GroupCore } from './core.ts'
import { N, NOBODY, add, all, any, bv, definedBelow, lookUp, nth, one, range, thing } from './smt.ts'

export const GROUP_DESIGNS = ['linux-6.12', 'groups-by-switch', 'all-apart'] as const
export type GroupDesign = (typeof GROUP_DESIGNS)[number]

// Nodes: the host bridge is 0, switches are numbered from 1, nobody is 7. Each switch and each device has a port above it.
const NAME = '(_ BitVec 8)'

/** sat: some machine of size at most `most` breaks the design. */
export const groupQuestion = (core: GroupCore, design: GroupDesign, most = 255): string => {
  const within = insideOf(core)
  return [
    ...machine(core, within),
    ...groups(design, within),
    ...truth(core),
    '(assert (and (not (= (group f) (group g))) (reaches f g)))',
    // The host bridge, its IOMMU, and the request.
    `(assert (bvule ${add([bv(3, 8), ...sizes(within)])} ${bv(most, 8)}))`,
  ].join('\n')
}

export interface Inside {
  readonly switches: readonly number[]
  readonly functions: readonly number[]
}

export const insideOf = (core: GroupCore): Inside => ({
  switches: range(1, core.switches),
  functions: range(0, core.functions),
})

/**
 * Two functions, `f` and `g`, of a machine. ACS of a port: 0 none, 1 Request Redirect and Upstream Forwarding, 2 all that Linux asks for.
 * A function has none, or all.
 */
export const machine = (core: GroupCore, { switches, functions }: Inside): string[] => [
  `(declare-const switches ${N}) (assert (bvule switches ${bv(core.switches)}))`,
  `(declare-const functions ${N}) (assert (and (bvuge functions ${bv(1)}) (bvule functions ${bv(core.functions)})))`,
  `(declare-const f ${N}) (declare-const g ${N}) (assert (and (bvult f functions) (bvult g functions) (not (= f g))))`,
  ...switches.map(
    (k) => `(declare-const up${k} ${N}) (declare-const acsS${k} ${N})
(assert (bvule acsS${k} ${bv(2)}))
(assert (ite (bvule ${bv(k)} switches) (bvult up${k} ${bv(k)}) (and (= up${k} ${NOBODY}) (= acsS${k} ${bv(0)}))))`,
  ),
  // A function stands in the device of the one before it, or in one of its own, which bears its number.
  ...functions.map(
    (
      f,
    ) => `(declare-const dev${f} ${N}) (declare-const par${f} ${N}) (declare-const acsE${f} ${N}) (declare-const own${f} Bool)
(assert (bvule acsE${f} ${bv(2)}))
(assert (ite (bvult ${bv(f)} functions) (bvule par${f} switches) (and (= par${f} ${NOBODY}) (= acsE${f} ${bv(0)}) (not own${f}))))
(assert (or (= dev${f} ${bv(f)}) ${f === 0 ? 'false' : besideOf(f, f - 1)}))`,
  ),
  lookUp('up', N, switches, NOBODY),
  lookUp('acsS', N, switches, bv(0)),
  ...(['dev', 'par', 'acsE'] as const).map((name) => lookUp(name, N, functions, NOBODY)),
  lookUp('own', 'Bool', functions, 'false'),
  definedBelow(core.switches),
]

/** One more function of the device of `g`: behind the same port. */
const besideOf = (f: number, g: number): string => all(['dev', 'par', 'acsE'].map((of) => `(= ${of}${f} ${of}${g})`))

/** `group`: functions are in one group if it is the same number. */
export const groups = (design: GroupDesign, { switches, functions }: Inside): string[] => {
  if (design === 'all-apart') return [`(define-fun group ((f ${N})) ${NAME} ((_ zero_extend 5) f))`]
  const isOpen = (acs: string): string => `(not (= ${acs} ${bv(2)}))`
  // IO-11: a switch one of whose ports isolates nothing is one group, with all that is below; so is a device, by its functions.
  const leaks = (k: number): string =>
    any([
      ...functions.map((f) => `(and (bvult ${bv(f)} functions) (= par${f} ${bv(k)}) ${isOpen(`acsE${f}`)})`),
      ...switches.map((j) => `(and (bvule ${bv(j)} switches) (= up${j} ${bv(k)}) ${isOpen(`acsS${j}`)})`),
    ])
  const named = (kind: number, n: string): string => `(concat ${bv(kind, 5)} ${n})`
  const mixed = any(functions.map((f) => `(and (bvult ${bv(f)} functions) (= dev${f} (dev f)) (not own${f}))`))
  const apart = design === 'groups-by-switch' ? `(not ${mixed})` : '(own f)'
  const device = `(ite ${apart} ${named(4, 'f')} ${named(3, '(dev f)')})`
  const port = `(ite ${isOpen('(acsE f)')} ${named(2, '(dev f)')} ${device})`
  // A lower switch has a larger number: the highest one is asked first.
  const within = switches.reduceRight((rest, k) => {
    const whole = design === 'groups-by-switch' ? `(ite ${leaks(k)} ${named(1, bv(k))} ${rest})` : rest
    return `(ite (below (par f) ${bv(k)}) (ite ${isOpen(`acsS${k}`)} ${named(0, bv(k))} ${whole}) ${rest})`
  }, port)
  return [`(define-fun group ((f ${N})) ${NAME} ${within})`]
}

/** The hops of a request of `f` up to the root complex. */
const truth = ({ switches }: GroupCore): string[] => [
  ...range(0, switches + 1)
    .toReversed()
    .map((i) => {
      const acs = i === 0 ? '(acsE f)' : `(acsS ${nth('(par f)', i - 1)})`
      const place = nth('(par f)', i)
      const behind = i === 0 ? '(= (dev f) (dev g))' : `(below (par g) ${nth('(par f)', i - 1)})`
      const on = i === switches ? 'false' : `(turned${i + 1} f g)`
      const redirects = `(not (= ${acs} ${bv(0)}))`
      // What comes back to a port from below needs Upstream Forwarding, else the specification leaves it open.
      return `(define-fun turned${i} ((f ${N}) (g ${N})) Bool (and (not (= ${place} ${bv(0)}))
  (ite ${behind} (and ${redirects} ${on}) (ite (below (par g) ${place}) (ite ${redirects} ${on} true) ${on}))))`
    }),
  `(define-fun reaches ((f ${N}) (g ${N})) Bool (ite (and (= (dev f) (dev g)) (not (own f))) true (turned0 f g)))`,
]

/** `size` (properties/shrink/size.ts) of what stands below the host bridge, counted again. */
export const sizes = ({ switches, functions }: Inside): string[] => {
  const acs = (word: string): string =>
    `(ite (= ${word} ${bv(0)}) ${bv(0, 8)} (ite (= ${word} ${bv(1)}) ${bv(3, 8)} ${bv(5, 8)}))`
  const each = (place: string, worth: number): string[] => switches.map((k) => one(`(below ${place} ${bv(k)})`, worth))
  return [
    ...switches.map((k) => thing(`(bvule ${bv(k)} switches)`, [bv(3, 8), ...each(`up${k}`, 4), acs(`acsS${k}`)])),
    ...functions.map((f) =>
      thing(`(bvult ${bv(f)} functions)`, [
        bv(2, 8),
        ...each(`par${f}`, 2),
        one(`own${f}`, 5),
        thing(`(= dev${f} ${bv(f)})`, [bv(1, 8), ...each(`par${f}`, 2), acs(`acsE${f}`)]),
      ]),
    ),
  ]
}
