/**
 * Where requests land, subject by subject: the golden vectors HW-GV-1 to HW-GV-95, and rows for rules that none of them
 * reaches.
 *
 * Landings were worked out from the rules by hand, never from running the model: a row that fails says that one of
 * the two is wrong.
 */
import * as switches from './switches.ts'
import * as portBars from './port-bars.ts'
import * as acs from './acs.ts'
import * as requesters from './requesters.ts'
import * as devices from './devices.ts'
import * as rootComplex from './root-complex.ts'
import * as iommu from './iommu.ts'
import * as offsets from './offsets.ts'
import * as nested from './nested.ts'
import * as packets from './packets.ts'
import * as conventional from './conventional.ts'
import type { Vector } from '../rows.ts'

const SUBJECTS: readonly { readonly golden: readonly Vector[]; readonly beyond?: readonly Omit<Vector, 'id'>[] }[] = [
  switches,
  portBars,
  acs,
  requesters,
  devices,
  rootComplex,
  iommu,
  offsets,
  nested,
  packets,
  conventional,
]

/** In the order of their numbers. */
export const VECTORS = SUBJECTS.flatMap(({ golden }) => golden).toSorted((a, b) => a.id - b.id)
/** What each of these asks is a line of the model that no golden vector would miss. */
export const MORE = SUBJECTS.flatMap(({ beyond = [] }) => beyond)
