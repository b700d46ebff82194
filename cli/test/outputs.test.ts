import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { tryFile, tryFolder, writeWhole } from '../../spec/files/write.ts'
import { p2pspec } from './in-process.ts'
import { ODD_FILES, ODD_FOLDERS, everythingIn } from './odd-outputs.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-outputs-'))
afterAll(() => rmSync(folder, { recursive: true }))

let made = 0
const SCENARIO = 'spec/litmus/same-switch-nonzero-offset.yaml'
const DUMP = 'machines/dumps/07-qemu-q35-xio3130-nvme.lspci'

/** A folder of its own, with a file in it that the command reads: unless told, a scenario. */
const fresh = (reads = SCENARIO): { readonly home: string; readonly input: string; readonly path: string } => {
  const home = join(folder, String(made++))
  mkdirSync(home)
  const input = join(home, 'scenario.yaml')
  writeFileSync(input, readFileSync(ROOT_FOLDER + reads))
  return { home, input, path: join(home, 'out') }
}

const SEARCH = ['--rule', 'S2', '--scope', 'wide', '--runs', '1', '--workers', '1']

/** Commands that write one file where they are told to; all of them the same, for there is one way. */
const WRITERS: readonly (readonly [
  name: string,
  option: string,
  write: (out: string, input: string) => Promise<Said>,
  reads: string,
])[] = [
  ['explain --svg', '--svg', (out, input) => p2pspec('explain', input, '--svg', out), SCENARIO],
  // What is kept beside it is read.
  [
    'check --log',
    '--log',
    (out, input) => p2pspec('check', ...SEARCH, '--keep', dirname(input), '--log', out),
    SCENARIO,
  ],
  ['machine --svg', '--svg', (out, input) => p2pspec('machine', input, '--svg', out), DUMP],
  ['machine --scenario', '--scenario', (out, input) => p2pspec('machine', input, '--scenario', out), DUMP],
  [
    'docs, linux:record and the others',
    'docs',
    async (out, input) => refusal(() => writeWhole('docs', out, 'new', [input])),
    SCENARIO,
  ],
]

interface Said {
  readonly status: number
  readonly out: string
  readonly err: string
}

const refusal = (work: () => void): Said => {
  try {
    work()
    return { status: 0, out: '', err: '' }
  } catch (error) {
    return { status: 2, out: '', err: `p2pspec: ${(error as Error).message}\n` }
  }
}

describe.each(WRITERS)('%s', (_, option, write, reads) => {
  it.each(ODD_FILES)('is not written: %s', async (_, make, says) => {
    const { home, input, path } = fresh(reads)
    const out = make(path, input) ?? path
    const before = everythingIn(home)
    const { status, out: told, err } = await write(out, input)
    expect(err).toMatch(/^p2pspec: [^\n]*\n$/)
    expect(err).toContain(`p2pspec: ${option}: found ${out === '' ? '""' : ''}`)
    expect(err).toContain(says)
    expect(err).toMatch(/; accepted: a file of yours, or a new one in a folder that there is\n$/)
    expect({ status, out: told }).toEqual({ status: 2, out: '' })
    expect(everythingIn(home)).toEqual(before)
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true)
  })
})

