/**
 * `p2pspec machine` with its dump on standard input.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { sourceOf } from '../machine/pieces.ts'
import { fromBytes, readFrom } from '../machine/read.ts'
import { p2pspec } from './in-process.ts'
import { pipe } from './odd-outputs.ts'
import { sysfsIn } from './sysfs-made.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-machine-stdin-'))
afterAll(() => rmSync(folder, { recursive: true }))
const place = (name: string): string => join(folder, name)

beforeAll(async () => {
  const cwd = sysfsIn(folder)
  await create({ file: place('box.tar'), cwd }, ['devices'])
  await create({ file: place('box.tgz'), gzip: true, cwd }, ['devices'])
  writeFileSync(place('nothing'), '')
  await create({ file: place('empty.tar'), cwd: folder }, ['nothing'])
})

describe('a list of functions', () => {
  it('that does not say which buses are behind which bridge is refused: every bus would be a root bus', async () => {
    const dump = `${ROOT_FOLDER}machines/dumps/13-g250-broadwell-plx8747-titanxp.lspci`
    const heads = readFileSync(dump, 'utf8')
      .match(/^[0-9a-f]{2}:.*$/gm)!
      .join('\n\n')
    writeFileSync(place('heads'), heads)
    const { status, err } = await p2pspec('machine', place('heads'), '--cpu=Intel')
    expect(err).toMatch(
      /heads: found bridges, and no line that says which buses are behind them; accepted: what `lspci -vvv -nn`/,
    )
    expect(status).toBe(2)
  })
})

describe('standard input', () => {
  const machine = (file: string, ...args: string[]) => {
    const stdin = openSync(file, 'r')
    try {
      const command = [`${ROOT_FOLDER}cli/p2pspec.mjs`, 'machine', ...args]
      return spawnSync(process.execPath, command, { stdio: [stdin, 'pipe', 'pipe'], encoding: 'utf8' })
    } finally {
      closeSync(stdin)
    }
  }

  it('is read as a tar, as the same tar is by its name', async () => {
    const named = JSON.parse((await p2pspec('machine', place('box.tgz'), '--json')).out) as object
    const { status, stdout } = machine(place('box.tgz'), '--json')
    expect({ status, told: JSON.parse(stdout) as object }).toEqual({ status: 0, told: { ...named, file: '-' } })
  })

  it('that does not block is waited for', async () => {
    const fifo = place('fifo')
    pipe(fifo)
    const ends = [constants.O_RDONLY, constants.O_WRONLY].map((way) => openSync(fifo, way + constants.O_NONBLOCK))
    // Node makes the first three descriptors of a child block, so a shell puts the fourth in place.
    const command = [process.execPath, `${ROOT_FOLDER}cli/p2pspec.mjs`]
    const child = spawn('sh', ['-c', '"$0" "$1" machine <&3', ...command], {
      stdio: ['ignore', 'pipe', 'pipe', ends[0]],
    })
    let out = ''
    child.stdout!.on('data', (piece: Buffer) => (out += piece.toString()))
    child.stderr!.on('data', (piece: Buffer) => (out += piece.toString()))
    setTimeout(() => {
      writeSync(ends[1], '00:00.0 Host bridge [0600]: A [8086:6f00]\n')
      for (const end of ends) closeSync(end)
    }, 2500)
    const [status] = (await once(child, 'close')) as [number]
    expect(out).toContain('-: 1 function, 1 root bus')
    expect(status).toBe(0)
  })

  it('in short pieces is what it is in one', async () => {
    for (const name of ['box.tar', 'box.tgz']) {
      const whole = readFileSync(place(name))
      const pieces = Array.from({ length: Math.ceil(whole.length / 100) }, (_, n) =>
        whole.subarray(n * 100, n * 100 + 100),
      )
      const [one, many] = [[whole], pieces].map((some) => fromBytes('-', sourceOf(some.values())))
      expect((await many).kind).toBe('tar')
      expect(await many).toEqual(await one)
    }
  })

  it.each([
    [
      'half of a packed tar',
      () => Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]),
      'found a file packed by gzip that ends too early',
    ],
    ['a tar without a function', () => readFileSync(place('empty.tar')), 'found a tar without a file'],
    ['a tar packed by xz', () => Buffer.from('fd377a585a0000', 'hex'), 'found a file packed by xz; accepted: one that'],
    ['bytes that are no text', () => Buffer.from([0x30, 0xff, 0xfe]), 'line 1: found bytes that are not UTF-8'],
    ['nothing', () => Buffer.alloc(0), 'found no line that begins with a PCI address'],
  ])('that is %s is refused with one message', async (_, bytes, says) => {
    const refused = fromBytes('-', sourceOf([bytes()].values())).then((found) => readFrom('-', found))
    await expect(refused).rejects.toThrow(says)
  })
})
