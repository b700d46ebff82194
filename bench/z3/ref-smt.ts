/**
 * REF a second time, as a question to a solver: all 1.119e14 cases at once. Written by hand from the sentence in
 * README.md, not from `ref/`: it shares no code and no way of thinking with it. A link is on the way between two
 * functions if exactly one of them is below it; the fabric is three hops unrolled.
 */
import { all, any, bv, lookUp } from './smt.ts'

const SWITCHES = [2, 3, 4]
const FUNCTIONS = [0, 1, 2, 3, 4, 5]
const ENTRIES = [0, 1, 2, 3]

// Nodes: bridges 0 and 1, switches 2 to 4, nobody 7. Memory: functions 0 to 5, RAM 7. All numbers without a sign.
const declarations = [
  ...['listed0', 'listed1', 'shifted0', 'shifted1', 'iommu'].map((flag) => `(declare-const ${flag} Bool)`),
  ...['switches', 'functions', 'entries', 'client'].map((n) => `(declare-const ${n} (_ BitVec 3))`),
  ...SWITCHES.flatMap((k) => [`(declare-const up${k} (_ BitVec 3))`, `(declare-const red${k} Bool)`]),
  ...FUNCTIONS.flatMap((f) => [`(declare-const par${f} (_ BitVec 3))`, `(declare-const acs${f} Bool)`]),
  ...ENTRIES.map((j) => `(declare-const mem${j} (_ BitVec 3))`),
]

const isSwitch = (k: number): string => `(bvult ${bv(k - 2)} switches)`
const isFunction = (f: number): string => `(bvult ${bv(f)} functions)`
const isEntry = (j: number): string => `(bvult ${bv(j)} entries)`

const scope = [
  `(assert (bvule switches ${bv(3)}))`,
  `(assert (and (bvule ${bv(1)} functions) (bvule functions ${bv(6)})))`,
  `(assert (and (bvule ${bv(1)} entries) (bvule entries ${bv(4)})))`,
  '(assert (bvult client functions))',
  ...SWITCHES.map(
    (k) => `(assert (ite ${isSwitch(k)} (bvult up${k} ${bv(k)}) (and (= up${k} ${bv(7)}) (not red${k}))))`,
  ),
  ...FUNCTIONS.map(
    (f) =>
      `(assert (ite ${isFunction(f)} (bvult par${f} (bvadd ${bv(2)} switches)) (and (= par${f} ${bv(7)}) (not acs${f}))))`,
  ),
  ...ENTRIES.map((j) => `(assert (=> ${isEntry(j)} (or (bvult mem${j} functions) (= mem${j} ${bv(7)}))))`),
]

const machine = [
  lookUp('up', '(_ BitVec 3)', SWITCHES, bv(7)),
  lookUp('red', 'Bool', SWITCHES, 'false'),
  lookUp('par', '(_ BitVec 3)', FUNCTIONS, bv(7)),
  lookUp('acs', 'Bool', FUNCTIONS, 'false'),
  '(define-fun below ((n (_ BitVec 3)) (m (_ BitVec 3))) Bool (or (= n m) (= (up n) m) (= (up (up n)) m) (= (up (up (up n))) m)))',
  `(define-fun host1 ((f (_ BitVec 3))) Bool (below (par f) ${bv(1)}))`,
  '(define-fun listed ((f (_ BitVec 3))) Bool (ite (host1 f) listed1 listed0))',
  // Addresses, 9 bits: an IOVA bit, then the slot of a BAR or 15 for RAM, then the offset.
  `(define-fun bus ((m (_ BitVec 3))) (_ BitVec 9) (ite (= m ${bv(7)}) #b011110000 (concat #b00 (bvadd m ${bv(1)}) #b0000)))`,
  '(define-fun shifted ((f (_ BitVec 3))) Bool (ite (host1 f) shifted1 shifted0))',
  `(define-fun phys ((m (_ BitVec 3))) (_ BitVec 9) (ite (and (not (= m ${bv(7)})) (shifted m)) (bvor (bus m) #b000001000) (bus m)))`,
  '(define-fun iova ((a (_ BitVec 9))) (_ BitVec 9) (ite iommu (bvor a #b100000000) a))',
]

