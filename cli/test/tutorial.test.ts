/**
 * What docs/tutorial/README.md and three sections of README.md tell a new user to do is done, in a copy of this repository.
 *
 * A `sh` block is run. A `text` block shows what the `sh` block before it prints: `...` stands for lines left out, or for
 * the rest of a line. A `ts` or `yaml` block that begins with the name of a file is what the reader has in that file then.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { clone, removeClones } from './clone.ts'

interface Block {
  readonly language: string
  readonly text: string
}

/** What stands there between fences, in order. */
const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }))

/** The section under a heading, up to the next one. */
const section = (markdown: string, title: string): string => {
  const [, found] = markdown.split(`\n## ${title}\n`)
  expect(found, `a section "${title}"`).toBeDefined()
  return found.split('\n## ')[0]
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const isLine = (shown: string, printed: string): boolean =>
  new RegExp(`^${shown.split('...').map(escaped).join('.*')}$`).test(printed)

/** Whether it is the whole of what is printed, `...` apart. Line by line, all places of the page where we may be by then. */
const shows = (shown: string, printed: string): boolean => {
  const lines = shown.trimEnd().split('\n')
  const from = (i: number): number[] => (lines[i] === '...' ? [i, ...from(i + 1)] : [i])
  let at = new Set(from(0))
  for (const line of printed.trimEnd().split('\n'))
    at = new Set(
      [...at].flatMap((i) =>
        lines[i] === '...' ? from(i) : i < lines.length && isLine(lines[i], line) ? from(i + 1) : [],
      ),
    )
  return at.has(lines.length)
}

/** `npx` without a look for the package, which is the folder itself. */
const NPX = 'npx() { shift; node cli/p2pspec.mjs "$@"; }'

/** Standard output and status of the block's last command. */
const run = async (cwd: string, commands: string): Promise<{ status: number | null; out: string; err: string }> => {
  const child = spawn('sh', ['-c', `${NPX}\n${commands}`], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { out: '', err: '' }
  child.stdout.on('data', (text) => (written.out += String(text)))
  child.stderr.on('data', (text) => (written.err += String(text)))
  return new Promise((done) => child.on('close', (status) => done({ status, ...written })))
}

afterAll(removeClones)

/** A block that is a file becomes that file; one of this repository it must be already. */
const save = (folder: string, name: string, text: string): void => {
  const file = join(folder, name)
  if (existsSync(join(ROOT_FOLDER, name))) expect(text, name).toBe(readFileSync(join(ROOT_FOLDER, name), 'utf8'))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Follows the page, and answers how many outputs were compared. */
const follow = async (folder: string, markdown: string): Promise<number> => {
  let compared = 0
  const blocks = blocksOf(markdown)
  for (const [i, { language, text }] of blocks.entries()) {
    const [, name, file] = /^(?:\/\/|#) (\S+\.\w+)\n(.*)$/s.exec(text) ?? []
    if (name !== undefined && language !== 'sh') save(folder, name, file)
    if (language !== 'sh') continue
    const { status, out, err } = await run(folder, text)
    const next = blocks[i + 1]
    const shown = next?.language === 'text' ? next.text : undefined
    const said = `${text}prints, with status ${status}:\n${out}${err}`
    expect(status, said).toBe(/^!!! /m.test(shown ?? '') ? 1 : 0)
    if (shown === undefined) continue
    expect(shows(shown, out), `${said}\nand not what the page shows:\n${shown}`).toBe(true)
    compared++
  }
  return compared
}

const page = (name: string): string => readFileSync(join(ROOT_FOLDER, name), 'utf8')

/** All pages are followed in one copy, one after the other: it compiles once, and searches keep every processor busy anyway. */
let here: string
beforeAll(() => {
  here = clone()
})

/** On an idle machine a tenth of it. */
const LONG = { timeout: 300_000 }

describe('a new user', () => {
  it('gets from a mail to a verdict by docs/tutorial/README.md', LONG, async () => {
    expect(await follow(here, page('docs/tutorial/README.md'))).toBeGreaterThanOrEqual(6)
  })

  it('gets from a design to a litmus test by README.md', LONG, async () => {
    const readme = page('README.md')
    const told = ['Where to start', 'A design of your own'].map((title) => section(readme, title))
    expect(await follow(here, told.join('\n'))).toBeGreaterThanOrEqual(4)
  })
})

describe('the author of a driver', () => {
  it('sees what four drivers break by README.md, as anybody sees it who imports the package', LONG, async () => {
    expect(await follow(here, section(page('README.md'), 'Memory that moves'))).toBe(5)
  })
})

describe('what a page shows', () => {
  it('is the whole of what is printed, ... apart', () => {
    expect(shows('a\nb\n', 'a\nb\n')).toBe(true)
    expect(shows('a\n...\nd (1)\n', 'a\nb\nc\nd (1)\n')).toBe(true)
    expect(shows('a ... c\n', 'a b b c\n')).toBe(true)
    expect(shows('a\n', 'a\nb\n')).toBe(false)
    expect(shows('b\n', 'a\nb\n')).toBe(false)
    expect(shows('a\nc\n', 'a\nb\nc\n')).toBe(false)
    expect(shows('a\n...\n', 'b\n')).toBe(false)
    expect(shows('...\nb\n', 'b\n')).toBe(true)
    expect(shows('...\nb\n', 'b\nc\n')).toBe(false)
    expect(shows('a.c\n', 'abc\n')).toBe(false)
  })
})
