import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { operations } from '../../model/operations/index.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { readText } from '../../spec/files/read-text.ts'
import { VERSIONS, schemaNamed, type SchemaOf } from '../schemas.ts'
import { p2pspec } from './in-process.ts'

const folder = `${ROOT_FOLDER}docs/schemas/`
const keep = mkdtempSync(`${tmpdir()}/p2pspec-schemas-`)
afterAll(() => rmSync(keep, { recursive: true }))

const schemaOf = (command: string): AnySchemaObject =>
  JSON.parse(readText(`${folder}${command}.json`, 2 ** 20)) as AnySchemaObject

/** The schema with no room for what it does not describe: a reader's may have more, ours must have said so. */
const strict = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Object.entries(schema).map(([key, value]) => [key, key === 'if' ? (value as unknown) : strict(value)])
  const closed = 'properties' in schema ? { additionalProperties: false } : {}
  return { ...(Object.fromEntries(parts) as object), ...closed }
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false })
const validators = new Map<string, ValidateFunction>()
const validatorOf = (command: string): ValidateFunction => {
  const known = validators.get(command) ?? ajv.compile(strict(schemaOf(command)) as AnySchemaObject)
  validators.set(command, known)
  return known
}

const problemsOf = (command: string, value: unknown): unknown[] => {
  const validate = validatorOf(command)
  return validate(value) ? [] : (validate.errors ?? [])
}

/** Scenarios whose outcomes are not met in those below: memory with a life, memory that moves, steps beside each other. */
const OUTCOMES = [
  'spec/litmus/dropped-while-a-device-faults.yaml',
  'spec/litmus/fork-of-a-pinned-page.yaml',
  'counterexamples/S40-hmm-three-way.yaml',
  'counterexamples/S14-owner-per-driver.yaml',
  'spec/litmus/unbind-while-allocated.yaml',
  'spec/litmus/setpci-after-groups.yaml',
  'spec/litmus/list-copied-by-the-cpu.yaml',
  'spec/litmus/chosen-iova-inside-a-bar.yaml',
  'spec/litmus/failed-mmap-then-unbind.yaml',
  'spec/litmus/freed-behind-a-refused-list.yaml',
  'counterexamples/S33-linux-4.20-fixed.yaml',
  'counterexamples/S36-linux-6.12.yaml',
  'counterexamples/S8-stacked-shim.yaml',
].map((path) => [path])

/** Kinds of outcomes that a schema knows, by the field that names them. */
const outcomesIn = (command: string, field: string): string[] => {
  const { outcome } = schemaOf(command)['$defs'] as { outcome: { oneOf: { properties: Record<string, Kind> }[] } }
  return outcome.oneOf.map(({ properties }) => properties[field].const)
}
interface Kind {
  readonly const: string
}

/** What each command is asked: its every form of output. */
const ASKED: Readonly<Record<SchemaOf, readonly string[][]>> = {
  check: [
    [
      '--rule=S2',
      '--design=linux-4.20',
      '--design=linux-6.12',
      '--scope=strays',
      '--runs=5',
      '--workers=1',
      `--keep=${keep}`,
    ],
  ],
  replay: [['spec/litmus/same-switch.yaml', 'counterexamples/trust/S10-refusals-leave-nothing.yaml']],
  explain: [
    ['same-switch'],
    ['counterexamples/S8-linux-6.12.yaml'],
    ['same-switch-nonzero-offset', '--design', 'linux-4.20'],
    ['write-without-mapping'],
    ['setpci-then-distance'],
    ['which-provider'],
    ['unmap-mixed-list'],
    ['gup-flags'],
    ['private-page-through-a-bar', '--design', 'hmm-three-way'],
    ...OUTCOMES,
  ],
  trace: [['same-switch'], ['setpci-between-maps'], ...OUTCOMES],
  litmus: [['same-switch', 'which-provider']],
  rules: [[], ['S2', 'MT-5', 'GV-14']],
  designs: [[]],
  machine: [
    ['machines/dumps/13-g250-broadwell-plx8747-titanxp.lspci', '--cmdline', 'intel_iommu=on'],
    [
      'machines/dumps/10-e251u70-plx8747-v100-cx6.lspci',
      '--pair',
      'b5:00.0',
      'b6:00.0',
      '--cmdline',
      'pci=disable_acs_redir=b4:08.0,b4:10.0',
    ],
  ],
  judge: [['conformance/recordings']],
  docs: [['--check']],
}

describe('the JSON of each command', () => {
  it('has a schema, and there is no other', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    expect(files.toSorted()).toEqual(
      Object.keys(VERSIONS)
        .map((command) => `${command}.json`)
        .toSorted(),
    )
    for (const command of Object.keys(VERSIONS) as SchemaOf[])
      expect(schemaOf(command)['$id']).toBe(schemaNamed(command))
  })

  it.each(Object.keys(ASKED) as SchemaOf[])(
    '%s: what it prints is what the schema says, and no more',
    async (command) => {
      for (const args of ASKED[command]) {
        const { out, err } = await p2pspec(command, ...args, '--json')
        expect(out, `${args.join(' ')}: ${err}`).not.toBe('')
        expect(problemsOf(command, JSON.parse(out)), args.join(' ')).toEqual([])
      }
    },
  )

  it.each([
    ['explain', 'kind'],
    ['trace', 'tag'],
  ])('%s: its schema knows what every operation answers', (command, field) => {
    const known = outcomesIn(command, field)
    const answers = [...operations.map((one) => one.answers), 'n/a', 'skipped', 'hangs', 'oops', 'beside']
    expect(answers.filter((kind) => !known.includes(kind))).toEqual([])
  })

  it('is refused where a field is missing, strange or of another type', async () => {
    const { out } = await p2pspec('litmus', 'same-switch', '--json')
    const [first] = JSON.parse(out) as Record<string, unknown>[]
    expect(problemsOf('litmus', [first])).toEqual([])
    for (const field of Object.keys(first)) {
      const { [field]: _, ...without } = first
      expect(problemsOf('litmus', [without]), field).not.toEqual([])
      expect(problemsOf('litmus', [{ ...first, [field]: {} }]), field).not.toEqual([])
    }
    expect(problemsOf('litmus', [{ ...first, more: 1 }])).not.toEqual([])
  })
})
