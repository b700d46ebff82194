/**
 * A page map that a driver fills in by itself, with all, some or nothing of what its type needs, before or after
 * `pci_p2pdma_add_resource` for the same BAR, or instead of it.
 */
import { REGISTERED_TYPES } from '../../model/kernel/mm/pgmap/filled-in.ts'
import { OPS } from '../../model/kernel/mm/pgmap/state.ts'
import type { StepFile } from '../../model/operations/index.ts'
import type { Pick } from './pick.ts'

const OWNERS = [false, true] as const
/** `again`: after the driver was unbound. */
const BESIDES = ['nothing', 'peer memory before', 'peer memory after', 'again'] as const

/** Ways to draw it, where so many offer memory. */
export const waysToRegister = (providers: number): number =>
  providers * REGISTERED_TYPES.length * OPS.length * OWNERS.length * BESIDES.length

export const generateRegistration = (pick: Pick, endpoints: readonly string[]): StepFile[] => {
  const provider = pick('provider', endpoints)
  const type = pick('type', REGISTERED_TYPES)
  const ops = pick('methods', OPS)
  const owner = pick('owner', OWNERS)
  const besides = pick('besides', BESIDES)
  const add: StepFile = { pci_p2pdma_add_resource: { provider } }
  const own: StepFile = {
    memremap_pages: { provider, type, ...(ops === 'none' ? {} : { ops }), ...(owner ? { owner } : {}) },
  }
  const steps: Record<(typeof BESIDES)[number], StepFile[]> = {
    nothing: [own],
    'peer memory before': [add, own],
    'peer memory after': [own, add],
    again: [own, { unbind: { provider } }, own],
  }
  return steps[besides]
}
