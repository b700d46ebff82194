/** docs/format.md: every field of a scenario file, from the codecs and what stands beside them. */
import * as t from 'io-ts'
import { address, name, oneOf, size, type Made } from '../../model/machine/fields.ts'
import type { Meaning } from '../../model/machine/meaning.ts'
import { ROLE_MEANS } from '../../model/operations/meaning.ts'
import { operations } from '../../model/operations/index.ts'
import type { OperationKind } from '../../model/operations/operation.ts'
import { operationOf, stepFile } from '../../model/operations/steps.ts'
import type { Role, Word } from '../../model/operations/word.ts'
import { nameOf } from '../../spec/files/library.ts'
import { rules } from '../../spec/rules/index.ts'
import { writeLine } from '../../spec/files/text.ts'
import { RECORDS, mayBeLeftOut, type Listed } from './format-records.ts'
import { GENERATED } from './places.ts'
import { anchor, blocks, bullets, code, link, prose, yamlBlock } from './markdown.ts'
import { HEAD, NUMBERS, STEPS_HEAD, WHOLE } from './format-words.ts'
import type { Shelf } from './shelf.ts'

export const formatPage = (s: Shelf): string => {
  const whole = s.litmus.find((saved) => nameOf(saved) === WHOLE)
  if (whole === undefined) throw new Error(`spec/litmus/${WHOLE}.yaml, the example of docs/format.md, is not there`)
  return `${blocks(
    GENERATED,
    '# The file format',
    HEAD,
    yamlBlock(whole.text),
    NUMBERS,
    ...RECORDS.map(section),
    '## An operation',
    STEPS_HEAD,
    ...operations.map((operation) => operationSection(s, operation)),
  )}\n`
}

const section = ({ title, codec, means }: Listed): string =>
  blocks(
    `## ${title}`,
    bullets(Object.entries(codec.props ?? {}).map(([field, of]) => fieldLine(field, of, means[field]))),
  )

const fieldLine = (field: string, codec: t.Mixed, means: Meaning): string => {
  const { says, example, leftOut, otherwise } = means
  const value = otherwise === undefined ? '' : ` (${code(`${field}: ${writeLine(otherwise)}`)})`
  return [
    `**${code(field)}**, ${typeOf(codec)}, ${mayBeLeftOut(codec) ? 'optional' : 'required'}. ${prose(says)}`,
    ...(leftOut === undefined ? [] : [`Left out${value}: ${prose(leftOut)}.`]),
    `Example: ${code(`${field}: ${writeLine(example)}`)}`,
  ].join(' ')
}

/** What a codec accepts, with a link to the record that it is. */
export const typeOf = (codec: t.Mixed & Made): string => {
  const record = RECORDS.find((one) => one.codec === codec)
  if (record !== undefined) return link(lowered(record.title), anchor(record.title))
  if (codec === (stepFile as t.Mixed)) return link('an operation', anchor('An operation'))
  if (codec instanceof t.RecursiveType) return typeOf(codec.type)
  if (codec instanceof t.DictionaryType) return `names, each with ${typeOf(codec.codomain)}`
  if (codec.of !== undefined) return mayBeLeftOut(codec) ? typeOf(codec.of) : `a list (each entry: ${typeOf(codec.of)})`
  return PLAIN[codec.name] ?? prose(codec.name)
}

/** The head of the page says more of these. */
const PLAIN: Readonly<Record<string, string>> = {
  [t.boolean.name]: 'true or false',
  [t.string.name]: 'text',
  [name.name]: 'a name',
  [address.name]: 'an address',
  [size.name]: 'a size in bytes',
  [oneOf(rules.map(({ id }) => id)).name]: `the id of ${link('a rule', 'semantics/README.md')}`,
}
const lowered = (title: string): string =>
  /^[A-Z][a-z]*(?: |$)/.test(title) ? title[0].toLowerCase() + title.slice(1) : title

const operationSection = (s: Shelf, operation: OperationKind): string => {
  const used = s.litmus.find(({ litmus }) => litmus.file.steps.some((step) => operationOf(step) === operation))
  return blocks(
    `### ${operation.kind}`,
    prose(operation.about),
    bullets(Object.entries(operation.words).map(([called, word]) => wordLine(called, word))),
    `Example, with every word${used === undefined ? '' : ` (in a test: ${link(code(nameOf(used)), `../${used.path}`)})`}:`,
    yamlBlock(`steps:\n  - ${writeLine(exampleOf(operation))}`),
  )
}

/** A step that says every word of the operation. */
export const exampleOf = ({ kind, words }: OperationKind): Readonly<Record<string, object>> => ({
  [kind]: Object.fromEntries(Object.entries(words).map(([called, word]) => [called, exampleWord(word)])),
})

/** Of words to choose from the first; of several the longest choice; a flag as it is not left out. */
const exampleWord = ({ role, drawn = [], otherwise }: Word): unknown => {
  if (role === 'choice') return drawn[0]
  if (role === 'choices') return drawn.at(-1)
  return role === 'flag' ? otherwise !== true : ROLE_MEANS[role].example
}

const wordLine = (called: string, word: Word): string => {
  const { codec, role, otherwise, says = ROLE_MEANS[role].says, leftOut = ROLE_MEANS[role].leftOut } = word
  const isOptional = mayBeLeftOut(codec)
  const value = otherwise === undefined ? '' : ` (${code(`${called}: ${writeLine(otherwise)}`)})`
  const without = isOptional && leftOut !== undefined ? ` Left out${value}: ${prose(leftOut)}.` : ''
  return `**${code(called)}**, ${wordType(role, codec)}, ${isOptional ? 'optional' : 'required'}. ${prose(says)}${without}`
}

/** Names of functions and mappings are text to the codec; their role says what they name. */
const NAMES: Partial<Readonly<Record<Role, string>>> = {
  provider: 'a name',
  function: 'a name',
  client: 'a name',
  clients: 'a list of names',
  mapping: 'a name',
}

const wordType = (role: Role, codec: t.Mixed & Made): string => {
  const bytes = `${link('bytes of RAM', anchor('Bytes of RAM'))} or ${link('of a BAR', anchor('Bytes of a BAR'))}`
  if (role === 'memory') return bytes
  if (role === 'list' || role === 'pages') return `a list (each entry: ${bytes})`
  return NAMES[role] ?? typeOf(codec)
}
