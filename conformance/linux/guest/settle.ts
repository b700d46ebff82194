/**
 * The scenario as the guest had it: from what firmware and the file say to what the model runs on.
 */
import type { ScenarioFile } from '../../../model/scenario/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { changed } from '../../../model/operations/steps.ts'
import { hexNumber } from '../../recording.ts'
import { withLinuxAcs, type CaseFile } from '../compare/case.ts'
import { ramBase } from './askable.ts'
import type { Question } from './guest.ts'
import { FIRST_DOMAIN } from './machine-text.ts'
import { isQemuMachine } from './qemu-machine.ts'

/**
 * The file with what the guest decides: domains beyond QEMU's own, where Linux put each BAR, where the RAM is, and
 * the ACS words that Linux made of those of firmware.
 */
export const settled = (
  file: CaseFile,
  questions: readonly Question[],
  answers: readonly (readonly string[])[],
  ram: number,
): ScenarioFile => {
  const bars = new Map(
    questions.flatMap((question, q) => {
      const found = question.ask === 'dev' ? DEV.exec(answers[q]?.[0] ?? '') : null
      return found === null ? [] : [[(question as { f: number }).f, hexNumber(found[2])] as const]
    }),
  )
  const { machine, steps } = file
  const from = ramBase(machine)
  const { ram: _, ...rest } = machine
  const placed = {
    ...rest,
    hosts: machine.hosts.map((host, h) => ({
      ...host,
      domain: isQemuMachine(machine) ? 0 : FIRST_DOMAIN + (host.domain ?? h),
    })),
    functions: machine.functions.map((f, index) =>
      f.bar === undefined || !bars.has(index) ? f : { ...f, bar: { ...f.bar, base: bars.get(index)! } },
    ),
  }
  return { machine: withLinuxAcs(placed, file), steps: steps.map((one) => moved(one, ram - from)) }
}
/** The answer to `dev`: where its BAR is, CPU physical, its bus address, its length; hexadecimal, 0: none. */
export const DEV = /^dev \S+ \S+ \d:[0-9a-f]{4} ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)$/

/** Whatever memory the step names, in the guest's RAM. */
const moved = (one: StepFile, by: number): StepFile => {
  const entry = (s: SegmentFile): SegmentFile => ('ram' in s ? { ...s, ram: s.ram + by } : s)
  return changed(one, ({ word: { role }, said }) => {
    if (role === 'memory') return entry(said)
    return role === 'list' || role === 'pages' ? (said as SegmentFile[]).map(entry) : said
  })
}
