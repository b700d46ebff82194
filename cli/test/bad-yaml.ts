/**
 * Text that is no YAML, or YAML that could mean several things, each with what is said of it.
 */
import type { Row } from './bad-files.ts'
import { machine, scenario, offset } from './least.ts'

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
    `[${'1,'.repeat(600_000)}]`,
    /^top level: found more than 1000000 words, .*; accepted: at most 1000000$/,
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
    `a: &a [${'1,'.repeat(1999)}]\nb: [${'*a,'.repeat(60)}]`,
    /^top level: found more than 100000 values; /,
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

function bomb(): string {
  const level = (n: number): string => `l${n}: &l${n} [${Array.from({ length: 9 }, () => `*l${n - 1}`).join(', ')}]`
  return ['l0: &l0 [x]', ...[1, 2, 3, 4, 5, 6, 7, 8].map(level)].join('\n')
}
