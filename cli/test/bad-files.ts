/**
 * Files that are wrong, each with what is said of it: the table of bad-input.test.ts.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'

/** A file, how it came about, and what its message says behind its name. */
export type Row = readonly [sentence: string, text: string | Uint8Array, says: RegExp]

/** What is wrong before a file is read. Each makes itself at `path`. */
export const NO_FILE: readonly (readonly [sentence: string, make: (path: string) => void, says: RegExp])[] = [
  ['a missing file', () => undefined, /^found no such file or folder; accepted: a file$/],
  ['a file below a file', (path) => writeFileSync(path.replace(/\/[^/]*$/, ''), ''), /^found no such file or folder;/],
  ['a link to nothing', (path) => symlinkSync('nothing', path), /^found a symbolic link to nothing; accepted: a file$/],
  ['a link to itself', (path) => symlinkSync(path, path), /^found a symbolic link that leads to itself; accepted:/],
  ['a pipe', (path) => execFileSync('mkfifo', [path]), /^found a pipe; accepted: a file$/],
  ['/dev/zero', (path) => symlinkSync('/dev/zero', path), /^found a device; accepted: a file$/],
  ['100 MB', (path) => (writeFileSync(path, ''), truncateSync(path, 1e8)), /^found 100000000 bytes; accepted: at most/],
]

export const FOLDER = (path: string): void => {
  mkdirSync(path)
}

/** Bytes that are no text. */
export const NO_TEXT: readonly Row[] = [
  ['UTF-16', Buffer.from('\uFEFFmachine: {}', 'utf16le'), /^found UTF-16; accepted: UTF-8$/],
  [
    'a byte that is not UTF-8',
    Buffer.from('machine:\n  \xE9', 'latin1'),
    /^line 2: found bytes that are not UTF-8; accepted: UTF-8$/,
  ],
  ['half a character', Buffer.from([0xef]), /^line 1: found bytes that are not UTF-8; accepted: UTF-8$/],
  ['writing turned around', 'steps: [] # \u202E', /^line 1: found the character U\+202E; accepted:/],
  ['a NUL', 'machine: {}\nsteps: [\0]', /^line 2: found the character U\+0000; accepted: text without control/],
  ['an escape sequence', 'steps: []\n# \u001B[31m', /^line 2: found the character U\+001B; accepted:/],
]

const machine = (fields = '', functions = ''): string =>
  `machine: {hosts: [{name: h0${fields}}], functions: [{name: rp, type: root port, on: h0}${functions}]}\n`
const scenario = (fields = '', functions = '', steps = ''): string => `${machine(fields, functions)}steps: [${steps}]\n`
/** A machine with one number in it. */
const offset = (number: string): string => scenario(`, offset: ${number}`)
const NUMBER = String.raw`accepted: a whole number in decimal, 0x or 0o, below 2\^53`
const rounded = (number: string): Row => [
  `the number ${number}`,
  offset(number),
  new RegExp(
    String.raw`^machine\.hosts\[0\]\.offset: found ${number.replaceAll(/[.+]/g, String.raw`\$&`)} at line 1; ${NUMBER}`,
  ),
]

