/**
 * `p2pspec machine` as a user runs it: wrong calls, width, a damaged dump.
 */
import * as fc from 'fast-check'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { edited, edits, flipped, flips } from './damage.ts'
import { p2pspec } from './in-process.ts'
import { writeNew } from './write-new.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-machine-'))
afterAll(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'box.lspci')

const DUMPS = `${ROOT_FOLDER}machines/dumps`
const dumps = readdirSync(DUMPS).filter((name) => name.endsWith('.lspci'))
const dump = (name: string): string => dumps.find((file) => file.startsWith(name))!
const contentOf = (file: string): string => readFileSync(`${DUMPS}/${file}`, 'utf8')
const at = (name: string): string => `${DUMPS}/${dump(name)}`

interface Json {
  readonly pairs: readonly { provider: string; client: string; type: string; distance: number }[]
  readonly cmdline: readonly string[]
}
const json = async (...args: string[]): Promise<Json> =>
  JSON.parse((await p2pspec('machine', ...args, '--json')).out) as Json

describe('machine', () => {
  it('answers one pair in both directions, named with or without a domain, with a blank or a comma', async () => {
    const wanted = (await json(at('13'), '--cpu=Intel')).pairs.filter(
      ({ provider, client }) => provider !== client && [provider, client].every((f) => /0[45]:00\.0/.test(f)),
    )
    for (const pair of [
      ['--pair', '04:00.0', '05:00.0'],
      ['--pair', '0000:04:00.0,05:00.0'],
    ]) {
      const { pairs } = await json(at('13'), '--cpu=Intel', ...pair)
      expect(pairs.map(({ provider, client, type, distance }) => `${provider} ${client} ${type} ${distance}`)).toEqual(
        wanted.map(({ provider, client, type, distance }) => `${provider} ${client} ${type} ${distance}`).toReversed(),
      )
    }
  })

  it('reads a folder as sysfs has it, and without root has no ACS words', async () => {
    const bytes = (vendor: number, isBridge: boolean): Buffer => {
      const config = Buffer.alloc(64)
      config.writeUInt16LE(vendor, 0)
      config.writeUInt16LE(0x10, 6)
      config[0x34] = 0x40
      if (isBridge) config.set([1], 0x0e)
      if (isBridge) config.set([0, 1, 1], 0x18)
      return config
    }
    for (const [name, config] of [
      ['0000:00:01.0', bytes(0x8086, true)],
      ['0000:01:00.0', bytes(0x10de, false)],
      ['0000:01:00.1', bytes(0x10de, false)],
    ] as const) {
      mkdirSync(join(folder, 'devices', name), { recursive: true })
      writeFileSync(join(folder, 'devices', name, 'config'), config)
    }
    const { pairs } = await json(join(folder, 'devices'), '--cpu=Intel')
    expect(pairs.map(({ type, distance }) => `${type} ${distance}`)).toEqual(['depends 2', 'depends 2'])
  })

  it('takes the CPU from a copy of /proc/cpuinfo', async () => {
    writeFileSync(join(folder, 'cpuinfo'), 'processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\n')
    const { pairs } = await json(at('03'), '--cpuinfo', join(folder, 'cpuinfo'), '--pair', '04:00.0', '14:00.0')
    expect(pairs.map(({ type }) => type)).toEqual(['THRU_HOST_BRIDGE', 'THRU_HOST_BRIDGE'])
  })

  it('asks another release: 4.20 has no list of host bridges and believes no CPU', async () => {
    const { pairs } = await json(at('03'), '--cpu=AMD:0x17', '--kernel=4.20', '--pair', '04:00.0', '14:00.0')
    expect(pairs.map(({ type }) => type)).toEqual(['NOT_SUPPORTED', 'NOT_SUPPORTED'])
  })

  it('says what a list on the command line does not do', async () => {
    const told = async (cmdline: string): Promise<string> =>
      (await json(at('13'), '--cmdline', cmdline)).cmdline.join('\n')
    expect(await told('pci=disable_acs_redir=03:08.0;03:10.0')).toBe('')
    expect(await told('pci=disable_acs_redir=0000:03:08.0,0000:03:10.0')).toMatch(
      /"0000:03:10.0" is no option: a comma/,
    )
    expect(await told('pci=disable_acs_redir=03:08.0 pci=disable_acs_redir=03:10.0')).toMatch(
      /given 2 times; only the last/,
    )
    expect(await told('pci=disable_acs_redir=03:18.0')).toMatch(/no function 03:18.0/)
    expect(await told('pci=disable_acs_redir=somewhere')).toMatch(/"somewhere" cannot be read as a device/)
  })

  it.each([60, 80, 120])('fits into %i columns', async (columns) => {
    const before = process.env['COLUMNS']
    process.env['COLUMNS'] = String(columns)
    try {
      for (const name of dumps) {
        const { out } = await p2pspec('machine', `${DUMPS}/${name}`)
        // A path is one word, and may be longer.
        const long = out.split('\n').filter((line) => line.length > columns && !line.startsWith(DUMPS))
        expect(long, name).toEqual([])
      }
    } finally {
      if (before === undefined) delete process.env['COLUMNS']
      else process.env['COLUMNS'] = before
    }
  })

  it.each([
    [[at('13'), at('03')], /^p2pspec: machine: found 2 FILEs; accepted: one, what lspci/],
    [[at('13'), '--cpu', 'Zen'], /^p2pspec: --cpu: found "Zen"; accepted: AMD:FAMILY/],
    [[at('13'), '--cpu=Intel', `--cpuinfo=${at('13')}`], /found --cpu and --cpuinfo together; accepted: one of them/],
    [[at('13'), `--cpuinfo=${at('13')}`], /\.lspci: found no line vendor_id; accepted: the text of \/proc\/cpuinfo/],
    [[at('13'), '--kernel=2.6'], /^p2pspec: --kernel: found "2.6"; accepted: 4\.20 to 5\.1, or 5\.4 to 7\.3/],
    [[at('13'), '--pair', '4:0.0', '5:0.0'], /^p2pspec: --pair: found "4:0.0 5:0.0"; accepted: two functions/],
    [[at('13'), '--pair', '04:00.0'], /^p2pspec: --pair: found "04:00.0"; accepted: two functions/],
    [[at('13'), '--pair', '04:00.0', '07:00.0'], /found 07:00.0, which is no function in .*; accepted: one that is/],
    [[`${ROOT_FOLDER}README.md`], /README.md: found no line that begins with a PCI address; accepted: what lspci -vvv/],
  ])('refuses %j', async (args, says) => {
    const { status, out, err } = await p2pspec('machine', ...args)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(says)
  })
})

