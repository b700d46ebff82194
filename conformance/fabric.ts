/**
 * `fabric-*.txt`: one boot of a real kernel over a made-up PCI fabric, read into a machine,
 * questions and answers. The format is `conformance/recordings/README.md`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { ACS_ALL, bitNames } from '../model/machine/acs.ts'
import { MOST_ENTRIES } from '../model/machine/fields.ts'
import type { FunctionFile, HostFile, MachineFile } from '../model/machine/file.ts'
import { layOut } from '../model/machine/layout.ts'
import { shapeProblems } from '../model/machine/shape.ts'
import { problem, type Problem } from '../model/problem.ts'
import { CPUS, EXACT, TYPES, atLine, hexNumber, isExact, type RecordedQuestion, type Recording } from './recording.ts'

/** The domain of the first made-up host bridge. */
const FIRST_DOMAIN = 0x10

export const isFabric = (text: string): boolean => /^# seed \S+ cpu \S+ linux/.test(text)

/** The lines of the format: a pattern for each first word. */
const FORMATS = {
  header: /^# seed (\S+) cpu (\S+) linux (\S+)$/,
  H: /^H ([0-9a-f]{1,16})$/,
  F: /^F (\d{1,4}) (-1|\d{1,4}) ([0-9a-f]{2}) (-1|\d{1,2}) ([0-9a-f]{4}) ([0-9a-f]{4}) ([0-9a-f]{4}) (\d{1,10})$/,
  dev: /^dev (\d{1,4}) (\S+) up=(\S+) acs=(\d:[0-9a-f]{4}) bar phys=([0-9a-f]+) bus=([0-9a-f]+) len=([0-9a-f]+)$/,
  add: /^add (\d{1,4}) rc=(-?\d{1,9})$/,
  dist: /^dist (\d{1,4}) (\d{1,4}) (-?\d{1,9})$/,
  alloc: /^alloc (\d{1,4}) phys=([0-9a-f]+) bus=([0-9a-f]+)$/,
  map: /^map provider=(\d{1,4}) client=(\d{1,4}) rc=(-?\d{1,9})$/,
  page: /^page provider=(\d{1,4}) client=(\d{1,4}) err=(-?\d{1,9}) dma=([0-9a-f]+)$/,
  mapall: /^mapall client=(\d{1,4}) rc=(-?\d{1,9})$/,
  seg: /^ seg (\d{1,4}) phys=([0-9a-f]+) dma=([0-9a-f]+) bus=([01])$/,
} as const

/** The recording in a text, or what is wrong with it, line by line. */
export const readFabric = (text: string): E.Either<Problem[], Recording> => {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  while (lines.at(-1) === '') lines.pop()
  if (lines.at(-1) !== 'END')
    return E.left([problem(`line ${lines.length}`, JSON.stringify(lines.at(-1) ?? ''), 'END: the recording is cut')])
  const header = FORMATS.header.exec(lines[0])
  const cpu = CPUS.get(header?.[2] ?? '')
  if (header === null || cpu === undefined)
    return E.left([problem('line 1', JSON.stringify(lines[0]), '# seed N cpu max|EPYC linux VERSION')])

  const hosts: HostFile[] = []
  const functions: FunctionFile[] = []
  const questions: RecordedQuestion[] = []
  for (const [index, line] of lines.slice(0, -1).entries()) {
    if (index === 0) continue
    const wrong = readLine(line, index + 1, hosts, functions, questions)
    if (wrong !== undefined) return E.left([wrong])
  }
  const places = lines.flatMap((line, index) => (line.startsWith('F ') ? [index + 1] : []))
  return withMachine(header[3], { cpu, hosts, functions }, questions, places)
}

/** Reads one line into the lists; answers a problem if it has no known form. */
const readLine = (
  line: string,
  number: number,
  hosts: HostFile[],
  functions: FunctionFile[],
  questions: RecordedQuestion[],
): Problem | undefined => {
  const word = line.startsWith(' ') ? 'seg' : line.split(' ')[0]
  const form = Object.hasOwn(FORMATS, word) ? (FORMATS as Readonly<Record<string, RegExp>>)[word] : undefined
  const found = form?.exec(line)?.slice(1)
  const refuse = (accepted: string): Problem => problem(`line ${number}`, JSON.stringify(line), accepted)
  if (!found) return refuse(`a line of the format: ${Object.keys(FORMATS).join(', ')}, END`)
  if (!isExact(line)) return refuse(EXACT)
  switch (word) {
    case 'H':
      hosts.push({ name: `hb${hosts.length}`, domain: FIRST_DOMAIN + hosts.length, offset: hexNumber(found[0]) })
      return undefined
    case 'F':
      return readFunction(found, hosts, functions)
        ? undefined
        : refuse('F host parent devfn type acs vendor device MiB: host and parent above it, MiB a power of two or 0')
    case 'seg':
      return addEntry(found, questions) ? undefined : refuse('a map or mapall line before it, entries counted from 0')
    default:
      questions.push({ line: number, ...question(word, found) })
      return undefined
  }
}