/** Text that is no YAML, or YAML that could mean several things. */
export const NO_YAML: readonly Row[] = [
  ['an empty file', '', /^top level: found null; accepted: \{machine, steps, /],
  ['no YAML', '{{{', /^top level: found .*line 1, column \d+; accepted: YAML or JSON$/],
  ['a cut flow', 'machine: {hosts: [{na', /^top level: found .*line 1, column \d+; accepted: YAML or JSON$/],
  [
    'a tab for indentation',
    'machine:\n\thosts: []',
    /^top level: found Tabs .*line 2, column 1; accepted: YAML or JSON$/,
  ],
  ['carriage returns alone', 'machine: {}\rsteps: []', /^line 1: found the character U\+000D; accepted: text without/],
  ['10 000 brackets', '['.repeat(10_000), /^top level: found more than 64 levels at line 1; accepted: at most 64$/],
  ['10 000 dashes', '- '.repeat(10_000), /^top level: found more than 64 levels at line 1; accepted: at most 64$/],
  [
    'brackets inside',
    `${machine()}exists: ${'{not: '.repeat(99)}`,
    /^top level: found more than 64 levels at line 2; /,
  ],
  [
    'a million commas',
    `[${'1,'.repeat(250_000)}]`,
    /^top level: found more than 200000 words, .*; accepted: at most 200000$/,
  ],
  [
    'an alias bomb',
    bomb(),
    /^l2\[0\]: found \*l1 at line 3; accepted: an alias of what is written before, with no alias/,
  ],
  [
    'many aliases',
    `a: &a [1]\nb: [${'*a, '.repeat(101)}]`,
    /^b\[100\]: found \*a at line 2; accepted: at most 100 aliases$/,
  ],
  [
    'aliases of much',
    `a: &a [${'1,'.repeat(999)}]\nb: [${'*a,'.repeat(50)}]`,
    /^top level: found more than 20000 values; /,
  ],
  [
    'an alias in itself',
    `${machine()}exists: &p {not: *p}`,
    /^exists\.not: found \*p at line 2; accepted: an alias of /,
  ],
  ['an alias of nothing', 'machine: *m', /^machine: found \*m at line 1; accepted: an alias of what is written before/],
  [
    'a merge key',
    'x: &x {name: h0}\nmachine: {<<: *x}',
    /^x: found an unknown field; accepted: .*known here: machine, steps/,
  ],
  [
    'the tag !!binary',
    'machine: !!binary aGk=',
    /^top level: found .*binary.*line 1, column 10; accepted: YAML or JSON$/,
  ],
  ['the tag !!js/function', 'machine: !!js/function x', /^top level: found .*js\/function.*; accepted: YAML or JSON$/],
  [
    'the tag !!int',
    'machine: !!int "3"',
    /^machine: found the tag tag:yaml\.org,2002:int at line 1; accepted: a value without/,
  ],
  [
    'two documents',
    `${scenario()}---\n${scenario()}`,
    /^top level: found a second document at line \d; accepted: .*one document$/,
  ],
  ['YAML 1.1', `%YAML 1.1\n---\n${offset('017')}`, /^top level: found %YAML 1\.1; accepted: YAML 1\.2$/],
  [
    'a key twice',
    scenario(', iommu: "off", iommu: translating'),
    /^machine\.hosts\[0\]\.iommu: found the key "iommu" at line 1 and at line 1; accepted: each key once$/,
  ],
  [
    'a list as a key',
    '{[1, 2]: 3}',
    /^top level: found .*keys must be strings, line 1, column 2; accepted: YAML or JSON$/,
  ],
  [
    'the key __proto__',
    'machine: {"__proto__": {}}',
    /^machine\.__proto__: found the key __proto__ at line 1; accepted: any other$/,
  ],
  [
    'an escape in quotes',
    scenario(', iommu: "\\e[31m"'),
    /^machine\.hosts\[0\]\.iommu: found the character U\+001B at line 1; /,
  ],
  ...['.nan', '.inf', '-.inf', '-0', '1.5', '1.0', '1e3', '1e400', '+1', '017', '0x20000000000001'].map(rounded),
  rounded('9007199254740993'),
  rounded('4503599627370496.5'),
]

const FIELD =
  /^machine\.hosts\[0\]\.offset: found "1_000"; accepted: a whole number of bytes, either sign, at most 2\^52/

/** YAML that is no scenario. */
export const NO_SCENARIO: readonly Row[] = [
  ['a list', '[]', /^top level: found \[\]; accepted: \{machine, steps, /],
  ['no steps', machine(), /^steps: found nothing; accepted: a list of one of pci_p2pdma_add_resource, /],
  [
    'a wrong type deep inside',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: {}}}'),
    /^machine\.functions\[1\]\.bar\.size: found \{\}; accepted: a size in bytes/,
  ],
  [
    'a name that is a number',
    scenario('', ', {name: 3, type: endpoint, below: rp}'),
    /^machine\.functions\[1\]\.name: found 3; accepted: a name: text of 1 to 64/,
  ],
  [
    'a name without end',
    scenario('', `, {name: ${'x'.repeat(65)}, type: endpoint, below: rp}`),
    /^machine\.functions\[1\]\.name: found "x{65}"; accepted: a name/,
  ],
  [
    'a misspelt field',
    scenario(', ofset: 0'),
    /^machine\.hosts\[0\]\.ofset: found an unknown field; accepted: did you mean offset\? known here: name, /,
  ],
  [
    'a misspelt word',
    scenario('', ', {name: A, type: endpiont, below: rp}'),
    /^machine\.functions\[1\]\.type: found "endpiont"; accepted: did you mean endpoint\? one of root port, /,
  ],
  [
    'a step of an older format',
    scenario('', '', '{map_sgtable: {}}'),
    /^steps\[0\]\.map_sgtable: found an unknown field; accepted: one of pci_p2pdma_add_resource, /,
  ],
  [
    'a field of an older format',
    `format: 0\n${scenario()}`,
    /^format: found an unknown field; accepted: known here: machine, steps, /,
  ],
  [
    'a rule nobody knows',
    `${scenario()}exists: {broken: S99}\nresult: Never`,
    /^exists\.broken: found "S99"; accepted: did you mean S9 or S19 or S29\? one of S1, /,
  ],
  ['a number written with _', offset('1_000'), FIELD],
  ['a number in quotes', offset('"1_000"'), FIELD],
  [
    'a unit that overflows',
    offset('9007199254740993G'),
    /^machine\.hosts\[0\]\.offset: found "9007199254740993G"; accepted: /,
  ],
  [
    'an address past 2^52',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: 4K, base: 0x10000000001000}}'),
    /^machine\.functions\[1\]\.bar\.base: found 4503599627374592; accepted: an address: a whole number from 0 to 2\^52$/,
  ],
  [
    'an address below 0',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: 4K, base: -4096}}'),
    /^machine\.functions\[1\]\.bar\.base: found -4096; accepted: an address/,
  ],
  [
    'a size of 0',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: 0}}'),
    /^machine\.functions\[1\]\.bar\.size: found 0; accepted: a size in bytes, above 0/,
  ],
  [
    'an offset past 2^52',
    offset('4503599627370497'),
    /^machine\.hosts\[0\]\.offset: found 4503599627370497; accepted: .*at most 2\^52/,
  ],
  [
    'a base and size past 2^52',
    scenario(', window: {base: 0x10000000000000, size: 1M}'),
    /^machine\.hosts\[0\]\.offset: found 0: the window would start at bus 4503599627370496; accepted: /,
  ],
  [
    'a BAR that ends past its window',
    scenario(', window: {base: 0x40000000, size: 1M}', ', {name: A, type: endpoint, below: rp, bar: {size: 2M}}'),
    /^machine\.functions\[0\]\.window: found 0x40000000\.\.0x401fffff; accepted: a range inside the window above it/,
  ],
  [
    'bytes past the end of a BAR',
    scenario(
      '',
      ', {name: A, type: endpoint, below: rp, bar: {size: 4K}}',
      '{unmapped_dma: {client: A, access: read, target: {bar: A, offset: 0x10000000000000, length: 4K}}}',
    ),
    /^steps\[0\]\.unmapped_dma\.target: found offset 0x10000000000000 and 4096 bytes; accepted: bytes inside the BAR of 0x1000$/,
  ],
  [
    'bytes past the end of RAM',
    scenario(
      '',
      ', {name: A, type: endpoint, below: rp}',
      '{dma_map_page: {client: A, page: {ram: 0xfffffffffffff, length: 1}}}',
    ),
    /^steps\[0\]\.dma_map_page\.page: found RAM 0xfffffffffffff of 1 bytes; accepted: bytes inside `machine\.ram`$/,
  ],
  [
    'a transfer without end',
    scenario(
      '',
      ', {name: A, type: endpoint, below: rp}',
      '{unmapped_dma: {client: A, access: read, target: {ram: 0, length: 512M}}}',
    ),
    /^steps\[0\]\.unmapped_dma\.target: found a transfer of 536870912 bytes; accepted: at most 4194304$/,
  ],
  [
    '2 000 entries',
    scenario('', '', '{dma: {map: m}}, '.repeat(2000)),
    /^steps: found a list of 2000; accepted: at most 1024 entries$/,
  ],
  [
    'the name of nobody',
    scenario('', ', {name: A, type: endpoint, below: __proto__}'),
    /^machine\.functions\[1\]\.below: found "__proto__"; accepted: the name of a function$/,
  ],
  [
    'a name of every object',
    scenario('', '', '{pci_p2pmem_publish: {provider: constructor}}'),
    /^steps\[0\]\.pci_p2pmem_publish\.provider: found "constructor"; accepted: a function: rp$/,
  ],
]

