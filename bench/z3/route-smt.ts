/**
 * The core of S2 RouteSound as a question to a solver: is there a machine and a list, within the limits, on which every
 * assumption of the rule holds and a mapped byte is certainly not reached?
 *
 * Written by hand from the rules (Linux: MT-1 to MT-17, DD-1; fabric: DP-2 to DP-15), not from
 * the model. Belief: the redirecting ports on the way between two functions are those with exactly one of the two
 * below them. Truth: hops unrolled, up to one more than there are switches. A choice left open by the specification
 * is not counted against any design, as in the rule.
 */
import type { Core, PortAcs } from './core.ts'
import { N, NOBODY, add, all, any, bv, definedBelow, lookUp, nth, one, range, thing } from './smt.ts'

export const ROUTE_DESIGNS = [
  'linux-6.12',
  'linux-4.20-fixed',
  'linux-4.20',
  'raw-phys',
  'naive-iommu',
  'ignores-acs',
  'asks-ports',
] as const
export type RouteDesign = (typeof ROUTE_DESIGNS)[number]

// Nodes: host bridges 0 and 1, then switches; nobody is 7. Memory: endpoints from 0; RAM is 7. Each switch and each
// device brings the port above it along. Addresses, 9 bits: IOVA, slot (RAM: 15), offset 4, and 8 for one too many.
const A = '(_ BitVec 9)'
const RAM = bv(7)

const BITS = ['RR', 'CR', 'UF'] as const

/** sat: some case of size at most `most` breaks the design. @param trust whether the allowlist is taken on trust */
export const routeQuestion = (core: Core, design: RouteDesign, most = 255, trust = true): string => {
  const switches = range(2, core.switches)
  const endpoints = range(0, core.endpoints)
  const entries = range(0, core.entries)
  return [
    ...machine(core, switches, endpoints, entries),
    ...belief(design, switches, entries),
    ...truth(core),
    // allowlisted-bridges-forward; the other assumptions hold everywhere within these limits.
    trust ? '(assert (=> listed forwards))' : '',
    `(assert (and mapped ${any(entries.map((j) => `(and (bvult ${bv(j)} entries) (wrong addr${j} mem${j}))`))}))`,
    `(assert (bvule ${sizeOf(switches, endpoints, entries)} ${bv(most, 8)}))`,
  ].join('\n')
}

