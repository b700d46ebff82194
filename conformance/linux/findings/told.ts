/**
 * A recording as a page quotes it: each question, and below it the lines of Linux's answer as they came; what a number in
 * them is stands behind a `#`.
 */
import { PAGE, hex } from '../../../model/address.ts'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { GUEST_RAM } from '../guest/askable.ts'
import { findingText, type Recording } from './finding.ts'
import { qemuArguments } from '../guest/qemu-machine.ts'
import { DEV } from '../guest/settle.ts'

export const PAGES = `${ROOT_FOLDER}docs/findings`

/** The block of text that a page has between its markers. */
export const tellRecording = (recording: Recording): string => {
  const lines = [headOf(recording)]
  for (const { question, answer, quoted } of toldQuestions(recording))
    if (quoted) lines.push('', question, ...answer.map((line) => `    ${line}`))
  if (recording.complaint !== undefined) lines.push('', `the kernel complained: ${recording.complaint}`)
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\``
}

/** Each question in words, and the lines of its answer with what they mean. */
export const toldQuestions = (recording: Recording) => {
  const { questions } = findingText({ file: recording.scenario, linux: recording.linux })
  const places = placesOf(recording)
  return recording.asked.map(([line, ...answer], q) => {
    const question = questions[q]
    const step = question?.ask === 'step' ? stepLine(recording, question.step) : line
    return {
      question: question === undefined ? namedLine(recording, q - questions.length, line) : step,
      answer: answer.map((one) => `${one}${remark(one, places)}`),
      // What the PCI core found, and where a pool begins, is only of use to compare with.
      quoted: question === undefined || question.ask === 'step',
    }
  })
}

const headOf = ({ kernel, cpu, told, scenario: { machine } }: Recording): string => {
  const iommu = qemuArguments(machine).find((argument) => /^(?:intel|amd)-iommu/.test(argument))
  return [`Linux ${kernel}`, `-cpu ${cpu}`, iommu, told].filter((one) => one !== undefined && one !== '').join(', ')
}

const stepLine = ({ scenario }: Recording, step: number): string => {
  const [[kind, fields]] = Object.entries(scenario.steps[step])
  const text = JSON.stringify(fields, (_, value: unknown) =>
    typeof value === 'number' && value >= PAGE ? hex(value) : value,
  )
  return `${kind} ${text.replaceAll('"', '').replaceAll(/([,:])/g, '$1 ')}`
}

/** A line for the guest as the file has it, names instead of indices. */
const namedLine = ({ linux }: Recording, index: number, line: string): string =>
  linux.ask?.[index]?.replaceAll(/[{}]/g, '') ?? line

/** Memory that an answer may name: CPU physical addresses, and where the bus has them. */
interface Place {
  readonly name: string
  readonly from: bigint
  readonly to: bigint
  readonly bus: bigint
}

const placesOf = ({ asked, ram, scenario }: Recording): Place[] => {
  const places = asked.flatMap(([question, answer = '']): Place[] => {
    const found = DEV.exec(answer)
    const f = Number(question.split(' ')[1])
    if (found === null || !question.startsWith('dev ')) return []
    const [from, bus, length] = found.slice(1).map((text) => BigInt(`0x${text}`))
    return length === 0n ? [] : [{ name: scenario.machine.functions[f].name, from, to: from + length, bus }]
  })
  const from = BigInt(ram)
  return [...places, { name: 'RAM', from, to: from + BigInt(GUEST_RAM), bus: from }]
}

/** Lines with a CPU physical address, and perhaps how many bytes from there. */
const ADDRESS: readonly RegExp[] = [
  /^(?:seg|one) ([0-9a-f]+) /,
  /^at [0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+)$/,
  /^to ([0-9a-f]+) ([0-9a-f]+)$/,
  /^copied ([0-9a-f]+) /,
]

const remark = (line: string, places: readonly Place[]): string => {
  const errno = /^(?:map|add|memremap) (-\d+)/.exec(line)?.[1]
  if (errno !== undefined) return ` # ${ERRNO[errno] ?? errno}`
  const found = ADDRESS.map((pattern) => pattern.exec(line)).find((match) => match !== null)
  if (!found) return ''
  const [at, length = 1n] = found.slice(1).map((text) => BigInt(`0x${text}`))
  // Memory of two neighbours is told by its first and its last byte.
  const ends = [at, at + length - 1n].map((byte) => placeAt(byte, places))
  return ` # ${ends[0] === ends[1] || length === 1n ? nameAt(at, ends[0]) : `${nameAt(at, ends[0])} to ${nameAt(at + length - 1n, ends[1])}`}`
}

const placeAt = (byte: bigint, places: readonly Place[]): Place | undefined =>
  places.find(({ from, to }) => from <= byte && byte < to)

const nameAt = (byte: bigint, place: Place | undefined): string => {
  if (place === undefined) return 'nothing that the scenario names'
  const bus = place.bus === place.from ? '' : `, on the bus ${(byte - place.from + place.bus).toString(16)}`
  return `${place.name}+0x${(byte - place.from).toString(16)}${bus}`
}

const ERRNO: Readonly<Record<string, string>> = {
  '-5': 'EIO',
  '-12': 'ENOMEM',
  '-17': 'EEXIST',
  '-22': 'EINVAL',
  '-121': 'EREMOTEIO',
}

/** `page` with each block `<!-- recorded NAME -->` to `<!-- /recorded NAME -->` (or another mark) as `block` gives it. */
export const withBlocks = (page: string, block: (name: string) => string, mark = 'recorded'): string =>
  page.replaceAll(
    new RegExp(`(<!-- ${mark} (\\S+) -->)[^]*?(<!-- /${mark} \\2 -->)`, 'g'),
    (_, open: string, name: string, close: string) => `${open}\n\n${block(name)}\n\n${close}`,
  )

/** Names of the recordings that a page quotes; with the mark `compared`, kernels that it tells of. */
export const quotedIn = (page: string, mark = 'recorded'): string[] =>
  [...page.matchAll(new RegExp(`<!-- ${mark} (\\S+) -->`, 'g'))].map(([, name]) => name)

/** How asking went, in a line. */
export const tellHeard = (name: string, answers: number, trouble: string | undefined): string =>
  `${name}: ${trouble === undefined ? `${answers} answers` : `in trouble: ${trouble}`}`
