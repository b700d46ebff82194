import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import type { Made } from '../../model/machine/fields.ts'
import { operations } from '../../model/operations/index.ts'
import { ROLE_MEANS, SAY_THEMSELVES } from '../../model/operations/meaning.ts'
import { compileStep, contextAfter, stepFile } from '../../model/operations/steps.ts'
import { scenarioFile } from '../../model/scenario/file.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { parseText } from '../../spec/files/parse.ts'
import { readText } from '../../spec/files/read-text.ts'
import { writeLine } from '../../spec/files/text.ts'
import { litmusFile, litmusOf, readLitmus } from '../../spec/litmus.ts'
import { RECORDS, mayBeLeftOut } from '../docs/format-records.ts'
import { exampleOf } from '../docs/format.ts'
import { FORMAT } from '../docs/places.ts'
import { shelf } from '../docs/shelf.ts'

const fields = RECORDS.flatMap(({ title, codec, means }) =>
  Object.entries(codec.props ?? {}).map(([field, of]) => ({ name: `${title}: ${field}`, of, means: means[field] })),
)
const words = operations.flatMap(({ kind, words: all }) =>
  Object.entries(all).map(([name, word]) => ({ name: `${kind}: ${name}`, word })),
)

/** Every record that a codec is made of. */
const recordsIn = (codec: t.Mixed & Made, seen = new Set<t.Mixed>()): Set<t.Mixed> => {
  if (seen.has(codec)) return seen
  if (codec instanceof t.RecursiveType) return recordsIn(codec.type, seen)
  if (codec.props !== undefined) seen.add(codec)
  for (const part of [...Object.values(codec.props ?? {}), ...(codec.of === undefined ? [] : [codec.of])])
    recordsIn(part, seen)
  return seen
}

