/**
 * A finding: a scenario, perhaps with questions that only the kernel can be asked, and what a booted Linux answered.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { list, optional, record } from '../../../model/machine/fields.ts'
import { problem } from '../../../model/problem.ts'
import type { ScenarioFile } from '../../../model/scenario/file.ts'
import { makeFolder, tryFolder, writeWhole } from '../../../spec/files/write.ts'
import { readText } from '../../../spec/files/read-text.ts'
import { BadFile } from '../../../spec/problem.ts'
import { LARGEST_SCENARIO, ROOT_FOLDER } from '../../../spec/files/library.ts'
import { litmusOf, toProblem } from '../../../spec/litmus.ts'
import { parseText } from '../../../spec/files/parse.ts'
import type { Platform } from '../guest/qemu.ts'
import { platformOf } from '../compare/ask.ts'
import type { CaseFile } from '../compare/case.ts'
import type { Built } from '../guest/cache.ts'
import type { Kept } from '../compare/corpus.ts'
import { guestText, type Question } from '../guest/guest.ts'

export const LATENT = `${ROOT_FOLDER}conformance/linux/latent`
export const RECORDED = `${ROOT_FOLDER}conformance/recordings/findings`

/** The kernel that the model describes; what any other answered is kept apart, in a folder of its own. */
export const DESCRIBED = '6.12'
/** `7.3` of `7.3.4` */
export const seriesOf = (kernel: string): string => kernel.split('.', 2).join('.')
export const recordedBy = (series: string): string => (series === DESCRIBED ? RECORDED : `${RECORDED}-${series}`)

/** The field `linux` of a file: what only a booted kernel can be told or asked. */
const beyond = record({
  /** Added to the kernel's command line. */
  kernel: optional(t.string),
  /** Devices that QEMU gets besides those of the machine. */
  qemu: optional(list(t.string)),
  /**
   * Lines for the guest (`modules/ask.c`), after the steps; `{A}` is the index of function or device A, `{#0}` the number
   * of the question that the first of these lines is.
   */
  ask: optional(list(t.string)),
  /** Whether the kernel dies of the last question. */
  dies: optional(t.boolean),
  /** Whether nobody has booted a later kernel for it. */
  notLater: optional(t.boolean),
})
export type Beyond = t.TypeOf<typeof beyond>

export interface Finding {
  /** Where it was read; a recording has none. */
  readonly path?: string
  readonly question: string
  readonly file: ScenarioFile
  readonly linux: Beyond
}

/** What is in a file; throws BadFile. A scenario or litmus test is a finding too. */
export const loadFinding = (path: string): Finding => {
  const parsed = parseText(readText(path, LARGEST_SCENARIO))
  if (E.isLeft(parsed)) throw new BadFile(path, parsed.left)
  const { linux = {}, ...rest } = Object(parsed.right) as Record<string, unknown>
  const more = beyond.decode(linux)
  if (E.isLeft(more))
    throw new BadFile(
      path,
      more.left.map(toProblem).map((one) => ({ ...one, path: `linux.${one.path}` })),
    )
  const litmus = litmusOf(rest, path)
  if (E.isLeft(litmus)) throw new BadFile(path, litmus.left)
  const { machine, steps, question = '' } = litmus.right.file
  return { path, question, file: { machine, steps }, linux: more.right }
}

/** Names of the findings there are, without `.yaml`. */
export const findingNames = (): string[] =>
  readdirSync(LATENT)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted()

export interface FindingText {
  readonly text: string
  /** Those that the model can be asked too; the guest gets them first. */
  readonly questions: readonly Question[]
}

/** The scenario with the kernel's parameters that the model knows. */
export const bootedCase = ({ file, linux }: Pick<Finding, 'file' | 'linux'>): CaseFile => {
  const pci = [...(linux.kernel ?? '').matchAll(/\bpci=(\S+)/g)].map(([, text]) => text).join(',')
  return pci === '' ? file : { ...file, pci }
}

/** The text for the guest; throws where it cannot be asked. */
export const findingText = ({ path = 'a recording', file, linux }: Omit<Finding, 'question'>): FindingText => {
  const text = guestText(0, bootedCase({ file, linux }))
  if (E.isLeft(text)) throw new BadFile(path, [problem('machine', text.left, 'what a guest can be')])
  const { functions, devices = [] } = file.machine
  const names = [...functions, ...devices].map(({ name }) => name)
  const first = text.right.questions.length
  const indexed = (line: string): string =>
    line
      .replaceAll(/\{#(\d+)\}/g, (_, i: string) => String(first + Number(i)))
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        if (!names.includes(name))
          throw new BadFile(path, [problem('linux.ask', `{${name}} in ${line}`, names.join(', '))])
        return String(names.indexOf(name))
      })
  const asked = [...(linux.ask ?? []).map(indexed), 'end'].join('\n')
  return { text: text.right.text.replace(/end\n$/, `${asked}\n`), questions: text.right.questions }
}

/** The machine that QEMU is for a finding, and what its kernel is told. */
export const findingPlatform = ({ file, linux }: Finding): Platform => {
  const platform = platformOf(file.machine)
  return {
    ...platform,
    devices: [...platform.devices, ...(linux.qemu ?? []).flatMap((device) => ['-device', device])],
    commandLine: `${platform.commandLine} ${linux.kernel ?? ''}`.trim(),
  }
}

/** What a booted Linux answered; which kernel, and with which module it was asked. */
export interface Recording extends Built {
  /** QEMU's name of the CPU. */
  readonly cpu: string
  /** What the kernel was told beyond its usual command line. */
  readonly told: string
  readonly question: string
  readonly scenario: ScenarioFile
  readonly linux: Beyond
  /** Where the guest's RAM for lists began, CPU physical. */
  readonly ram: number
  /** Each question as the guest read it, then the lines of its answer. */
  readonly asked: Kept['asked']
  /** The first that the kernel complained of while it was asked, if it did. */
  readonly complaint?: string
  /** The one question that a later kernel left nothing to ask of, and why: `unmaptable -22`. */
  readonly failed?: string
}

const recordingOf = (name: string, folder: string): string => `${folder}/${name}.json`

const BY = 'linux:findings'

/** Throws where recordings of this series could not be written. */
export const tryRecordings = (series: string): void => tryFolder(BY, recordedBy(series))

export const writeRecording = (name: string, recording: Recording): void => {
  const folder = recordedBy(seriesOf(recording.kernel))
  makeFolder(BY, folder)
  writeWhole(BY, recordingOf(name, folder), `${JSON.stringify(recording, undefined, 2)}\n`)
}

/** undefined: it was never recorded. */
export const readRecording = (name: string, series = DESCRIBED): Recording | undefined => {
  const file = recordingOf(name, recordedBy(series))
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording) : undefined
}
