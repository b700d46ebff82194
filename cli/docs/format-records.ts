/** The records of a scenario file, in the order in which docs/format.md speaks of them, each with what its fields mean. */
import type * as t from 'io-ts'
import type { Made } from '../../model/machine/fields.ts'
import * as machine from '../../model/machine/file.ts'
import * as ofFunction from '../../model/machine/function-meaning.ts'
import * as ofMachine from '../../model/machine/machine-meaning.ts'
import * as ofPart from '../../model/machine/part-meaning.ts'
import type { Meaning } from '../../model/machine/meaning.ts'
import { barSegment, objectSegment, ramSegment } from '../../model/operations/memory.ts'
import { BAR_SEGMENT, OBJECT_SEGMENT, RAM_SEGMENT } from '../../model/operations/meaning.ts'
import { litmusFile, questionFile } from '../../spec/litmus.ts'
import { LITMUS, PROPOSITION, QUESTION } from '../../spec/litmus-meaning.ts'
import { propositionFile } from '../../spec/proposition.ts'

/** A record: what a reader calls one, its codec, and what its fields mean. */
export interface Listed {
  readonly title: string
  readonly codec: t.Mixed & Made
  readonly means: Readonly<Record<string, Meaning>>
}

/** One after the other, each before those that stand in it. */
export const RECORDS: readonly Listed[] = [
  { title: 'The file', codec: litmusFile, means: LITMUS },
  { title: 'A machine', codec: machine.machineFile, means: ofMachine.MACHINE },
  { title: 'A CPU', codec: machine.cpuFile, means: ofMachine.CPU },
  { title: 'A range of RAM', codec: machine.ramFile, means: ofMachine.RAM },
  { title: 'An entry of the allowlist', codec: machine.listedFile, means: ofMachine.LISTED },
  { title: 'A host bridge', codec: machine.hostFile, means: ofMachine.HOST },
  { title: 'An inbound range', codec: machine.inboundRange, means: ofMachine.INBOUND },
  { title: 'A window', codec: machine.range, means: ofMachine.RANGE },
  { title: 'A function', codec: machine.functionFile, means: ofFunction.FUNCTION },
  { title: 'A BAR', codec: machine.barFile, means: ofPart.BAR },
  { title: 'Local memory', codec: machine.localFile, means: ofPart.LOCAL },
  { title: 'Buses behind a bridge', codec: machine.busesFile, means: ofPart.BUSES },
  { title: 'ACS words', codec: machine.acsWords, means: ofPart.ACS },
  { title: 'Enhanced ACS', codec: machine.enhancedAcs, means: ofPart.ENHANCED_ACS },
  { title: 'AtomicOps', codec: machine.atomicsFile, means: ofPart.ATOMICS },
  { title: 'A device', codec: machine.deviceFile, means: ofMachine.DEVICE },
  { title: 'A forward', codec: machine.forwardFile, means: ofMachine.FORWARD },
  { title: 'An interconnect', codec: machine.interconnectFile, means: ofMachine.INTERCONNECT },
  { title: 'Bytes of RAM', codec: ramSegment, means: RAM_SEGMENT },
  { title: 'Bytes of a BAR', codec: barSegment, means: BAR_SEGMENT },
  { title: 'Bytes of memory that an earlier step gave', codec: objectSegment, means: OBJECT_SEGMENT },
  { title: 'A proposition', codec: propositionFile, means: PROPOSITION },
  { title: 'A further question', codec: questionFile, means: QUESTION },
]

/** Whether a field of this codec may be left out. */
export const mayBeLeftOut = (codec: t.Mixed): boolean => codec.is(undefined)
