/**
 * What a device does: use what was mapped for it, or what nobody did.
 */
import { PAGE } from '../address.ts'
import { ACCESS_KINDS } from '../machine/columns.ts'
import { SKIPPED } from '../outcome.ts'
import { problem, type Problem } from '../problem.ts'
import { isStopped, strayTransfer, transfer } from '../transfer.ts'
import { bytesOf } from './memory.ts'
import { operation, operationAs } from './operation.ts'
import { choice, client, flag, mapping, memory, optional } from './word.ts'

/** Bytes that one step transfers; each page of them is a transaction, under each design. */
export const MOST_BYTES = 1024 * PAGE

const tooLong = (path: string, bytes: number): Problem[] =>
  bytes <= MOST_BYTES ? [] : [problem(path, `a transfer of ${bytes} bytes`, `at most ${MOST_BYTES}`)]

export const dma = operationAs(
  ({ map, access, translated, late }) => ({ map, atomic: access === 'atomic', translated, late }),
  {
    kind: 'dma',
    about: 'The client uses a mapping: all of it, in its direction; with AtomicOps, or through ATS.',
    words: {
      map: mapping(),
      access: optional(
        choice(['atomic'], {
          says: 'The device uses AtomicOps.',
          leftOut: 'it reads or writes, as the mapping’s direction says',
        }),
        undefined,
      ),
      translated: optional(
        flag({
          size: 0,
          says: 'Whether it sends translated requests (ATS): by what it keeps, or after it has asked the IOMMU. A function without ATS sends untranslated ones.',
          leftOut: 'it sends untranslated requests',
        }),
        false,
      ),
      late: optional(
        flag({
          says: 'Whether the client goes on with what it was told, although it was unmapped.',
          leftOut: 'it stops at the unmap',
        }),
        false,
      ),
    },
    answers: 'transfer',
    problems: ({ map }, { given }, path) => tooLong(`${path}.map`, bytesOf(given.get(map)?.memory ?? [])),
    run: ({ world, call }, use) => {
      const mapped = world.ledger.get(use.map)
      // What was refused was told to nobody.
      if (mapped === undefined || mapped.nents === 0 || mapped.live === use.late) return { world, outcome: SKIPPED }
      if (mapped.forgotten === true || isStopped(world.hw, mapped.client)) return { world, outcome: SKIPPED }
      const { hw, outcome } = transfer(world.hw, mapped, use, call.choose)
      return { world: hw === world.hw ? world : { ...world, hw }, outcome }
    },
    sentence: (told, { atomic, translated, late }) =>
      `over the list of ${told.map}${atomic ? ', with AtomicOps' : ''}${translated ? ', through ATS' : ''}${late ? ', after it was unmapped' : ''}`,
  },
)

export const unmappedDma = operation({
  kind: 'unmapped_dma',
  about: 'A client puts the bus address of a byte on its bus, and nobody has mapped anything for it.',
  words: {
    client: client(),
    access: choice(ACCESS_KINDS, { drawn: ['write'], says: 'What the request does.' }),
    target: memory({ needs: false, size: 0 }),
  },
  answers: 'transfer',
  problems: ({ target }, _, path) => tooLong(`${path}.target`, bytesOf([target])),
  run: ({ design: { groupOf }, world }, stray) => {
    if (isStopped(world.hw, stray.client)) return { world, outcome: SKIPPED }
    const outcome = strayTransfer(world.hw, stray)
    if (groupOf === undefined || outcome.initiator < 0) return { world, outcome }
    // Groups are those of the boot: what is written into an ACS word later moves nobody.
    return { world, outcome: { ...outcome, group: (f: number): number => groupOf(world.found, f) } }
  },
  sentence: (told) => `${told.client} uses the bus address of ${told.target}, which nobody mapped for it`,
})
