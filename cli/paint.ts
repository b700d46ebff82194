/** Colour, laid over a story that is already written: taken away, it is the same text. */
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** What is painted, the first that fits a line; colour only ever repeats what the words say. */
const PAINT: readonly (readonly [words: RegExp, style: Style])[] = [
  [/^Broken {4}No rule\./, 'green'],
  [/^Broken {4}S\d+ \w+/, ['bold', 'red']],
  [/^(Asked|Happened|Broken)(?= {2})/, 'bold'],
  [/^Broken: .*/, ['bold', 'red']],
  [/^(The machine|What happens under|The same scenario|A single change).*/, 'bold'],
  [/^steps\[\d+\]/, 'bold'],
  [/\(NOT as meant\)|\[NOT MET\]|refused\b|NOT_SUPPORTED/, 'red'],
  [/\(as meant\)|\[met\]/, 'green'],
  [/\(left open\)/, 'yellow'],
  [/^ +(meant|landed|target):/, 'bold'],
  [/^ +(but )?breaks S\d.*/, 'red'],
  [/^ +Allowed are only:/, 'bold'],
]

/** The story with escapes around what matters. */
export const painted = (story: string): string =>
  story
    .split('\n')
    .map((line) => {
      const [words, style] = PAINT.find(([of]) => of.test(line)) ?? []
      return words === undefined ? line : line.replace(words, (found) => paint(style!, found))
    })
    .join('\n')

/** @param format as `styleText` takes it; whether anybody sees it is decided once, in {@link wantsColour} */
const paint = (format: Style, text: string): string => {
  const indent = /^ */.exec(text)![0]
  return indent + styleText(format, text.slice(indent.length), { validateStream: false })
}

/**
 * FORCE_COLOR (but 0 and false) says yes, NO_COLOR (if not empty) says no, and else a terminal decides:
 * https://no-color.org, https://force-color.org.
 */
export const wantsColour = (isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean => {
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}
