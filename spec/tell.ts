/** Places and landings in words, for findings and stories. */
import { hex } from '../model/address.ts'
import { REASONS } from '../model/hardware/reasons.ts'
import { ROOT_COMPLEX, type Landing } from '../model/hardware/landing.ts'
import type { Machine } from '../model/machine/columns.ts'
import { OBJECT, RAM, type Place, type Segment } from '../model/place.ts'
import { match } from 'ts-pattern'

/** `A+0x1000` or `RAM 0x2000`; of memory that no step has looked up, `what steps[0] gave`. */
export const tellPlace = (m: Machine, { owner, at, object }: Place & Pick<Segment, 'object'>): string => {
  if (owner === RAM) return `RAM ${hex(at)}`
  const what = owner === OBJECT ? `what steps[${object}] gave` : m.name[owner]
  return owner === OBJECT && at === 0 ? what : `${what}+${hex(at)}`
}

export const tellComponent = (m: Machine, at: number): string => (at === ROOT_COMPLEX ? 'root complex' : m.name[at])

export const tellLanding = (m: Machine, landing: Landing): string =>
  match(landing)
    .with({ kind: 'ram' }, ({ address }) => `lands on RAM ${hex(address)}`)
    .with({ kind: 'bar' }, ({ owner, offset }) => `lands on ${m.name[owner]}+${hex(offset)}`)
    .with({ kind: 'interrupt' }, () => 'becomes an interrupt message')
    .with({ kind: 'nowhere' }, ({ at, because }) => `lands nowhere; ${tellComponent(m, at)}: ${REASONS[because]}`)
    .with(
      { kind: 'read lost' },
      ({ owner, offset, because }) =>
        `reads ${m.name[owner]}+${hex(offset)}, but the data never arrives; ${REASONS[because]}`,
    )
    .with({ kind: 'undefined' }, ({ at, because }) => `undefined; ${tellComponent(m, at)}: ${REASONS[because]}`)
    .exhaustive()
