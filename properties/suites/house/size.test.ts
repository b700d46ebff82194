import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { ROOMS } from './rooms.ts'

/** What is longer has a second subject, which gets a file and a name of its own. */
const MOST_LINES = 250

const isSource = (file: string): boolean => /\.(?:ts|mjs|c|h)$/.test(file)

const sourcesIn = (room: string): string[] =>
  readdirSync(`${ROOT_FOLDER}${room}`, { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`)

const files = [...ROOMS.flatMap(sourcesIn), ...readdirSync(ROOT_FOLDER)].filter(isSource)

const linesOf = (file: string): number => readFileSync(`${ROOT_FOLDER}${file}`, 'utf8').trimEnd().split('\n').length

describe('the size of a source file', () => {
  it('is measured in every room, of every language', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'index.ts',
        'cli/p2pspec.mjs',
        'conformance/linux/modules/main.c',
        'conformance/linux/modules/fabric.h',
        'properties/suites/house/size.test.ts',
      ]),
    )
  })

  it(`is ${MOST_LINES} lines at most`, () => {
    const long = files.map((file) => ({ file, lines: linesOf(file) })).filter(({ lines }) => lines > MOST_LINES)
    expect(long).toEqual([])
  })
})
