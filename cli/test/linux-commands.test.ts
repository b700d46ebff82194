import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { bundle, sourcesIn } from '../build/bundle.mjs'
import { PLACES, moduleHash } from '../../conformance/linux/guest/cache.ts'
import { argumentsOf, folder, kernelToAsk, wholeNumber } from '../../conformance/linux/commands/command.ts'
import { QEMU } from '../../conformance/linux/guest/tools.ts'
import { pipe } from './odd-outputs.ts'

const home = mkdtempSync(join(tmpdir(), 'p2pdma-spec-test-'))
afterAll(() => rmSync(home, { recursive: true }))

const write = (name: string, text: string): string => {
  const path = join(home, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/** A cache that looks like one in which a kernel was built. */
const builtCache = (name: string, module: string): string => {
  const cache = join(home, name)
  for (const path of [PLACES(name).bzImage, PLACES(name).module]) write(path, '')
  write(PLACES(name).built, JSON.stringify({ kernel: '6.12.117', config: 'c', module }))
  return cache
}
const CACHE = builtCache('cache', moduleHash())
const FILE = write('a-file', '')
const EMPTY = join(home, 'empty')
mkdirSync(EMPTY)
const SCENARIO = `${ROOT_FOLDER}conformance/linux/controls/zen.yaml`
const NOWHERE = '/nonexistent'

/** A folder for PATH with a busybox, and a QEMU that is this script. */
const pathWith = (name: string, script: string): string => {
  for (const program of ['busybox', QEMU]) chmodSync(write(join(name, program), script), 0o755)
  return join(home, name)
}

interface Ended {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

const all = ['check.ts', 'machine.ts', 'memory.ts', 'record.ts', 'run.ts', 'build.ts'] as const

/** The scripts compiled once: by tsx each would be compiled anew, for TMPDIR is where it keeps what it compiled. */
const compiled = mkdtempSync(`${ROOT_FOLDER}node_modules/.linux-commands-`)
afterAll(() => rmSync(compiled, { recursive: true }))
const entries = all.map((script) => ({
  in: `${ROOT_FOLDER}conformance/linux/commands/${script}`,
  out: script.replace('.ts', ''),
}))
for (const [name, contents] of (await bundle(ROOT_FOLDER, sourcesIn(ROOT_FOLDER), 'here', entries)).files)
  writeFileSync(join(compiled, name), contents)
writeFileSync(join(compiled, 'package.json'), '{ "type": "module" }')

const start = (script: (typeof all)[number], path: string, args: readonly string[]) => {
  const child = spawn(process.execPath, [join(compiled, script.replace('.ts', '.js')), ...args], {
    cwd: ROOT_FOLDER,
    env: { ...process.env, PATH: path, TMPDIR: join(home, 'tmp') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (text) => (said.out += String(text)))
  child.stderr.on('data', (text) => (said.err += String(text)))
  return { child, ended: new Promise<Ended>((done) => child.on('close', (status) => done({ status, ...said }))) }
}
mkdirSync(join(home, 'tmp'))

type Row = readonly [script: (typeof all)[number], path: string, args: readonly string[], says: RegExp]

const ROWS: readonly Row[] = [
  ['check.ts', NOWHERE, [], /^linux:check: missing: .*\n {2}apt-get install qemu-system-x86 busybox-static\n$/],
  ['machine.ts', NOWHERE, [], /^linux:machine: missing: .*\n {2}apt-get install qemu-system-x86 busybox-static\n$/],
  ['machine.ts', NOWHERE, ['--machines', 'x'], /^linux:machine: --machines: found "x"; accepted: a whole number\n$/],
  ['memory.ts', NOWHERE, [], /^linux:memory: missing: .*\n {2}apt-get install qemu-system-x86 busybox-static\n$/],
  ['memory.ts', NOWHERE, ['--against', 'nothing'], /^linux:memory: --against: found "nothing"; accepted: .*\n$/],
  ['memory.ts', NOWHERE, ['--cases', 'x'], /^linux:memory: --cases: found "x"; accepted: a whole number\n$/],
  [
    'memory.ts',
    NOWHERE,
    [SCENARIO],
    /^linux:memory: .*zen\.yaml: line 1: found .*; accepted: # seed N linux VERSION\n$/,
  ],
  ['memory.ts', NOWHERE, ['--keep', 'x.txt'], /^linux:memory: --keep: found beside a FILE; accepted: .*\n$/],
  ['memory.ts', NOWHERE, ['--record'], /^linux:memory: --record: found without a FILE; accepted: .*\n$/],
  ['record.ts', NOWHERE, [], /^linux:record: missing: .*\n {2}apt-get install qemu-system-x86 busybox-static\n$/],
  ['run.ts', NOWHERE, [SCENARIO], /^linux:ask: missing: .*\n {2}apt-get install qemu-system-x86 busybox-static\n$/],
  ['build.ts', NOWHERE, [], /^linux:build: missing: gcc.*\n {2}apt-get install gcc .*qemu-system-x86/],
  ['check.ts', NOWHERE, ['--cases', '-1'], /^linux:check: --cases: found "-1"; accepted: a whole number\n$/],
  ['record.ts', NOWHERE, ['--seed', '1.5'], /^linux:record: --seed: found "1.5"; accepted: a whole number\n$/],
  ['run.ts', NOWHERE, [], /^linux:ask: found no FILE; accepted: /],
  ['build.ts', NOWHERE, ['--source', EMPTY], /^linux:build: --source: found .*, without Makefile, .*; accepted: /],
  [
    'check.ts',
    pathWith('no-such-shell', `#!${NOWHERE}\n`),
    ['--cache', CACHE],
    /^linux:check: qemu-system-x86_64 cannot be started: .*ENOENT\n$/,
  ],
  [
    'check.ts',
    pathWith('old', '#!/bin/sh\necho no such machine >&2\nexit 1\n'),
    ['--cache', CACHE, '--machines', '0'],
    /^linux:check: qemu-system-x86_64 does not run: QEMU ended \(1\) no such machine\n$/,
  ],
]

describe('a command that cannot do its work', () => {
  // All at once: each takes a second to start.
  const ended = ROWS.map(([script, path, args]) => start(script, path, args).ended)

  it.each(ROWS.map(([script, , args, says], i) => [`${script} ${args.join(' ')}`, says, i] as const))(
    'says what is missing or wrong, and exits 2: %s',
    async (_, says, i) => {
      const { status, out, err } = await ended[i]
      expect(err).toMatch(says)
      expect([status, out.replace(/^Linux 6.*\n/, '')]).toEqual([2, ''])
    },
  )

  it('leaves nothing behind', async () => {
    await Promise.all(ended)
    expect(readdirSync(join(home, 'tmp')).filter((name) => name.startsWith('p2pdma-spec'))).toEqual([])
  })
})

/** Whoever was killed may wait for his parent to look. */
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = `/proc/${pid}/stat`
  return !existsSync(state) || !/\) [ZX]/.test(readFileSync(state, 'utf8'))
}

describe('a command that is stopped', () => {
  it('takes its guest along, and its files, and does not exit 0', async () => {
    const path = pathWith('slow', '#!/bin/sh\necho $$ > "${0%/*}/pid"\nexec /bin/sleep 600\n')
    const { child, ended } = start('check.ts', path, ['--cache', CACHE])
    const pid = join(path, 'pid')
    while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await new Promise((later) => setTimeout(later, 50))
    const guest = Number(readFileSync(pid, 'utf8'))
    expect([isRunning(guest), readdirSync(join(home, 'tmp')).length > 0]).toEqual([true, true])
    child.kill('SIGINT')
    expect((await ended).status).toBe(1)
    expect(isRunning(guest)).toBe(false)
    expect(readdirSync(join(home, 'tmp')).filter((name) => name.startsWith('p2pdma-spec'))).toEqual([])
  })
})

describe('an argument', () => {
  const options = { cases: { type: 'string' }, cache: { type: 'string' } } as const
  const parsed = (...argv: string[]) => argumentsOf({ options }, argv).values

  it('may be a number below zero, which is then refused by name', () => {
    expect(parsed('--cases', '-1')).toEqual({ cases: '-1' })
    expect(parsed('--cases=-1', '--cache', 'x')).toEqual({ cases: '-1', cache: 'x' })
  })

  it.each([['--casses', '3'], ['--cases'], ['--cases', '--cache', 'x'], ['3']])('is refused: %s %s', (...argv) => {
    expect(() => parsed(...argv)).toThrow(/--casses|--cases|'3'/)
  })

  it('is a whole number', () => {
    expect([wholeNumber('--seed', '0'), wholeNumber('--seed', '123456789')]).toEqual([0, 123456789])
    for (const text of ['', '-1', '1.5', '1e3', 'abc', ' 1', '0x10', '1234567890', 'NaN'])
      expect(() => wholeNumber('--seed', text), text).toThrow(`--seed: found ${JSON.stringify(text)}; accepted: `)
  })

  it('is a folder, there or not', () => {
    expect(folder('--cache', EMPTY)).toBe(EMPTY)
    expect(folder('--cache', `${EMPTY}/new`)).toBe(`${EMPTY}/new`)
    for (const text of ['', FILE])
      expect(() => folder('--cache', text)).toThrow(/--cache: found .*; accepted: a folder/)
  })

  it.each([
    ['a pipe', (path: string) => pipe(path), ', a pipe'],
    ['a device', (path: string) => symlinkSync('/dev/null', path), ', a device'],
    ['a link to nothing', (path: string) => symlinkSync('nothing', path), ', a symbolic link to nothing'],
    ['a link to itself', (path: string) => symlinkSync(path, path), ', a symbolic link that leads to itself'],
  ])('is no folder where it is %s', (what, make, says) => {
    const path = join(home, what)
    make(path)
    expect(() => folder('--cache', path)).toThrow(`--cache: found ${path}${says}; accepted: a folder`)
  })
})

describe('the kernel to ask', () => {
  const PATH = process.env['PATH']
  const asked = (cache: string): string => {
    process.env['PATH'] = pathWith('there', '')
    try {
      return kernelToAsk(cache).built.kernel
    } catch (error) {
      return (error as Error).message
    } finally {
      process.env['PATH'] = PATH
    }
  }

  it('is the one that was built, of these sources, to its end', () => {
    expect(asked(CACHE)).toBe('6.12.117')
    expect(asked(EMPTY)).toMatch(/^no kernel in .*\n {2}npm run linux:build$/)
    expect(asked(`${EMPTY}/nothing`)).toMatch(/^no kernel in /)
    expect(asked(FILE)).toMatch(/^--cache: found .*, a file; accepted: a folder$/)
    expect(asked(builtCache('other', 'other'))).toMatch(/^the module in .* is not of these sources\n {2}npm run/)
    const cut = builtCache('cut', moduleHash())
    writeFileSync(PLACES(cut).built, '{"kernel": "6.')
    expect(asked(cut)).toMatch(/^no kernel in /)
  })
})