const machine = (core: Core, switches: readonly number[], endpoints: readonly number[], entries: readonly number[]) => {
  const flags = ['listed', 'forwards', 'iommu', 'reads', 'shifted0', 'shifted1']
  const holders = [...switches.map((k) => `S${k}`), ...endpoints.flatMap((f) => [`E${f}`, `F${f}`])]
  const counts = { hosts: core.hosts, switches: core.switches, endpoints: core.endpoints, entries: core.entries }
  const present = (i: number, count: string): string => `(bvult ${bv(i)} ${count})`
  const oneOf = (p: string, combinations: readonly PortAcs[]): string => any(combinations.map((acs) => isAcs(p, acs)))
  return [
    ...flags.map((flag) => `(declare-const ${flag} Bool)`),
    ...Object.entries(counts).flatMap(([n, most]) => [
      `(declare-const ${n} ${N})`,
      `(assert (and (bvule ${bv(n === 'switches' ? 0 : 1)} ${n}) (bvule ${n} ${bv(most)})))`,
    ]),
    `(declare-const client ${N})`,
    '(assert (bvult client endpoints))',
    ...holders.flatMap((p) => ['cap', ...BITS].map((bit) => `(declare-const ${bit}${p} Bool)`)),
    ...[
      ...switches.map((k) => `up${k}`),
      ...endpoints.flatMap((f) => [`par${f}`, `dev${f}`]),
      ...entries.map((j) => `mem${j}`),
    ].map((n) => `(declare-const ${n} ${N})`),
    `(assert (=> shifted1 (= hosts ${bv(2)})))`,
    core.iommu.length === 2 ? '' : `(assert (= iommu ${String(core.iommu[0] === 'translating')}))`,
    // A place: a host bridge there is, or a switch that was placed before.
    ...switches.map(
      (k) =>
        `(assert (ite ${present(k - 2, 'switches')} (and (place up${k}) (bvult up${k} ${bv(k)}) ${oneOf(`S${k}`, core.acs)}) (and (= up${k} ${NOBODY}) ${isAcs(`S${k}`, undefined)})))`,
    ),
    // A function stands in the device of the one before it, or in one of its own, which bears its number.
    ...endpoints.map(
      (f) =>
        `(assert (ite ${present(f, 'endpoints')} (and (place par${f}) ${oneOf(`E${f}`, core.acs)} ${oneOf(`F${f}`, core.functionAcs)}) (and (= par${f} ${NOBODY}) ${isAcs(`E${f}`, undefined)} ${isAcs(`F${f}`, undefined)})))
(assert (or (= dev${f} ${bv(f)}) ${core.siblings && f > 0 ? besideOf(f, f - 1) : 'false'}))`,
    ),
    ...entries.map((j) => `(assert (=> ${present(j, 'entries')} (or (bvult mem${j} endpoints) (= mem${j} ${RAM}))))`),
    lookUp('up', N, switches, NOBODY),
    lookUp('par', N, endpoints, NOBODY),
    lookUp('dev', N, endpoints, NOBODY),
    ...BITS.flatMap((bit) => [
      lookUp(`${bit}S`, 'Bool', switches, 'false'),
      lookUp(`${bit}E`, 'Bool', endpoints, 'false'),
      lookUp(`${bit}F`, 'Bool', endpoints, 'false'),
    ]),
    definedBelow(core.switches),
    // A function of the client's device.
    `(define-fun beside ((f ${N})) Bool (= (dev f) (dev client)))`,
    `(define-fun on1 ((f ${N})) Bool (below (par f) ${bv(1)}))`,
    `(define-fun bus ((m ${N})) ${A} (ite (= m ${RAM}) #b011110000 (concat #b00 (bvadd m ${bv(1)}) #b0000)))`,
    `(define-fun offset ((m ${N})) ${A} (ite (and (not (= m ${RAM})) (ite (on1 m) shifted1 shifted0)) ${bv(4, 9)} ${bv(0, 9)}))`,
    `(define-fun phys ((m ${N})) ${A} (bvadd (bus m) (offset m)))`,
    `(define-fun through ((m ${N})) ${A} (ite iommu (bvor (phys m) #b100000000) (phys m)))`,
  ].map((line) =>
    line.replaceAll(
      /\(place (\w+)\)/g,
      `(or (bvult $1 hosts) (and (bvuge $1 ${bv(2)}) (bvult $1 (bvadd ${bv(2)} switches))))`,
    ),
  )
}

const isAcs = (port: string, acs: PortAcs): string =>
  all([
    acs === undefined ? `(not cap${port})` : `cap${port}`,
    ...BITS.map((bit) => (acs?.includes(bit) ? `${bit}${port}` : `(not ${bit}${port})`)),
  ])

/** One more function of the device of `g`: behind the same port. */
const besideOf = (f: number, g: number): string =>
  all(['dev', 'par', ...['cap', ...BITS].map((bit) => `${bit}E`)].map((of) => `(= ${of}${f} ${of}${g})`))

/** Whose ACS a design looks at: ports above switches (S) and devices (E), functions (F); left out: all. */
const ASKED: Partial<Record<RouteDesign, readonly string[]>> = { 'ignores-acs': [], 'asks-ports': ['S', 'E'] }

