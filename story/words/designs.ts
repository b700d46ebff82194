/** The same scenario under every design: what each maps, how the transfers end, and what it breaks. */
import { rules } from '../../spec/rules/index.ts'
import type { DesignTold } from '../told.ts'
import { beside, labelWidth } from './lines.ts'

export const tellDesigns = (designs: readonly DesignTold[]): string => {
  const width = labelWidth(
    designs.map(({ design }) => design),
    20,
  )
  return designs
    .map(({ design, steps, breaks }) => {
      const broken = breaks.map((id) => `${id} ${rules.find((rule) => rule.id === id)!.name}`)
      return [
        beside(design, steps.join(', '), '  ', width),
        ...(broken.length === 0 ? [] : [beside('', `breaks ${broken.join(', ')}`, '  ', width)]),
      ].join('\n')
    })
    .join('\n')
}
