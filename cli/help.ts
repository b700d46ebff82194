/** Help: what a command takes, and what each of its options does. */
import { hanging, beside } from '../story/words/lines.ts'
import type { Command, Option } from './usage.ts'

/** Every command has these. */
export const COMMON: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', says: 'prints JSON instead of text' },
  help: { type: 'boolean', says: 'prints this' },
}

/** `check [--rule NAME].. [--runs N]` */
const synopsisOf = (name: string, { takes, options = {} }: Command): string =>
  [
    name,
    takes,
    ...Object.entries(options).map(([option, of]) => `[${called(option, of)}]${of.multiple === true ? '..' : ''}`),
  ]
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(' ', KEPT))
    .join(' ')

/** A blank at which no line ends. */
const KEPT = '\0'
const spaced = (text: string): string => text.replaceAll(KEPT, ' ')

const called = (option: string, { value }: Option): string => `--${option}${value === undefined ? '' : ` ${value}`}`

const LABELS = 20

/** One command, with its options one by one. */
export const helpOf = (name: string, command: Command): string => {
  const options = Object.entries({ ...command.options, ...COMMON })
  return [
    spaced(hanging(`p2pspec ${synopsisOf(name, command)}`, '', '    ')),
    hanging(command.summary, '  ', '  '),
    '',
    ...options.map(([option, of]) => beside(called(option, of), of.says, '  ', LABELS)),
  ].join('\n')
}

/** All of them, in short. */
export const usageOf = (commands: readonly (readonly [name: string, command: Command])[]): string =>
  [
    'p2pspec: where a DMA lands, and who may reach it',
    '',
    ...commands.flatMap(([name, command]) => [
      spaced(hanging(`p2pspec ${synopsisOf(name, command)}`, '  ', '      ')),
      hanging(command.summary, '      ', '      '),
    ]),
    '',
    hanging(
      'A FILE is a path, - for standard input, or the name or alias of a litmus test. Every command takes --json, and --help, which says what each option does. p2pspec --version says which version this is. The command is called p2pdma-spec as well.',
      '',
      '',
    ),
    hanging(
      'Exit status: 0 as expected, 1 something differs, 2 the input is wrong or something could not be written.',
      '',
      '',
    ),
  ].join('\n')