describe.each(WRITERS.filter(([, option]) => option !== '--log'))('%s', (_, __, write, reads) => {
  it.each([
    ['a new file', (path: string): string => path],
    ['one that is there', (path: string): string => (writeFileSync(path, 'old'), path)],
    ['a name as long as a name can be', (path: string): string => path.replace(/[^/]*$/, 'x'.repeat(255))],
    ['a name of many kinds of letters', (path: string): string => `${path} é😀 -x.svg`],
    ['a name of two lines', (path: string): string => `${path}\nnew`],
    ['a dash in front', (path: string): string => path.replace(/[^/]*$/, '-out')],
    ['the long way', (path: string): string => path.replace(/[^/]*$/, './../0/../0/out').replace('/0/../0/', '/')],
  ])('is written: %s', async (_, where) => {
    const { home, input, path } = fresh(reads)
    const out = where(path).replace('/./../out', '/./out')
    expect((await write(out, input)).err).toBe('')
    expect(statSync(out).size).toBeGreaterThan(2)
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('machine', () => {
  it.each([
    ['--iommu-groups', '--svg'],
    ['--cpuinfo', '--scenario'],
    ['--diff', '--svg'],
  ])('does not write over what it reads by %s', async (option, output) => {
    const { home, input, path } = fresh(DUMP)
    writeFileSync(path, 'old')
    const before = everythingIn(home)
    const { status, err } = await p2pspec('machine', input, option, path, output, path)
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/^p2pspec: --\S+: found .*, which is read;/),
    })
    expect(everythingIn(home)).toEqual(before)
  })

  it('writes neither of two outputs where one cannot be written, or both are one file', async () => {
    const { home, input, path } = fresh(DUMP)
    const before = everythingIn(home)
    const asked = (svg: string) => p2pspec('machine', input, '--scenario', path, '--svg', svg)
    expect((await asked('/dev/full')).err).toContain('--svg: found /dev/full, a device')
    expect((await asked(`${home}/./out`)).err).toContain('for both; accepted: two files')
    expect(everythingIn(home)).toEqual(before)
  })

  it('names a file of two lines in one', async () => {
    const { input, path } = fresh(DUMP)
    const { out } = await p2pspec('machine', input, '--svg', `${path}\nnew`)
    expect(out).toContain('out<U+000A>new: ')
  })
})

describe('check --keep', () => {
  it.each(ODD_FOLDERS)('is not searched for: %s', async (_, make, says) => {
    const { home, input, path } = fresh()
    const out = make(path, input) ?? path
    const before = everythingIn(home)
    const { status, out: told, err } = await p2pspec('check', ...SEARCH, '--keep', out)
    expect(err).toMatch(/^p2pspec: [^\n]*\n$/)
    expect(err).toContain(says)
    expect({ status, out: told }).toEqual({ status: 2, out: '' })
    expect(everythingIn(home)).toEqual(before)
  })
})

describe('a check is asked for', () => {
  it.each([
    [
      'a log over the scenario that is kept',
      ['--keep', 'KEPT', '--log', 'KEPT/S2-linux-4.20.yaml'],
      /--log: found .*, which is read/,
    ],
    [
      'a log over a litmus test',
      ['--log', `${ROOT_FOLDER}spec/litmus/same-switch.yaml`],
      /--log: found .*, which is read/,
    ],
    ['a log over what is expected', ['--log', `${ROOT_FOLDER}spec/expected.yaml`], /--log: found .*, which is read/],
  ])('%s: before it searches', async (_, args, says) => {
    const { home, input } = fresh()
    mkdirSync(join(home, 'kept'))
    writeFileSync(join(home, 'kept/S2-linux-4.20.yaml'), readFileSync(input))
    const before = everythingIn(home)
    const { status, err } = await p2pspec(
      'check',
      ...SEARCH,
      ...args.map((arg) => arg.replace('KEPT', join(home, 'kept'))),
    )
    expect(err).toMatch(says)
    expect(status).toBe(2)
    expect(everythingIn(home)).toEqual(before)
  })
})

describe('what is written', () => {
  it('is where links lead to; the links stay', () => {
    const { home, path } = fresh()
    writeFileSync(join(home, 'file'), 'old')
    symlinkSync('file', join(home, 'link'))
    symlinkSync('link', path)
    writeWhole('--svg', path, 'new')
    expect(readFileSync(join(home, 'file'), 'utf8')).toBe('new')
    expect([path, join(home, 'link')].map((one) => lstatSync(one).isSymbolicLink())).toEqual([true, true])
  })

  it('may be read and written by those who might before', () => {
    const { path } = fresh()
    writeFileSync(path, 'old')
    chmodSync(path, 0o640)
    writeWhole('--svg', path, 'new')
    expect((statSync(path).mode % 0o1000).toString(8)).toBe('640')
  })

  it('is not written to another name of the old file', () => {
    const { home, path } = fresh()
    writeFileSync(path, 'old')
    linkSync(path, join(home, 'other'))
    writeWhole('--svg', path, 'new')
    expect([path, join(home, 'other')].map((one) => readFileSync(one, 'utf8'))).toEqual(['new', 'old'])
  })

  it('is tried without a trace', () => {
    const { home, path } = fresh()
    const before = everythingIn(home)
    tryFile('--svg', path)
    tryFolder('--keep', join(home, 'a/b/c'))
    tryFolder('--keep', home)
    expect(everythingIn(home)).toEqual(before)
  })
})