type Question = RecordedQuestion extends infer Q ? (Q extends unknown ? Omit<Q, 'line'> : never) : never

/** The question of a line that begins with `word`, and its answer, as far as that line tells it. */
const question = (word: string, found: readonly string[]): Question => {
  const n = found.map(Number)
  switch (word) {
    case 'dev': {
      const [phys, bus, length] = found.slice(4).map(hexNumber)
      return { ask: 'dev', f: n[0], bdf: found[1], up: found[2], acs: found[3], phys, bus, length }
    }
    case 'add':
      return { ask: 'add', provider: n[0], rc: n[1] }
    case 'dist':
      return { ask: 'dist', provider: n[0], client: n[1], distance: n[2] }
    case 'alloc':
      return { ask: 'alloc', provider: n[0], phys: hexNumber(found[1]), bus: hexNumber(found[2]) }
    case 'map':
      return { ask: 'map', provider: n[0], client: n[1], rc: n[2], entries: [] }
    case 'page':
      return { ask: 'page', provider: n[0], client: n[1], err: n[2], dma: hexNumber(found[3]) }
    default:
      return { ask: 'mapall', client: n[0], rc: n[1], entries: [] }
  }
}

const addEntry = ([index, phys, dma, bus]: readonly string[], questions: RecordedQuestion[]): boolean => {
  const last = questions.at(-1)
  if (last === undefined || (last.ask !== 'map' && last.ask !== 'mapall') || last.entries.length !== Number(index))
    return false
  if (last.entries.length === MOST_ENTRIES) return false
  const entry = { phys: hexNumber(phys), dma: hexNumber(dma), bus: bus === '1' }
  questions[questions.length - 1] = { ...last, entries: [...last.entries, entry] }
  return true
}

/** In MiB, up to 2^52 bytes. */
const isBarSize = (megabytes: number): boolean =>
  megabytes === 0 || (megabytes <= 2 ** 32 && Number.isInteger(Math.log2(megabytes)))

const readFunction = (
  [host, parent, devfn, type, acs, vendor, device, megabytes]: readonly string[],
  hosts: readonly HostFile[],
  functions: FunctionFile[],
): boolean => {
  const kind = TYPES.get(type)
  if (
    kind === undefined ||
    hosts[Number(host)] === undefined ||
    (parent !== '-1' && functions[Number(parent)] === undefined) ||
    functions.length === MOST_ENTRIES ||
    !isBarSize(Number(megabytes))
  )
    return false
  const at = parseInt(devfn, 16)
  functions.push({
    name: String(functions.length),
    type: kind,
    ...(parent === '-1' ? { on: hosts[Number(host)].name } : { below: parent }),
    at: `${Math.floor(at / 8)
      .toString(16)
      .padStart(2, '0')}.${at % 8}`,
    id: `${vendor}:${device}`,
    ...(acs === 'ffff' ? {} : { acs: { capability: bitNames(ACS_ALL), control: bitNames(parseInt(acs, 16)) } }),
    ...(megabytes === '0' ? {} : { bar: { size: Number(megabytes) * 2 ** 20 } }),
  })
  return true
}

/**
 * The machine with its BARs where that kernel put them. It booted, so no address of it is doubted.
 * @param places the line of each function
 */
const withMachine = (
  kernel: string,
  file: MachineFile,
  questions: readonly RecordedQuestion[],
  places: readonly number[],
): E.Either<Problem[], Recording> => {
  const shape = shapeProblems(file)
  if (shape.length > 0) return E.left(shape.map((p) => atLine(p, places)))
  const placed = new Map(questions.flatMap((q) => (q.ask === 'dev' && q.length > 0 ? [[q.f, q.bus] as const] : [])))
  const functions = file.functions.map((f, index) =>
    f.bar === undefined || !placed.has(index) ? f : { ...f, bar: { ...f.bar, base: placed.get(index)! } },
  )
  const machine = layOut({ ...file, functions })
  const unknown = questions.find((q) =>
    [q.ask === 'dev' ? q.f : 0, 'provider' in q ? q.provider : 0, 'client' in q ? q.client : 0].some(
      (f) => f >= functions.length,
    ),
  )
  if (unknown !== undefined)
    return E.left([
      problem(`line ${unknown.line}`, 'a function without an F line', `functions 0 to ${functions.length - 1}`),
    ])
  return E.right({ kernel, machine, questions })
}
