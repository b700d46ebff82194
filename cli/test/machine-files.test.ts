/**
 * `p2pspec machine` with its other inputs and outputs: tar and sysfs, scenarios, pictures, a second dump.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { create } from 'tar'
import { afterAll, describe, expect, it } from 'vitest'
import { COLLECT } from '../../machines/told.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { p2pspec } from './in-process.ts'
import { sysfsIn } from './sysfs-made.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-machine-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
const place = (name: string): string => join(folder, name)

const DUMPS = `${ROOT_FOLDER}machines/dumps`
const dumps = readdirSync(DUMPS).filter((name) => name.endsWith('.lspci'))
const at = (name: string): string => `${DUMPS}/${dumps.find((file) => file.startsWith(name))!}`
const textOf = (name: string): string => readFileSync(at(name), 'utf8')

describe('a dump as people have it', () => {
  it('is read packed by gzip, quoted in a mail, with Windows’ ends of lines, and within a fence', async () => {
    const text = textOf('13')
    const answers = ({ out }: { readonly out: string }): string => out.slice(out.indexOf('root bus 0000:00'))
    const plain = answers(await p2pspec('machine', at('13'), '--cpu=Intel'))
    const forms: readonly (readonly [string, string | Uint8Array])[] = [
      ['box.gz', gzipSync(text)],
      ['quoted', text.replaceAll(/^/gm, '> > ')],
      ['windows', text.replaceAll('\n', '\r\n')],
      ['fenced', `\`\`\`\n${text}\n\`\`\`\n`],
    ]
    for (const [name, content] of forms) {
      writeFileSync(place(name), content)
      const found = await p2pspec('machine', place(name), '--cpu=Intel')
      expect(found.err, name).toBe('')
      expect(answers(found), name).toEqual(plain)
    }
  })
})

describe('a tar', () => {
  it('of /sys/devices is read, packed or not, with groups and nodes', async () => {
    const sys = sysfsIn(folder)
    for (const gzip of [false, true]) {
      const file = place(gzip ? 'box.tgz' : 'box.tar')
      await create({ file, gzip, cwd: sys }, ['devices'])
      const { status, out } = await p2pspec('machine', file, '--cpu=Intel', '--json')
      const told = JSON.parse(out) as { pairs: { provider: string; type: string; distance: number }[] }
      expect(status).toBe(0)
      expect(told.pairs.map(({ provider, type, distance }) => `${provider} ${type} ${distance}`)).toEqual([
        '0000:01:00.0 BUS_ADDR 2',
        '0000:01:00.1 BUS_ADDR 2',
      ])
    }
  })

  it('that ends too early is told as that', async () => {
    const whole = readFileSync(place('box.tar'))
    writeFileSync(place('cut.tar'), whole.subarray(0, Math.floor(whole.length * 0.6)))
    const contradicts = async (name: string): Promise<string[]> => {
      const { out } = await p2pspec('machine', place(name), '--cpu=Intel', '--json')
      return (JSON.parse(out) as { contradicts: { says: string }[] }).contradicts.map(({ says }) => says)
    }
    expect(await contradicts('cut.tar')).toContain('the tar is damaged or ends too early: functions may be missing')
    expect((await contradicts('box.tar')).join(' ')).not.toContain('the tar is damaged')
  })

  it('that is none, or has no function, is refused with one message', async () => {
    writeFileSync(place('none'), 'no function')
    await create({ file: place('empty.tar'), cwd: folder }, ['none'])
    const { status, err } = await p2pspec('machine', place('empty.tar'))
    expect(status).toBe(2)
    expect(err).toMatch(/^p2pspec: .*: found a tar without a file .*\/config; accepted: a tar of/)
  })
})

describe('what gzip packed', () => {
  const whole = gzipSync(textOf('13'))
  const damaged = Buffer.from(whole)
  damaged.fill(0xff, 200, 300)
  it.each([
    ['ends too early in its head', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'ends too early'],
    ['ends too early', whole.subarray(0, whole.length - 900), 'ends too early'],
    ['is damaged', damaged, 'is damaged (Z_DATA_ERROR)'],
    ['is too long', gzipSync(Buffer.alloc(2 ** 26 + 1, 'x')), 'has more than 67108864 bytes unpacked'],
  ])('and %s is refused as that, and not as a tar', async (_, bytes, says) => {
    writeFileSync(place('bad.gz'), bytes)
    const { status, err } = await p2pspec('machine', place('bad.gz'))
    expect(status).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      `bad.gz: found a file packed by gzip that ${says}; accepted: a whole file packed by gzip`,
    )
  })
})

describe('--scenario', () => {
  it('is explained under the addresses of the dump, with the answer that the table has', async () => {
    const out = place('box.yaml')
    const written = await p2pspec('machine', at('13'), '--cpu=Intel', '--scenario', out, '--pair', '04:00.0', '05:00.0')
    expect(written).toMatchObject({ status: 0, err: '' })
    const { status, out: story } = await p2pspec('explain', out)
    expect(status).toBe(0)
    expect(story).toContain('0000:04:00.0 to 0000:05:00.0: BUS_ADDR, distance 4')
    expect(story).toContain('(as meant)')
  })

  it('is judged by every dump, and says what it has made up', async () => {
    for (const name of dumps) {
      const out = place('any.yaml')
      const written = await p2pspec('machine', `${DUMPS}/${name}`, '--cpu=AMD:0x17', '--scenario', out)
      expect(written.out).toContain('what the root complex forwards from peer to peer is in no dump')
      expect(await p2pspec('explain', out, '--json'), name).toMatchObject({ status: 0, err: '' })
    }
  })
})

describe('--svg', () => {
  it('is a picture in which 152 functions are folded', async () => {
    const port = (bus: string, n: number): string =>
      `${bus}:${n.toString(16).padStart(2, '0')}.0 PCI bridge [0604]: x [10b5:8796]\n\tBus: primary=${bus}, secondary=${(n + 4).toString(16).padStart(2, '0')}, subordinate=${(n + 4).toString(16).padStart(2, '0')}\n\tCapabilities: [68] Express (v2) Downstream Port\n`
    const cards = Array.from({ length: 18 }, (_, n) =>
      Array.from(
        { length: 7 },
        (__, fn) =>
          `${(n + 4).toString(16).padStart(2, '0')}:00.${fn} 3D controller [0302]: x [10de:1b02]\n\tControl: Mem+\n\tCapabilities: [60] Express (v2) Endpoint\n`,
      ),
    ).flat()
    const text = [
      '00:00.0 Host bridge [0600]: x [8086:2020]\n\tControl: Mem+\n',
      '00:02.0 PCI bridge [0604]: x [8086:2030]\n\tBus: primary=00, secondary=01, subordinate=40\n\tCapabilities: [40] Express (v2) Root Port\n',
      '01:00.0 PCI bridge [0604]: x [10b5:8796]\n\tBus: primary=01, secondary=02, subordinate=40\n\tCapabilities: [40] Express (v2) Upstream Port\n',
      ...Array.from({ length: 18 }, (_, n) => port('02', n)),
      ...cards,
    ].join('')
    writeFileSync(place('many.lspci'), text)
    const { status, out, err } = await p2pspec(
      'machine',
      place('many.lspci'),
      '--cpu=Intel',
      '--svg',
      place('many.svg'),
    )
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toContain('many.svg')
    const svg = readFileSync(place('many.svg'), 'utf8')
    const width = Number(/viewBox="[\d.-]+ [\d.-]+ ([\d.]+)/.exec(svg)![1])
    expect(width).toBeLessThan(2500)
    expect(svg).toMatch(/more/)
    expect((svg.match(/0000:/g) ?? []).length).toBeLessThan(147)
  })
})

describe('the title of a picture', () => {
  it('claims no broken rule where that hangs on what no dump says', async () => {
    const port = (n: number): string =>
      `00:0${n}.0 PCI bridge [0604]: x [8086:2030]\n\tBus: primary=00, secondary=0${n}, subordinate=0${n}\n\tCapabilities: [40] Express (v2) Root Port\n0${n}:00.0 3D controller [0302]: x [10de:1b02]\n\tCapabilities: [60] Express (v2) Endpoint\n`
    writeFileSync(place('two.lspci'), `${port(1)}${port(2)}`)
    const { out } = await p2pspec('machine', place('two.lspci'), '--cpu=AMD:0x17', '--svg', place('two.svg'))
    expect(readFileSync(place('two.svg'), 'utf8').replaceAll(/<[^>]*>|\s+/g, ' ')).toMatch(/depends on what the/)
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/two\.svg: a picture of 4 functions; open it in a browser/)
  })
})

describe('--diff', () => {
  it('says what is other: functions, words, answers and groups', async () => {
    const after = textOf('13')
      .split('\n\n')
      .filter((block) => !block.startsWith('00:03.0'))
      .map((block) => (block.startsWith('03:08.0') ? block.replace(/(ACSCtl:.*)ReqRedir-/, '$1ReqRedir+') : block))
    writeFileSync(place('after.lspci'), after.join('\n\n'))
    const { out } = await p2pspec('machine', at('13'), '--cpu=Intel', '--diff', place('after.lspci'))
    expect(out).toContain('0000:00:03.0 is gone')
    expect(out).toContain('0000:03:08.0: ACS was all off, and is RR')
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '0000:04:00.0 and 0000:05:00.0: BUS_ADDR, distance 4, is now NOT_SUPPORTED, distance 4',
    )
  })

  it('of the same dump says nothing', async () => {
    expect((await p2pspec('machine', at('05'), '--diff', at('05'))).out).toContain('nothing differs')
  })
})

describe('--collect', () => {
  it('prints commands whose file says its kernel, command line and CPU', async () => {
    expect((await p2pspec('machine', '--collect')).out.trim()).toBe(COLLECT)
    writeFileSync(
      place('box.lspci'),
      `# p2pspec kernel 6.12.5\n# p2pspec cmdline  pci=config_acs=x0100x1@03:08.0 \n# p2pspec cpu AuthenticAMD 25\n${textOf('13')}`,
    )
    const { out } = await p2pspec('machine', place('box.lspci'))
    expect(out).toContain('CPU: AMD, family 0x19')
    expect(out).toContain('has a fault there, mended in 6.12.23')
  })
})