/** Belief. Ways: 0 refused, 1 bus address, 2 through the host bridge. */
const belief = (design: string): string[] => {
  const own = '(acs client) (acs f)'
  const between = SWITCHES.map((k) => `(and red${k} (xor (below (par client) ${bv(k)}) (below (par f) ${bv(k)})))`)
  const counted = design === 'acs-mid' ? `(or ${own})` : `(or ${own} ${between.join(' ')})`
  const common = any(
    SWITCHES.map((k) => `(below (par client) ${bv(k)}) (below (par f) ${bv(k)})`).map((b) => `(and ${b})`),
  )
  const bridges = '(and (listed client) (listed f))'
  const forward = design === 'cross-hb' ? `(or (xor (host1 client) (host1 f)) ${bridges})` : bridges
  const waysOf = (j: number): string => {
    const plain = `(ask mem${j})`
    const same = (i: number): string =>
      `(and (not (= mem${i} ${bv(7)})) (not (= mem${i} client)) (= (par mem${i}) (par mem${j})))`
    const first = ENTRIES.slice(0, j).reduceRight((rest, i) => `(ite ${same(i)} (ask mem${i}) ${rest})`, plain)
    const cached = `(ite (or (= mem${j} ${bv(7)}) (= mem${j} client)) ${plain} ${first})`
    if (design === 'first-seg') return '(ask mem0)'
    if (design === 'cache') return cached
    return design === 'rare' && j === 3 ? `(ite (and iommu listed0 listed1) ${cached} ${plain})` : plain
  }
  const direct = design === 'no-offset' ? 'phys' : 'bus'
  return [
    `(define-fun direct ((f (_ BitVec 3))) Bool (or (= f client) (and ${common} (not ${counted}))))`,
    `(define-fun ask ((f (_ BitVec 3))) (_ BitVec 2) (ite (= f ${bv(7)}) ${bv(2, 2)} (ite (direct f) ${bv(1, 2)} (ite ${forward} ${bv(2, 2)} ${bv(0, 2)}))))`,
    ...ENTRIES.map((j) => `(define-fun way${j} () (_ BitVec 2) ${waysOf(j)})`),
    ...ENTRIES.map(
      (j) =>
        `(define-fun addr${j} () (_ BitVec 9) (ite (= way${j} ${bv(1, 2)}) (${direct} mem${j}) (iova (phys mem${j}))))`,
    ),
  ]
}

/** Truth. `at0`, `at1`, `at2`: the switches that the request passes on its way up. */
const truth = [
  '(define-fun at0 () (_ BitVec 3) (par client))',
  '(define-fun at1 () (_ BitVec 3) (up at0))',
  '(define-fun at2 () (_ BitVec 3) (up at1))',
  `(define-fun switch ((n (_ BitVec 3))) Bool (and (bvule ${bv(2)} n) (bvule n ${bv(4)})))`,
  `(define-fun slot ((a (_ BitVec 9))) (_ BitVec 3) (bvsub ((_ extract 6 4) a) ${bv(1)}))`,
  `(define-fun isBar ((a (_ BitVec 9))) Bool (and (bvult (slot a) functions) (= a (concat #b00 ((_ extract 6 4) a) #b0000))))`,
  // The way down from n to f crosses no redirecting link.
  `(define-fun open ((n (_ BitVec 3)) (f (_ BitVec 3))) Bool (and (not (acs f)) ${all(
    SWITCHES.map((k) => `(=> (and (below (par f) ${bv(k)}) (not (below n ${bv(k)}))) (not red${k}))`),
  )}))`,
  '(define-fun turns ((n (_ BitVec 3)) (f (_ BitVec 3))) Bool (and (switch n) (below (par f) n)))',
  `(define-fun turned ((f (_ BitVec 3))) Bool (and (not (acs client))
  (ite (turns at0 f) (open at0 f) (and (not (red at0))
  (ite (turns at1 f) (open at1 f) (and (not (red at1)) (turns at2 f) (open at2 f)))))))`,
  '(define-fun top ((a (_ BitVec 9))) (_ BitVec 9) (ite iommu (bvxor a #b100000000) a))',
  `(define-fun lands ((a (_ BitVec 9)) (m (_ BitVec 3))) Bool
  (ite (= a (bus client)) (= m client)
  (ite (and (isBar a) (turned (slot a))) (= m (slot a))
  (and (= (top a) (phys m)) (or (= m ${bv(7)}) (and (listed client) (listed m)))))))`,
  `(assert ${any(ENTRIES.map((j) => `(and ${isEntry(j)} (not (= way${j} ${bv(0, 2)})) (not (lands addr${j} mem${j})))`))})`,
]

const flags = [
  'listed0',
  'listed1',
  'shifted0',
  'shifted1',
  'iommu',
  ...SWITCHES.map((k) => `red${k}`),
  ...FUNCTIONS.map((f) => `acs${f}`),
]
const wide = (n: string): string => `((_ zero_extend 3) ${n})`
const size = `(bvadd ${['switches', 'functions', 'entries'].map(wide).join(' ')} ${flags.map((b) => `(ite ${b} ${bv(1, 6)} ${bv(0, 6)})`).join(' ')})`

/** Size of the largest case: every function, switch, entry and flag there is. */
export const LARGEST = SWITCHES.length + FUNCTIONS.length + ENTRIES.length + flags.length

/** sat: some case of at most that size breaks the design; left out: of any size. */
export const refQuestion = (design: string, most = LARGEST): string =>
  [...declarations, ...scope, ...machine, ...belief(design), ...truth, `(assert (bvule ${size} ${bv(most, 6)}))`].join(
    '\n',
  )