/** Map types: 0 refused, 1 bus address, 2 through the host bridge; `mapped`: the list as a whole was not refused. */
const belief = (design: RouteDesign, switches: readonly number[], entries: readonly number[]): string[] => {
  const before420 = design === 'linux-4.20' || design === 'linux-4.20-fixed'
  const shared = any([
    '(beside f)',
    ...switches.map((k) => `(and (below (par client) ${bv(k)}) (below (par f) ${bv(k)}))`),
  ])
  const redirecting = (p: string): string => `RR${p} CR${p}`
  // Of siblings the port above is asked, too, though no request passes it (LAT-8).
  const asked = ASKED[design] ?? ['S', 'E', 'F']
  const counted = any([
    ...asked
      .filter((of) => of !== 'S')
      .flatMap((of) => ['client', 'f'].flatMap((f) => [`(RR${of} ${f})`, `(CR${of} ${f})`])),
    ...switches
      .filter(() => asked.includes('S'))
      .map((k) => `(and (or ${redirecting(`S${k}`)}) (xor (below (par client) ${bv(k)}) (below (par f) ${bv(k)})))`),
  ])
  // For its own memory a function is asked about itself, and no port.
  const itself = asked.includes('F') ? '(or (RRF f) (CRF f))' : 'false'
  const direct = `(ite (= f client) (not ${itself}) (and ${shared} (not ${counted})))`
  const beyond = before420 ? bv(0, 2) : `(ite listed ${bv(2, 2)} ${bv(0, 2)})`
  const answer = `(ite ${direct} ${bv(1, 2)} ${beyond})`
  const type = design === 'raw-phys' ? bv(1, 2) : design === 'naive-iommu' ? bv(2, 2) : answer
  const busAddress =
    design === 'raw-phys' ? '(phys m)' : design === 'linux-4.20' ? '(bvadd (phys m) (offset m))' : '(bus m)'
  const isPeer = (j: number): string => `(and (bvult ${bv(j)} entries) (not (= mem${j} ${RAM})))`
  const isIn = (j: number): string => `(bvult ${bv(j)} entries)`
  return [
    `(define-fun type ((f ${N})) (_ BitVec 2) (ite (= f ${RAM}) ${bv(2, 2)} ${type}))`,
    `(define-fun give ((m ${N})) ${A} (ite (= (type m) ${bv(1, 2)}) ${busAddress} (through m)))`,
    ...entries.map((j) => `(define-fun addr${j} () ${A} (give mem${j}))`),
    // Linux 4.20: peer memory throughout, or none.
    `(define-fun mapped () Bool (and ${all(entries.map((j) => `(=> ${isIn(j)} (not (= (type mem${j}) ${bv(0, 2)})))`))} ${
      before420
        ? `(or ${all(entries.map((j) => `(not ${isPeer(j)})`))} ${all(entries.map((j) => `(=> ${isIn(j)} ${isPeer(j)})`))})`
        : 'true'
    }))`,
  ]
}