describe('what a field of a scenario file means', () => {
  it('is said of every field, and of no other', () => {
    for (const { title, codec, means } of RECORDS)
      expect(Object.keys(means).toSorted(), title).toEqual(Object.keys(codec.props ?? {}).toSorted())
  })

  it('is said of every record in a file', () => {
    const listed = new Set<t.Mixed>(RECORDS.map(({ codec }) => codec))
    const unlisted = [...recordsIn(litmusFile)].filter((codec) => !listed.has(codec))
    expect(unlisted.map(({ name }) => name)).toEqual([])
    expect(recordsIn(litmusFile).size).toBeGreaterThan(10)
  })

  it('says what leaving it out means if and only if it may be left out', () => {
    for (const { name, of, means } of fields) expect(means.leftOut !== undefined, name).toBe(mayBeLeftOut(of))
    for (const { name, word } of words.filter(({ word: { codec } }) => mayBeLeftOut(codec)))
      expect(word.leftOut ?? ROLE_MEANS[word.role].leftOut, name).toBeDefined()
  })

  it('has an example that the field takes, as YAML, too', () => {
    for (const { name, of, means } of fields) {
      expect(E.isRight(of.decode(means.example)), name).toBe(true)
      expect(parseText(writeLine(means.example)), name).toEqual(E.right(means.example))
    }
    for (const operation of operations)
      expect(E.isRight(stepFile.decode(exampleOf(operation))), operation.kind).toBe(true)
  })

  it('is a sentence: it begins with a capital letter or a word of the format, and ends with a full stop', () => {
    for (const { name, means } of fields) expect(means.says, name).toMatch(/^[A-Z`].*\.$/s)
    for (const { name, word } of words) {
      expect(word.says ?? ROLE_MEANS[word.role].says, name).toMatch(/\.$/)
      expect(word.says !== undefined || !SAY_THEMSELVES.includes(word.role), name).toBe(true)
    }
  })
})

/** A value with the field written out at the first place where it may stand and does not. */
interface Written {
  readonly name: string
  readonly file: unknown
}

/** The file with each left-out field written out as what it stands for, wherever one of these records is. */
const writtenOut = (codec: t.Mixed & Made, value: unknown, put: (changed: unknown) => unknown): Written[] => {
  if (codec instanceof t.RecursiveType) return writtenOut(codec.type, value, put)
  if (value === undefined) return []
  const { of: inner } = codec
  if (inner !== undefined && mayBeLeftOut(codec)) return writtenOut(inner, value, put)
  if (inner !== undefined && Array.isArray(value))
    return value.flatMap((entry, i) => writtenOut(inner, entry, (changed) => put(value.with(i, changed))))
  if (codec.props === undefined) return []
  const means = RECORDS.find((one) => one.codec === codec)
  const record = value as Record<string, unknown>
  return Object.entries(codec.props).flatMap(([field, of]) => {
    const otherwise = means?.means[field].otherwise
    const inside = writtenOut(of, record[field], (changed) => put({ ...record, [field]: changed }))
    if (otherwise === undefined || record[field] !== undefined) return inside
    return [...inside, { name: `${means!.title}: ${field}`, file: put({ ...record, [field]: otherwise }) }]
  })
}

describe('what a field stands for where it is left out', () => {
  /** Fields that are a machine's and not a question's, and stand in some litmus test or counterexample. */
  const named = fields.filter(({ means }) => means.otherwise !== undefined).map(({ name }) => name)
  const elsewhere = ['The file: except', 'The file: also', 'A proposition: entry']
  /** With the records that no saved scenario has. */
  const ports = `machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp0, type: root port, on: hb0, enhancedAcs: {}, atomics: {}, acs: {capability: [RR, EC], control: [EC]}}
    - {name: A, type: endpoint, below: rp0, bar: {size: 2M}, memory: {pages: 1}}
  ram: [{base: 0, size: 1G}]
  allowlist: [{id: '8086:6f00'}]
steps: []
`
  const all = [
    readLitmus(ports),
    ...shelf()
      .litmus.slice(0, 16)
      .map(({ text }) => readLitmus(text)),
  ].flatMap((read) => (E.isRight(read) ? [read.right] : []))

  it('is the value that the page names: writing it out changes nothing', () => {
    const seen = new Set<string>()
    for (const { file, scenario } of all) {
      const { machine, steps } = file
      const here = new Set<string>()
      for (const { name, file: changed } of writtenOut(scenarioFile, { machine, steps }, (whole) => whole)) {
        // Once a machine is enough; a function that cannot have the field refuses it.
        const read = here.has(name) ? E.left([]) : litmusOf(changed)
        if (E.isLeft(read)) continue
        here.add(name)
        seen.add(name)
        expect(read.right.scenario.machine, `${name} in ${writeLine(changed)}`).toEqual(scenario.machine)
      }
    }
    const below = named.filter((name) => /^(ACS words: egress|Bytes of .*: (length|offset))$/.test(name))
    expect(below).toHaveLength(6)
    expect([...seen, ...elsewhere, ...below].toSorted()).toEqual(named.toSorted())
  })

  it('and likewise of ACS words', () => {
    const egress = writeLine(RECORDS.find(({ title }) => title === 'ACS words')!.means['egress'].otherwise)
    const written = readLitmus(ports.replace('control: [EC]', `control: [EC], egress: ${egress}`))
    expect(E.isRight(written) && written.right.scenario.machine).toEqual(all[0].scenario.machine)
  })

  const LEAST: Readonly<Record<string, object>> = {
    'Bytes of RAM': { ram: 0 },
    'Bytes of a BAR': { bar: 'A' },
    'Bytes of memory that an earlier step gave': { of: 'x' },
  }
  it('and likewise of bytes of any memory', () => {
    const { machine } = all[0].scenario
    const before = [{ alloc_pages: { as: 'x', memory: { ram: 0 } } }]
    const step = (page: object): unknown =>
      compileStep({ dma_map_page: { client: 'A', page } } as never, contextAfter(machine, before))
    for (const { title, means } of RECORDS.filter(({ title: of }) => of.startsWith('Bytes'))) {
      const least = LEAST[title]
      const written = Object.entries(means).flatMap(([field, { otherwise }]) =>
        otherwise === undefined ? [] : [{ ...least, [field]: otherwise }],
      )
      expect(written.length, title).toBeGreaterThan(0)
      for (const segment of written) expect(step(segment)).toEqual(step(least))
    }
  })
})

describe('docs/format.md', () => {
  const page = readText(`${ROOT_FOLDER}${FORMAT}`, 2 ** 22)
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text)
  const inLine = [...page.matchAll(/Example: `(.*?)`$/gm)].map(([, text]) => text)

  it('has only YAML that is read: a scenario, or steps of one', () => {
    expect(examples).toHaveLength(operations.length + 1)
    for (const text of examples) {
      const value = parseText(text) as E.Right<{ steps: unknown[] }>
      const isWhole = 'machine' in value.right
      const isRead = isWhole ? E.isRight(readLitmus(text)) : E.isRight(stepFile.decode(value.right.steps[0]))
      expect(isRead, text).toBe(true)
    }
  })

  it('has an example of every field that is read, too', () => {
    expect(inLine).toHaveLength(fields.length)
    for (const [i, text] of inLine.entries()) {
      const value = parseText(text) as E.Right<Record<string, unknown>>
      const [[key, example]] = Object.entries(value.right)
      expect(fields[i].name.endsWith(`: ${key}`), text).toBe(true)
      expect(E.isRight(fields[i].of.decode(example)), text).toBe(true)
    }
  })
})
