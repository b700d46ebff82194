/** Nothing is lost without a word: standard output that is full or closed, and files that cannot be written at the end. */
import { rules } from '../../spec/rules/index.ts'
import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-full-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ran {
  /** Of the first command of a pipe. */
  readonly status: number
  readonly out: string
  readonly err: string
}

/** A line of bash, in which `p2pspec` is the command. */
const bash = (line: string, uid = process.getuid!()): Promise<Ran> =>
  new Promise((done) => {
    const command = `p2pspec() { '${process.execPath}' '${ROOT_FOLDER}cli/p2pspec.mjs' "$@"; }\n${line}\nexit \${PIPESTATUS[0]}`
    execFile('bash', ['--norc', '-c', command], { cwd: folder, encoding: 'utf8', uid }, (error, out, err) =>
      done({ status: error === null ? 0 : Number(error.code), out, err }),
    )
  })

const SEARCH = 'check --rule S2 --design naive-iommu --scope wide --runs 1 --workers 1'

/** One line, many, as data, a picture, after a search: all of them go one way, so a command of each kind is enough. */
const COMMANDS = [
  'rules',
  'rules MT-5 --json',
  'replay same-switch',
  'explain L02 --dot',
  `${SEARCH} --keep kept`,
  '--help',
]

describe('standard output', () => {
  it.concurrent.each(COMMANDS)('that is full is told, status 2: %s', async (command) => {
    const { status, err } = await bash(`p2pspec ${command} > /dev/full`)
    expect(err).toMatch(
      /^((\d+ of|what was found:) [^\n]*\n)*p2pspec: standard output: found a place with no space left; accepted: one that/,
    )
    expect(err).not.toMatch(/\n\s+at /)
    expect(status).toBe(2)
  })

  it.concurrent.each(COMMANDS.filter((command) => !command.startsWith('check')))(
    'that nobody reads is no error to tell: %s',
    async (command) => {
      // Nobody: the reader has gone before the first word.
      const { status, err } = await bash(`p2pspec ${command} | (exec <&-; sleep 0.1)`)
      expect(err.replaceAll(/^(\d+ of|what was found:) .*\n/gm, '')).toBe('')
      expect(status).toBe(141)
    },
  )

  it.concurrent('is read as far as somebody likes', async () => {
    const { status, out, err } = await bash('p2pspec rules | head -1')
    expect({ out, err }).toEqual({ out: 'S1 NoCpuTouch\n', err: '' })
    expect([0, 141]).toContain(status)
  })

  it.concurrent('that has room for some of it is full: a short write is no whole one', async () => {
    const { status, err } = await bash('p2pspec rules --json > /dev/null; (ulimit -f 4; p2pspec rules --json > short)')
    expect(err).toMatch(/^p2pspec: standard output: found a place which would be too large; accepted: /)
    expect(status).toBe(2)
  })

  it.concurrent('is all there where there is room', async () => {
    await bash('p2pspec rules --json > whole; p2pspec rules --json | cat > piped')
    const [whole, piped] = ['whole', 'piped'].map((name) => readFileSync(join(folder, name), 'utf8'))
    expect(whole).toBe(piped)
    expect(JSON.parse(whole)).toHaveLength(rules.length)
  })

  it.concurrent('and nobody at standard error: the work is done', async () => {
    const { status, out } = await bash('p2pspec rules S2 2>&-; p2pspec rules S2 2> /dev/full')
    expect(out.match(/^S2 RouteSound$/gm)).toHaveLength(2)
    expect(status).toBe(0)
  })
})

describe('a file that cannot be written at the end', () => {
  /** No file may have a byte: opening is allowed, and every write fails, as on a disk that is full. */
  const full = (args: string): Promise<Ran> => bash(`ulimit -f 0; p2pspec ${SEARCH} ${args}`)

  it.concurrent('leaves the matrix, and no part of itself: --keep, --log', async () => {
    const { status, out, err } = await full('--keep full-kept --log full-log')
    expect(out).toMatch(/^S2 RouteSound +X$/m)
    expect(out).toMatch(/S2 RouteSound, naive-iommu: full-kept\/S2-naive-iommu\.yaml \(size \d+, not kept\)/)
    expect(err).toContain('p2pspec: --keep: found full-kept/S2-naive-iommu.yaml, which would be too large; accepted:')
    expect(err).toContain('p2pspec: --log: found full-log, which would be too large; accepted:')
    expect(status).toBe(2)
    expect(existsSync(join(folder, 'full-kept')) ? readdirSync(join(folder, 'full-kept')) : []).toEqual([])
    expect(readdirSync(folder).filter((name) => name.startsWith('full-log'))).toEqual([])
  })

  it.concurrent('a picture: nothing is there', async () => {
    const { status, out, err } = await bash('ulimit -f 0; p2pspec explain L02 --svg full.svg')
    expect(err).toBe(
      'p2pspec: --svg: found full.svg, which would be too large; accepted: a file of yours, or a new one in a folder that there is\n',
    )
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(readdirSync(folder).filter((name) => name.startsWith('full.svg'))).toEqual([])
  })

  it.concurrent('nor is a file that standard output goes to', async () => {
    const { status, err } = await bash('p2pspec explain L02 --svg both.svg > both.svg')
    expect(err).toMatch(/--svg: found both\.svg, where standard output goes; accepted:/)
    expect(status).toBe(2)
  })
})

/** Root may do everything: then it is somebody else who asks. */
describe.skipIf(process.getuid === undefined)('who may not write', () => {
  const somebody = process.getuid?.() === 0 ? 65534 : process.getuid!()
  const closed = join(folder, 'closed')
  beforeAll(() => {
    chmodSync(folder, 0o755)
    mkdirSync(closed)
    writeFileSync(join(closed, 'there.svg'), 'old')
    chmodSync(closed, 0o555)
  })
  afterAll(() => chmodSync(closed, 0o755))

  it.concurrent.each([
    [
      'explain L02 --svg closed/new.svg',
      /--svg: found closed\/new\.svg, where nothing may be written; accepted: a file of/,
    ],
    [
      'explain L02 --svg closed/there.svg',
      /--svg: found closed\/there\.svg, (a file that|where nothing) may (not )?be written;/,
    ],
    [`${SEARCH} --log closed/log`, /--log: found closed\/log, where nothing may be written; accepted: a file of yours/],
    [`${SEARCH} --keep closed`, /--keep: found closed, where nothing may be written; accepted: a folder/],
    [`${SEARCH} --keep closed/new`, /--keep: found closed\/new, where nothing may be written; accepted: a folder/],
  ])('is told before any work: %s', async (command, says) => {
    const { status, out, err } = await bash(`p2pspec ${command}`, somebody)
    expect(err).toMatch(says)
    expect(err.trimEnd()).not.toContain('\n')
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(readdirSync(closed)).toEqual(['there.svg'])
  })
})