/** The hops of a request up from the client, and those of its completion up from the owner. */
const truth = (core: Core): string[] => [
  `(define-fun isHost ((n ${N})) Bool (bvult n ${bv(2)}))`,
  `(define-fun slot ((a ${A})) ${N} (bvsub ((_ extract 6 4) a) ${bv(1)}))`,
  `(define-fun isBar ((a ${A})) Bool (and (bvult (slot a) endpoints) (= a (bus (slot a)))))`,
  // 0: stands before the root complex, 1: turned towards t, 2: the specification leaves it open.
  ...range(0, core.switches + 1)
    .toReversed()
    .map((i) => {
      const behind = i === 0 ? '(beside t)' : `(below (par t) ${nth('(par client)', i - 1)})`
      const [rr, , uf] = BITS.map((bit) => portBit(bit, 'client', i))
      const place = nth('(par client)', i)
      const on = i === core.switches ? bv(0, 2) : `(climb${i + 1} t)`
      return `(define-fun climb${i} ((t ${N})) (_ BitVec 2) (ite (isHost ${place})
  (ite (and (not iommu) ${behind} (not ${uf})) ${bv(2, 2)} ${bv(0, 2)})
  (ite ${behind} (ite ${uf} ${on} ${bv(2, 2)})
  (ite (below (par t) ${place}) (ite ${rr} ${on} ${bv(1, 2)}) ${on}))))`
    }),
  // Whether the completion of a read comes back, or it is open.
  ...range(0, core.switches + 1)
    .toReversed()
    .map((i) => {
      const behind = i === 0 ? '(beside t)' : `(below (par client) ${nth('(par t)', i - 1)})`
      const [, cr, uf] = BITS.map((bit) => portBit(bit, 't', i))
      const place = nth('(par t)', i)
      const on = i === core.switches ? 'true' : `(answers${i + 1} t)`
      return `(define-fun answers${i} ((t ${N})) Bool (ite (isHost ${place})
  (=> (and ${behind} ${uf}) forwards)
  (ite ${behind} (=> ${uf} ${on})
  (=> (and (below (par client) ${place}) ${cr}) ${on}))))`
    }),
  `(define-fun touched ((m ${N})) Bool (or (not reads) (answers0 m)))`,
  `(define-fun atTop ((a ${A})) ${A} (ite iommu (bvxor a #b100000000) a))`,
  `(define-fun arrives ((a ${A}) (m ${N})) Bool (and (= (atTop a) (phys m)) (or (= m ${RAM}) (and forwards (touched m)))))`,
  `(define-fun wrong ((a ${A}) (m ${N})) Bool
  (ite (= a (bus client)) (not (= m client))
  (ite (and (isBar a) (beside (slot a)) (not (RRF client))) (not (and (= m (slot a)) (=> (CRF m) (touched m))))
  (ite (not (isBar a)) (not (arrives a m))
  (ite (= (climb0 (slot a)) ${bv(1, 2)}) (not (and (= m (slot a)) (touched m)))
  (and (= (climb0 (slot a)) ${bv(0, 2)}) (not (arrives a m))))))))`,
]

/** A bit of the port above: that of endpoint `f`, or of the node `i - 1` above its place. */
const portBit = (bit: string, f: string, i: number): string =>
  i === 0 ? `(${bit}E ${f})` : `(${bit}S ${nth(`(par ${f})`, i - 1)})`

/** `size` (properties/shrink/size.ts), counted again. */
const sizeOf = (switches: readonly number[], endpoints: readonly number[], entries: readonly number[]): string => {
  const acs = (p: string): string[] => [`cap${p}`, ...BITS.map((bit) => `${bit}${p}`)].map((flag) => one(flag))
  const onRootBus = (place: string): string => one(`(and listed (bvult ${place} ${bv(2)}))`)
  // Once more for every bridge above: two a switch.
  const under = (place: string, worth: number): string[] => switches.map((k) => one(`(below ${place} ${bv(k)})`, worth))
  const isIn = (j: number): string => `(bvult ${bv(j)} entries)`
  return add([
    `((_ zero_extend 5) hosts)`,
    one('shifted0'),
    one('shifted1'),
    `(ite iommu ((_ zero_extend 5) hosts) ${bv(0, 8)})`,
    ...switches.map((k) =>
      thing(`(bvult ${bv(k - 2)} switches)`, [
        // The port above it, and its upstream port.
        bv(3, 8),
        ...under(`up${k}`, 4),
        onRootBus(`up${k}`),
        ...acs(`S${k}`),
      ]),
    ),
    ...endpoints.map((f) =>
      thing(`(bvult ${bv(f)} endpoints)`, [
        bv(2, 8),
        ...under(`par${f}`, 2),
        ...acs(`F${f}`),
        thing(`(= dev${f} ${bv(f)})`, [bv(1, 8), ...under(`par${f}`, 2), onRootBus(`par${f}`), ...acs(`E${f}`)]),
      ]),
    ),
    one('forwards', 2),
    // Providers made known, the mapping, its use.
    ...endpoints.map((f) => one(any(entries.map((j) => `(and ${isIn(j)} (= mem${j} ${bv(f)}))`)))),
    bv(2, 8),
    ...entries.map(
      (j) => `(ite ${isIn(j)} (ite (= mem${j} ${RAM}) ${bv(1, 8)} ${bv(j === 0 ? 2 : 3, 8)}) ${bv(0, 8)})`,
    ),
  ])
}