/** Recordings, each a whole one with something wrong. */
export const badRecordings = (fabric: string, qemu: string): readonly Row[] => {
  const lines = fabric.split('\n')
  const first = lines.findIndex((line) => line.startsWith('dist '))
  const map = qemu.split('\n').findIndex((line) => /^map .* rc=0/.test(line))
  const without = (text: string, from: number, count = 1): string => text.split('\n').toSpliced(from, count).join('\n')
  const instead = (from: RegExp | string, to: string): string => fabric.replace(from, to)
  return [
    ['an empty file', '', /^line 1: found ""; accepted: the first line of a recording: /],
    [
      'a file that is no recording',
      '# hello\n',
      /^line 1: found "# hello\\n"; accepted: the first line of a recording/,
    ],
    [
      'a header of an older format',
      instead(/ cpu \S+/, ''),
      /^line 1: found .*; accepted: the first line of a recording: # seed N cpu /,
    ],
    [
      'a CPU nobody knows',
      instead(/ cpu \S+/, ' cpu i486'),
      /^line 1: found "# seed .*"; accepted: # seed N cpu max\|EPYC linux VERSION$/,
    ],
    [
      'no answer',
      '# seed 1 cpu max linux 6.12.117\nH 0\nEND\n',
      /^top level: found no answer of a kernel; accepted: a recording with at least one$/,
    ],
    [
      'cut in the middle',
      lines.slice(0, first).join('\n'),
      /^line \d+: found ".*"; accepted: END: the recording is cut$/,
    ],
    ['cut in a line', fabric.slice(0, 2000), /^line \d+: found ".*"; accepted: END: the recording is cut$/],
    ['cut in the header', fabric.slice(0, 9), /^line 1: found "# seed 3 "; accepted: the first line/],
    ['two in one file', fabric + fabric, /^line \d+: found "END"; accepted: a line of the format: /],
    [
      'a line of another format',
      instead('dist ', 'distance '),
      /^line \d+: found "distance .*"; accepted: a line of the format: /,
    ],
    [
      'a function that is not there',
      instead(/dist \d+/, 'dist 99'),
      /^line \d+: found a function without an F line; accepted: functions 0 to \d+$/,
    ],
    [
      'a parent that is not there',
      instead(/^F 0 \d+ /m, 'F 0 77 '),
      /^line \d+: found "F 0 77 .*"; accepted: F host parent /,
    ],
    [
      'a BAR of 3 MiB',
      instead(/^(F .*) [1-9]\d*$/m, '$1 3'),
      /^line \d+: found "F .* 3"; accepted: F .*MiB a power of two or 0$/,
    ],
    [
      'an address past 2^53',
      instead(/(alloc \d+ phys=)\S+/, '$120000000000001'),
      /^line \d+: found "alloc .*20000000000001 .*"; accepted: words below 2\^53/,
    ],
    [
      'carriage returns alone',
      fabric.replaceAll('\n', '\r'),
      /^line 1: found the character U\+000D; accepted: text without/,
    ],
    [
      'a device that no bus takes',
      qemu.replace(/^(dev 0000:04.* type=)-1/m, '$19'),
      /^line \d+: functions\[\d+\]\.\w+: found .*; accepted: /,
    ],
    ['QEMU: cut', qemu.slice(0, 3000), /^line \d+: found ".*"; accepted: END: the recording is cut$/],
    ['QEMU: two in one file', qemu + qemu, /^line \d+: found "END"; accepted: a line of the format$/],
    [
      'QEMU: a map that lost an entry',
      without(qemu, map + 1),
      /^line \d+: found "map .*"; accepted: .*nents seg and 3 pg$/,
    ],
    [
      'QEMU: a list that lost its map',
      without(qemu, map),
      /^line \d+: found " seg .*"; accepted: a map line before it/,
    ],
    [
      'QEMU: an address past 2^53',
      qemu.replace(/(bus=)\w+( len=400000)/, '$120000000000001$2'),
      /^line \d+: found "bar .*"; accepted: words below/,
    ],
  ]
}

function bomb(): string {
  const level = (n: number): string => `l${n}: &l${n} [${Array.from({ length: 9 }, () => `*l${n - 1}`).join(', ')}]`
  return ['l0: &l0 [x]', ...[1, 2, 3, 4, 5, 6, 7, 8].map(level)].join('\n')
}