describe('docs/machine.md', () => {
  const page = readFileSync(`${ROOT_FOLDER}docs/machine.md`, 'utf8')
  const asked = [...page.matchAll(/```sh\nnpx p2pspec (.*)\n```\n\n```text\n([^]*?)\n```/g)].map(
    ([, command, text]) => ({
      command,
      text,
    }),
  )

  it('asks something', () => expect(asked.length).toBeGreaterThan(3))

  it.each(asked)('prints what the page says: $command', async ({ command, text }) => {
    const args = command.split(' ').map((word) => (word.startsWith('machines/') ? `${ROOT_FOLDER}${word}` : word))
    const { out } = await p2pspec(...args)
    for (const part of text.split(/^\.\.\.$/m)) expect(out).toContain(part.trim())
  })
})

/** How many times as many dumps: 40 are more than 100 000, and take minutes. */
const MANY = Number(process.env['P2PSPEC_MANY'] ?? 1)

describe('a damaged dump', { timeout: 120_000 * MANY }, () => {
  const answered = async (text: string | Uint8Array): Promise<void> => {
    writeNew(FILE, text)
    const { status, out, err } = await p2pspec('machine', FILE)
    if (status === 0) expect(err).toBe('')
    else {
      expect({ status, out }).toEqual({ status: 2, out: '' })
      expect(err).toMatch(/^p2pspec: [^\n]*: found [^\n]+; accepted: [^\n]+\n$/)
    }
  }
  const name = fc.constantFrom(...dumps)

  it('with a text cut, spliced and renumbered is answered, or refused with one message', async () => {
    const property = fc.asyncProperty(name, edits, (file, changes) => answered(changes.reduce(edited, contentOf(file))))
    await fc.assert(property, { seed: 29, numRuns: MANY * 1000, endOnFailure: true })
  })

  it('with bits flipped as well', async () => {
    const property = fc.asyncProperty(name, flips, (file, some) => answered(flipped(contentOf(file), some)))
    await fc.assert(property, { seed: 31, numRuns: MANY * 700, endOnFailure: true })
  })

  it('with other bus numbers, devices and doubled lines is answered', async () => {
    const digits = fc.array(fc.record({ at: fc.nat(), digit: fc.nat({ max: 15 }) }), { minLength: 1, maxLength: 12 })
    const property = fc.asyncProperty(name, digits, (file, changes) => {
      const text = Array.from(contentOf(file))
      // Only digits in numbers of two: those are buses and devices.
      const places = [...contentOf(file).matchAll(/\b[\da-f]{2}\b/g)].map(({ index }) => index)
      for (const { at, digit } of changes) text[places[at % places.length] + (at % 2)] = digit.toString(16)
      return answered(text.join(''))
    })
    await fc.assert(property, { seed: 37, numRuns: MANY * 1000, endOnFailure: true })
  })
})
