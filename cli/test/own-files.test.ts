/** What the command writes in its own repository: pages, and spec/expected.yaml. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main as ours } from '../main.ts'
import { clone, removeClones } from './clone.ts'
import { runIn, type Ran } from './in-process.ts'
import { everythingIn, pipe, socket } from './odd-outputs.ts'

let home = ''
let main = ours
beforeAll(async () => {
  home = clone()
  main = ((await import(join(home, 'cli/main.ts'))) as { main: typeof ours }).main
})
afterAll(removeClones)

/** Puts something odd in the place of a file or folder, and that back in the end. */
const withOdd = async (name: string, make: (path: string) => void, work: () => Promise<void>): Promise<void> => {
  const path = join(home, name)
  const aside = join(home, 'aside')
  renameSync(path, aside)
  try {
    make(path)
    await work()
  } finally {
    rmSync(path, { recursive: true, force: true })
    renameSync(aside, path)
  }
}

const refused = async (args: readonly string[], watched: string, says: RegExp): Promise<void> => {
  const before = everythingIn(join(home, watched))
  const { status, out, err }: Ran = await runIn(main, ...args)
  expect(err).toMatch(/^p2pspec: [^\n]*\n$/)
  expect(err).toMatch(says)
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(everythingIn(join(home, watched))).toEqual(before)
}

/** In the place of a file that the command reads and writes. */
const ODD: readonly (readonly [sentence: string, make: (path: string) => void, says: RegExp])[] = [
  ['a full disk', (path) => symlinkSync('/dev/full', path), /found a device; accepted: a file/],
  ['a device', (path) => symlinkSync('/dev/zero', path), /found a device; accepted: a file/],
  ['a pipe', (path) => pipe(path), /found a pipe; accepted: a file/],
  ['a socket', (path) => socket(path), /found a socket; accepted: a file/],
  ['a folder', (path) => mkdirSync(path), /found a folder; accepted: a file/],
  [
    'a link to nothing',
    (path) => symlinkSync('nothing', path),
    /found .*, a symbolic link to nothing; accepted: a file of yours/,
  ],
  ['a link to itself', (path) => symlinkSync(path, path), /a symbolic link that leads to itself; accepted: a file/],
  [
    'bytes that are no text',
    (path) => writeFileSync(path, Buffer.from([0xff, 0xff])),
    /found bytes that are not UTF-8/,
  ],
  [
    'an endless file',
    (path) => writeFileSync(path, Buffer.alloc(2 ** 23, 'x')),
    /found 8388608 bytes; accepted: at most/,
  ],
]

