/** The sentences of docs/format.md that no codec has. */
import { MOST_ENTRIES } from '../../model/machine/fields.ts'
import { MOST_ALIASES } from '../../spec/files/parse.ts'
import { blocks, bullets } from './markdown.ts'

/** The litmus test that stands at the top of the page: three steps, and every part of a file. */
export const WHOLE = 'same-switch-translating'

export const HEAD = blocks(
  'A scenario is one YAML file: a machine, steps in the kernel’s words, and (if you want) a question with its answer. Litmus tests, counterexamples and what you give to `explain`, `replay`, `litmus` and `trace` are the same format. This page is made from the code that reads it; a test reads every example here.',
  bullets([
    'A field that is not on this page is refused, with the nearest one that is.',
    'JSON is YAML, so a JSON file will do.',
    'Words such as _provider_ and _mapping_ are in the [glossary](glossary.md). What the model leaves out is in [limits](limits.md).',
    'The JSON that commands print has schemas in [schemas](schemas/README.md).',
  ]),
  'This is the whole of one litmus test:',
)

export const NUMBERS = blocks(
  '## Numbers, names and lists',
  bullets([
    'A number is whole, in decimal, in hexadecimal (`0x1000`) or in octal (`0o17`). No number is above 2^53.',
    'A size or an address may have a unit: `4K`, `2M`, `16G`. K is 1024 bytes.',
    'An address is at most 2^52.',
    'What looks like a number and is a text stands in quotes: `at: "10.0"`.',
    'A name has 1 to 64 characters and no space. Functions, host bridges and devices share one set of names; mappings have a set of their own.',
    `A list has at most ${MOST_ENTRIES} entries. YAML anchors and aliases are accepted, at most ${MOST_ALIASES}; tags are not.`,
  ]),
)

export const STEPS_HEAD =
  'A step is a record with one field: the name of the operation. In it stand the words of that operation. Steps run from the first to the last.'
