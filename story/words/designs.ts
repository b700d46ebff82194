/** Designs in tables: short names with a legend for columns, and what each design does with one scenario. */
import type { Design } from '../../model/kernel/design.ts'
import { REFERENCE } from '../../properties/search/visit.ts'
import { rules } from '../../spec/rules/index.ts'
import type { DesignTold } from '../told.ts'
import { beside, counted, ends, labelWidth } from './lines.ts'

/** A design as the head of a column: its alias if it has one. The reference is headed by its release, for every reader looks for it. */
export const columnOf = ({ id, alias }: Design): string =>
  id === REFERENCE ? id.replace(/^linux-/, '') : (alias ?? id)

/** `D01 raw-phys, D02 naive-iommu`: the columns whose head is not the design's id. Empty: there are none. */
export const legendOf = (designs: readonly Design[]): string =>
  designs
    .filter((design) => columnOf(design) !== design.id)
    .map((design) => `${columnOf(design)} ${design.id}`)
    .join(', ')

/** The same scenario under every design: what each maps, how the transfers end, and what it breaks. */
export const tellDesigns = (designs: readonly DesignTold[]): string => {
  const width = labelWidth(
    designs.map(({ design }) => design),
    20,
  )
  return designs
    .map(({ design, steps, breaks }) => {
      const broken = breaks.map((id) => `${id} ${rules.find((rule) => rule.id === id)!.name}`)
      return [
        beside(design, inBrief(steps), '  ', width),
        ...(broken.length === 0 ? [] : [beside('', `${conjunction(steps)}breaks ${broken.join(', ')}`, '  ', width)]),
      ].join('\n')
    })
    .join('\n')
}

/** Of a long scenario its first steps and its last. */
const inBrief = (steps: readonly string[]): string => {
  const { first, skipped, last } = ends(steps, 24)
  return [...first, ...(skipped === 0 ? [] : [`${counted(skipped, 'more step')} left out`]), ...last].join(', ')
}

/** Bytes may land where they were meant to by a way that a rule forbids. */
const conjunction = (steps: readonly string[]): string => (steps.includes('lands as meant') ? 'but ' : '')
