/**
 * S2 RouteSound where several functions use one IOMMU, as a question to a solver. Two functions map a page of RAM each. Is there a machine,
 * within the limits, on which one of them then reaches another page than its list describes?
 *
 * Written by hand from the rules (Linux: DI-17, DI-19; fabric: IO-3, IO-4), not from the model. A group has one table of translations,
 * which is looked up from its first row on. An IOVA lies outside of all windows, so each request comes to the IOMMU.
 */
import type { GroupCore } from './core.ts'
import { groups, insideOf, machine, sizes, type GroupDesign } from './group-smt.ts'
import { N, add, bv } from './smt.ts'

/** Of each whose groups it has, and whether each function, or each group, has an allocator of IOVAs. */
const DESIGNS = {
  'linux-6.12': { groups: 'linux-6.12', allocator: '(group f)' },
  'all-apart': { groups: 'all-apart', allocator: '(group f)' },
  'iovas-by-function': { groups: 'linux-6.12', allocator: '((_ zero_extend 5) f)' },
  'iovas-by-function-all-apart': { groups: 'all-apart', allocator: '((_ zero_extend 5) f)' },
} as const satisfies Record<string, { groups: GroupDesign; allocator: string }>
export type ShareDesign = keyof typeof DESIGNS
export const SHARE_DESIGNS = Object.keys(DESIGNS) as ShareDesign[]

/** sat: some machine of size at most `most` breaks the design. */
export const shareQuestion = (core: GroupCore, design: ShareDesign, most = 255): string => {
  const within = insideOf(core)
  const { groups: whose, allocator } = DESIGNS[design]
  return [
    ...machine(core, within),
    ...groups(whose, within),
    `(define-fun allocator ((f ${N})) (_ BitVec 8) ${allocator})`,
    `(declare-const iovaF ${N}) (declare-const iovaG ${N})`,
    '(assert (=> (= (allocator f) (allocator g)) (not (= iovaF iovaG))))',
    // `f` mapped first. Whose page an IOVA leads to, for a function; the number of nobody is a fault.
    `(define-fun leads ((h ${N}) (a ${N})) ${N}
  (ite (and (= (group h) (group f)) (= a iovaF)) f (ite (and (= (group h) (group g)) (= a iovaG)) g ${bv(7)})))`,
    '(assert (not (and (= (leads f iovaF) f) (= (leads g iovaG) g))))',
    // The host bridge, its IOMMU, two lists of a page, and their use.
    `(assert (bvule ${add([bv(8, 8), ...sizes(within)])} ${bv(most, 8)}))`,
  ].join('\n')
}