describe('docs', () => {
  it.each([
    ...ODD,
    [
      'a file that nobody may write',
      (path: string) => (writeFileSync(path, 'old'), chmodSync(path, 0o444)),
      /docs: found .*matrix\.md, a file that may not be written; accepted:/,
    ],
    [
      'a link to one',
      (path: string) => (
        writeFileSync(join(home, 'locked'), 'old'),
        chmodSync(join(home, 'locked'), 0o444),
        symlinkSync(join(home, 'locked'), path)
      ),
      /docs: found .*matrix\.md, a file that may not be written; accepted:/,
    ],
    ['a link to a folder', (path: string) => symlinkSync(home, path), /found a folder; accepted: a file/],
  ] as typeof ODD)('is not written, where one page is %s: none is', async (_, make, says) => {
    const page = join(home, 'docs/linux.md')
    const right = readFileSync(page, 'utf8')
    writeFileSync(page, 'stale')
    await withOdd('docs/matrix.md', make, () => refused(['docs'], 'docs', says))
    writeFileSync(page, right)
  })

  it.each([
    [
      'a file',
      (path: string) => writeFileSync(path, ''),
      /docs: found .*semantics, a file; accepted: a folder|docs\/semantics/,
    ],
    ['a pipe', (path: string) => pipe(path), /docs\/semantics/],
    [
      'a link to nothing',
      (path: string) => symlinkSync('nothing', path),
      /docs: found .*semantics, a symbolic link to nothing; accepted: a folder/,
    ],
    ['a link to a device', (path: string) => symlinkSync('/dev/full', path), /docs\/semantics/],
  ] as const)('is not written, where the folder of pages is %s', async (_, make, says) => {
    await withOdd('docs/semantics', make, () => refused(['docs'], 'docs', says))
  })

  it('takes no folder away, and no pipe, that is no page', async () => {
    const stray = join(home, 'docs/semantics/stray')
    for (const make of [(path: string) => mkdirSync(path), pipe]) {
      make(stray)
      await refused(['docs'], 'docs', /docs: found .*stray, a (folder|pipe); accepted: a file/)
      rmSync(stray, { recursive: true })
    }
  })

  it('README.md without a place for the matrix is told', async () => {
    await withOdd(
      'README.md',
      (path) => writeFileSync(path, '# x\n'),
      () => refused(['docs'], 'docs', /found no block for the matrix/),
    )
    await withOdd('README.md', pipe, () => refused(['docs'], 'docs', /README\.md: found a pipe; accepted: a file/))
  })

  it('is written where a link leads to', async () => {
    const text = readFileSync(join(home, 'docs/matrix.md'), 'utf8')
    const elsewhere = join(home, 'elsewhere.md')
    const make = (path: string): void => (writeFileSync(elsewhere, 'stale'), symlinkSync(elsewhere, path))
    await withOdd('docs/matrix.md', make, async () => {
      expect(await runIn(main, 'docs')).toMatchObject({ status: 0, err: '' })
      expect(readFileSync(elsewhere, 'utf8')).toBe(text)
    })
  })
})

describe('check --update', () => {
  const SEARCH = ['check', '--update', '--rule', 'S2', '--scope', 'wide', '--runs', '1', '--workers', '1']
  it.each([
    ...ODD,
    [
      'a file that nobody may write',
      (path: string) => (writeFileSync(path, 'designs: {}\nmutants: {}\n'), chmodSync(path, 0o444)),
      /--update: found .*expected\.yaml, a file that may not be written; accepted:/,
    ],
    ['no YAML', (path: string) => writeFileSync(path, '{'), /expected\.yaml: top level: found /],
    ['a list', (path: string) => writeFileSync(path, '[]'), /expected\.yaml: top level: found \[\]/],
    ['empty', (path: string) => writeFileSync(path, ''), /expected\.yaml: top level: found null/],
    [
      'a word that is none',
      (path: string) => writeFileSync(path, 'designs: {S2: {linux-6.12: hodls}}\nmutants: {}\n'),
      /expected\.yaml: designs\.S2\.linux-6\.12: found "hodls"; accepted: did you mean holds/,
    ],
    [
      'a field that is none',
      (path: string) => writeFileSync(path, 'designs: {}\nmutant: {}\n'),
      /expected\.yaml: .*mutant/,
    ],
    [
      'two documents',
      (path: string) => writeFileSync(path, 'designs: {}\nmutants: {}\n---\n{}\n'),
      /a second document/,
    ],
    ['a key twice', (path: string) => writeFileSync(path, 'designs: {}\ndesigns: {}\nmutants: {}\n'), /each key once/],
    ['a number', (path: string) => writeFileSync(path, '3'), /expected\.yaml: top level: found 3/],
    ['an escape sequence', (path: string) => writeFileSync(path, 'designs: {} # \u001B[31m\n'), /U\+001B/],
    ['UTF-16', (path: string) => writeFileSync(path, Buffer.from('\uFEFFdesigns: {}', 'utf16le')), /found UTF-16/],
  ] as typeof ODD)('is not searched for, where spec/expected.yaml is %s', async (_, make, says) => {
    await withOdd('spec/expected.yaml', make, () => refused(SEARCH, 'spec', says))
  })
})
