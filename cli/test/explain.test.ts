import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { designs, mutants } from '../../model/designs/index.ts'
import { breaks } from '../../properties/search/search.ts'
import {
  COUNTEREXAMPLES_FOLDER,
  LITMUS_FOLDER,
  ROOT_FOLDER,
  TRUST_FOLDER,
  loadFolder,
} from '../../spec/files/library.ts'
import { readLitmus, type Litmus } from '../../spec/litmus.ts'
import { rules } from '../../spec/rules/index.ts'
import { designNamed } from '../command.ts'
import { heardRun } from '../../story/belief.ts'
import { changesOf } from '../../story/changes/index.ts'
import { hiddenBy, possibleChanges } from '../../story/hides.ts'
import { tellingRun } from '../../story/run.ts'
import { explained, type Explained } from '../../story/story.ts'
import { storyOf } from '../commands/explain.ts'
import { p2pspec } from './in-process.ts'
import { painted, wantsColour } from '../paint.ts'
import { COLUMNS } from '../../story/words/lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The command in a process of its own, with these variables set and no others about colour. */
const spawned = (args: readonly string[], env: Record<string, string> = {}) => {
  const { NO_COLOR: _, FORCE_COLOR: __, ...plain } = process.env
  const options = { cwd: ROOT_FOLDER, encoding: 'utf8' as const, env: { ...plain, ...env } }
  return spawnSync(process.execPath, [join(ROOT_FOLDER, 'cli/p2pspec.mjs'), 'explain', ...args], options)
}

const litmusOf = (text: string): Litmus => {
  const read = readLitmus(text)
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}

const fileOf = (path: string): Litmus => litmusOf(readFileSync(join(ROOT_FOLDER, path), 'utf8'))
const explain = (path: string, design = 'linux-6.12'): Explained => explained(fileOf(path), designNamed(design))
const tell = (path: string, design = 'linux-6.12'): string => storyOf(path, fileOf(path), explain(path, design))

const saved = [LITMUS_FOLDER, COUNTEREXAMPLES_FOLDER, TRUST_FOLDER].flatMap(loadFolder).map(({ path, litmus }) => {
  const design = designNamed(String(litmus.file.found?.['design'] ?? 'linux-6.12'))
  return { path, litmus, design, explained: explained(litmus, design) }
})

/** Longer lines than a terminal has, but for one that is a single word: a path, say. */
const tooLong = (story: string): string[] =>
  story.split('\n').filter((line) => line.length > COLUMNS && /\s/.test(line.trim()))

/** A chain of `n` switches below a root port, every ACS bit on, names as long as names may be, a device at the end. */
const deep = (n: number): string => {
  const name = (what: string, i: number): string => `${what}${i}`.padEnd(64, 'x')
  const acs = '[SV, TB, RR, CR, UF, EC, DT]'
  const levels = Array.from({ length: n }, (_, i) => [
    `{name: ${name('up', i)}, type: switch upstream port, below: ${i === 0 ? 'rp' : name('dp', i - 1)}}`,
    `{name: ${name('dp', i)}, type: switch downstream port, below: ${name('up', i)}, acs: {capability: ${acs}, control: ${acs}, egress: [0, 1, 2]}}`,
  ])
  const end = `{name: A, type: endpoint, below: ${name('dp', n - 1)}, bar: {size: 2M}}`
  const rows = ['{name: rp, type: root port, on: hb0, acs: [RR]}', ...levels.flat(), end]
  const list = Array.from({ length: 100 }, (_, i) => `{bar: A, offset: ${i * 4096}}`)
  return [
    'machine: {hosts: [{name: hb0, offset: 1G}], functions: [',
    rows.map((row) => `  ${row}`).join(',\n'),
    '  ]}',
    'steps:',
    '  - {pci_p2pdma_add_resource: {provider: A}}',
    `  - {dma_map_sgtable: {as: m, client: A, direction: DMA_BIDIRECTIONAL, list: [${list.join(', ')}]}}`,
    '  - {dma: {map: m}}',
  ].join('\n')
}

/** Two devices below one switch, and the port of the client redirects. */
const redirected = litmusOf(`
machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp0, type: root port, on: hb0}
    - {name: up, type: switch upstream port, below: rp0}
    - {name: dp0, type: switch downstream port, below: up}
    - {name: dp1, type: switch downstream port, below: up, acs: [RR]}
    - {name: A, type: endpoint, below: dp0, bar: {size: 2M}}
    - {name: B, type: endpoint, below: dp1}
steps:
  - {pci_p2pdma_add_resource: {provider: A}}
  - {dma_map_sgtable: {as: m, client: B, direction: DMA_FROM_DEVICE, list: [{bar: A}]}}
  - {dma: {map: m}}
`)

describe('the story', () => {
  it('of every saved file fits 80 columns', () => {
    expect(saved.length).toBeGreaterThan(100)
    for (const { path, litmus, explained: told } of saved)
      expect(tooLong(storyOf(path, litmus, told)), path).toEqual([])
  })

  it('of a hard machine fits too: deep, long names, every ACS bit, a long list', () => {
    const litmus = litmusOf(deep(20))
    const story = storyOf('deep.yaml', litmus, explained(litmus, designNamed('linux-6.12')))
    expect(tooLong(story)).toEqual([])
    expect(story).toMatch(/entries left out/)
    expect(story).toMatch(/Left free, and told here: access of a\s+bidirectional transfer: \d of 2/)
    expect(story).toMatch(/below\s+dp19x/)
  })

  it('needs no question, and no design that the file names', () => {
    const litmus = litmusOf(deep(1))
    for (const design of designs) {
      const { story } = explained(litmus, design)
      expect(story.design).toBe(design.id)
      expect(story.steps).toHaveLength(3)
    }
  })

  it('tells entry by entry what was meant, what the design wrote and where it landed', () => {
    const story = tell('spec/litmus/peer-page-amid-ram.yaml', 'naive-iommu')
    expect(story).toMatch(/1 +A\+0x0 +4096 +1 +- *\n/)
    expect(story).toMatch(/0 +0xfff00000 +1048576 +- +RAM 0x1000000 +nowhere from byte 524288/)
  })

  it('has an address after each translation', () => {
    expect(tell('spec/litmus/peer-page-amid-ram.yaml')).toMatch(/the\s+address is now 0x1000000\s+\(IO-4\)/)
    const { story } = explain('spec/litmus/dma-ranges.yaml')
    const hops = story.steps.flatMap(({ transactions = [] }) => transactions[0]?.hops ?? [])
    expect(hops.find(({ because }) => because === 'HB-2')?.address).toBe(0x40001000)
  })

  it('says of every assumption whether it is met', () => {
    for (const { path, litmus, explained: told } of saved)
      for (const { rule, assumptions, assumptionsNotMet } of told.story.broken) {
        expect(assumptions, path).toHaveLength(rules.find(({ id }) => id === rule)!.assumptions.length)
        if (litmus.file.dropped === undefined) continue
        expect(
          assumptionsNotMet.every((id) => litmus.file.dropped!.includes(id)),
          path,
        ).toBe(true)
      }
    expect(tell('spec/litmus/allowlist-is-wrong.yaml')).toMatch(/\[NOT MET\] allowlisted-bridges-forward/)
  })

  it('tells the rule first that the file was saved for', () => {
    for (const { path, litmus, explained: told } of saved)
      if (litmus.file.found !== undefined) expect(told.story.broken[0]?.rule, path).toBe(litmus.file.found['rule'])
  })
})

describe('a scenario in which the model and a booted Linux differ', () => {
  it('is told with both answers; what the checker found of a rule is told by the verdict', () => {
    const litmus = fileOf('counterexamples/S1-linux-6.12.yaml')
    const file = { ...litmus.file, why: 'Linux answered: 1\n  allowed are only: 2\n' }
    const told = explained(litmus, designNamed('linux-6.12'))
    const story = (found: NonNullable<Litmus['file']['found']>) =>
      storyOf('a file', { ...litmus, file: { ...file, found } }, told)
    expect(story({ kernel: '6.12.117' })).toContain('\nLinux answered: 1 allowed are only: 2\n')
    expect(story(litmus.file.found!)).not.toContain('allowed are only: 2')
  })
})

describe('why a design decided as it did', () => {
  it('is heard in a run that comes to the same, step by step, under every design', () => {
    let asked = 0
    for (const { path, litmus } of loadFolder(LITMUS_FOLDER))
      for (const design of [...designs, ...mutants]) {
        const told = tellingRun(design, litmus)
        const heard = heardRun(told, litmus.scenario)!
        const plain = (outcomes: readonly unknown[]): unknown => JSON.parse(JSON.stringify(outcomes))
        expect(plain(heard.outcomes), `${path} ${design.id}`).toEqual(plain(told.events.map(({ outcome }) => outcome)))
        asked += heard.asked.flat().length
      }
    expect(asked).toBeGreaterThan(1000)
  })

  it('agrees with what was mapped: a bus mark where the way is a bus address, none where it is not', () => {
    let ways = 0
    for (const { path, litmus } of loadFolder(LITMUS_FOLDER))
      for (const { asked, outcome } of explained(litmus, designNamed('linux-6.12')).story.steps) {
        if (outcome.kind !== 'mapped' || asked === null) continue
        for (const one of asked) {
          if (one.kind !== 'way') continue
          ways++
          const marks = outcome.table.filter(({ provider }) => provider === one.provider).map(({ marked }) => marked)
          expect(marks.includes(true), path).toBe(one.type === 'BUS_ADDR' && outcome.rc === 0)
        }
      }
    expect(ways).toBeGreaterThan(20)
  })

  it('is the climb, the ACS words and what counts of them, the allowlist, and the reckoning of the address', () => {
    expect(tell('spec/litmus/same-switch-nonzero-offset.yaml', 'linux-4.20')).toContain(
      'CPU physical 0x90000000 minus bus_offset -0x80000000 is\n               0x110000000',
    )
    expect(tell('spec/litmus/allowlist-is-wrong.yaml')).toMatch(
      /hb0 believed to forward: .*\n? *.*rp0\s+\(8086:2030\),\s+listed/,
    )
    const story = (design: string): string =>
      storyOf('redirected', redirected, explained(redirected, designNamed(design)))
    expect(story('linux-6.12')).toMatch(/dp1 \(ACS\s+RR\);\s+they meet at up/)
    expect(story('linux-6.12')).toContain('1 ACS word counts as a redirect: dp1')
    expect(story('linux-6.12')).toMatch(
      /hb0 not believed to forward: .*\n? *.*hb0 is known by rp0 \(0000:0000\), not listed/,
    )
    expect(story('ignores-acs')).toContain('none of these ACS words counts')
    expect(story('linux-4.20')).toMatch(/this design believes so of every\s+host bridge/)
  })

  it('is a kept answer where it was kept, and nothing where nothing was asked', () => {
    expect(tell('spec/litmus/setpci-between-maps.yaml')).toMatch(
      /BUS_ADDR, the answer of steps\[1\], kept; a climb would say\s+NOT_SUPPORTED now/,
    )
    expect(tell('spec/litmus/setpci-between-maps.yaml', 'four-way')).not.toContain('kept')
    expect(tell('spec/litmus/setpci-between-maps.yaml', 'raw-phys')).toContain('answers so without looking at')
    expect(tell('spec/litmus/setpci-between-maps.yaml', 'bounce')).toContain(
      'nothing was asked about how the peer memory is reached',
    )
  })
})

describe('single changes of the machine', () => {
  it('are each another machine, and differ from each other', () => {
    for (const { path, litmus } of saved) {
      const texts = changesOf(litmus.file.machine).map(({ machine }) => JSON.stringify(machine))
      expect(new Set(texts).size, path).toBe(texts.length)
      expect(texts, path).not.toContain(JSON.stringify(litmus.file.machine))
    }
  })

  it('hide a bug only where the search finds it no more', () => {
    let hidden = 0
    for (const { path, litmus, design, explained: told } of saved) {
      const [first] = told.broken
      if (first === undefined) continue
      const { by, tried, asked } = hiddenBy(possibleChanges(litmus), told.told, first)
      for (const { machine, doing, what, where } of by) {
        const file = { machine, steps: litmus.file.steps }
        expect(breaks(first.rule, design, file, first.unmet), `${path}: ${doing} ${what} ${where}`).toBe(false)
        expect(breaks(first.rule, design, file), `${path}: ${doing} ${what} ${where}`).toBe(false)
      }
      expect(by.length).toBeLessThanOrEqual(asked)
      expect(asked).toBeLessThanOrEqual(tried)
      hidden += by.length
    }
    expect(hidden).toBeGreaterThan(100)
  })

  it('are told in words that one can act on, or it is said that there is none', () => {
    const hides = (path: string, design?: string) => explain(path, design).story.broken[0].hidden.by
    expect(hides('spec/litmus/same-switch-nonzero-offset.yaml', 'linux-4.20')).toEqual(['set the offset of hb0 to 0'])
    expect(hides('spec/litmus/unmap-mixed-list.yaml', 'stacked-shim')).toContain('switch the IOMMU of hb0 off')
    expect(hides('spec/litmus/allowlist-is-wrong.yaml')).toContain(
      'switch on all forwarding between ports of the root complex',
    )
    expect(hides('spec/litmus/setpci-between-maps.yaml')).not.toContain('clear RR on dp1')
    expect(tell('spec/litmus/software-rdma.yaml')).toMatch(
      /No single change of the machine hides it \(\d+ single changes/,
    )
  })
})

describe('colour', () => {
  it('only repeats: taken away, the story is the same', () => {
    for (const { path, litmus, explained: told } of saved.slice(0, 60)) {
      const story = storyOf(path, litmus, told)
      const colourful = painted(story)
      expect(colourful).not.toBe(story)
      expect(stripVTControlCharacters(colourful)).toBe(story)
    }
  })

  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['FORCE_COLOR into a pipe', false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', true, { FORCE_COLOR: '0' }, false],
    ['both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('%s', (_, isTerminal, env, wanted) => {
    expect(wantsColour(isTerminal, env)).toBe(wanted)
  })

  it('stays out of a pipe, unless it is forced in', () => {
    expect(spawned(['spec/litmus/allowlist-is-wrong.yaml']).stdout).not.toContain('\u001b')
    expect(spawned(['spec/litmus/allowlist-is-wrong.yaml'], { FORCE_COLOR: '1' }).stdout).toContain('\u001b[')
    expect(spawned(['spec/litmus/allowlist-is-wrong.yaml', '--json'], { FORCE_COLOR: '1' }).stdout).not.toContain(
      '\u001b',
    )
  })
})

describe('as data', () => {
  it('has all that the text tells', async () => {
    const { out: stdout, status } = await p2pspec('explain', 'spec/litmus/allowlist-is-wrong.yaml', '--json')
    expect(status).toBe(0)
    const story = JSON.parse(stdout) as Record<string, unknown>
    expect(Object.keys(story)).toEqual([
      'file',
      'question',
      'why',
      'sources',
      'design',
      'summary',
      'machine',
      'chosen',
      'steps',
      'broken',
      'designs',
    ])
    expect(story).toMatchObject({
      file: 'spec/litmus/allowlist-is-wrong.yaml',
      design: 'linux-6.12',
      machine: { hosts: [{ name: 'hb0' }], functions: [{ name: 'rp0', type: 'root port' }, {}, {}, {}] },
      steps: [
        { step: 0 },
        {
          entries: [{ entry: 0, meant: { at: 0, length: 4096, pages: 1 }, dma: { marked: false } }],
          asked: [
            { kind: 'way', type: 'THRU_HOST_BRIDGE', how: 'fresh', climb: { distance: 4, bridges: { forward: true } } },
          ],
        },
        {
          transactions: [
            { verdict: 'NOT as meant', landing: { kind: 'nowhere' }, hops: [{ reason: expect.any(String) }, {}] },
          ],
        },
      ],
      broken: [
        {
          rule: 'S2',
          allowed: ['A+0x0', 'an undefined outcome, which is not counted against any design'],
          assumptionsNotMet: ['allowlisted-bridges-forward'],
          hidden: { by: expect.any(Array) },
          sources: expect.any(Array),
        },
        { rule: 'S3' },
      ],
      designs: expect.any(Array),
    })
  })

  it('is the same each time', () => {
    const once = JSON.stringify(explain('spec/litmus/setpci-between-maps.yaml').story)
    expect(JSON.stringify(explain('spec/litmus/setpci-between-maps.yaml').story)).toBe(once)
  })
})

describe('what it is asked for', () => {
  const blocked = join(folder, 'no such folder', 'out.svg')
  it.each([
    ['no file', [], /takes one FILE/],
    ['two files', ['a.yaml', 'b.yaml'], /takes one FILE/],
    ['a file that is not there', [join(folder, 'gone.yaml')], /gone\.yaml: .*no such file/],
    [
      'a picture and data',
      ['spec/litmus/same-switch.yaml', '--svg', join(folder, 'x.svg'), '--json'],
      /found --svg and --json together; accepted: one of/,
    ],
    [
      'two pictures',
      ['spec/litmus/same-switch.yaml', '--svg', join(folder, 'x.svg'), '--dot'],
      /found --svg and --dot together/,
    ],
    [
      'a picture into a folder',
      ['spec/litmus/same-switch.yaml', '--svg', folder],
      /--svg: found .*, a folder; accepted: a file of yours/,
    ],
    [
      'a picture into a folder that is not there',
      ['spec/litmus/same-switch.yaml', '--svg', blocked],
      /--svg: found .*, in no folder that there is; accepted: a file of yours, or a new one in a folder that there is/,
    ],
    ['a picture without a name', ['spec/litmus/same-switch.yaml', '--svg', ''], /--svg: found ""/],
    [
      'a picture where none can be written',
      ['spec/litmus/same-switch.yaml', '--svg', '/proc/out.svg'],
      /--svg: found \/proc\/out\.svg, where nothing can be written/,
    ],
  ])('%s: one clear error, status 2', async (_, args, message) => {
    const { status, err: stderr, out: stdout } = await p2pspec('explain', ...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  it('a picture is written whole, the same bytes each time, over what was there', async () => {
    const out = join(folder, 'picture.svg')
    writeFileSync(out, 'old')
    const first = await p2pspec(
      'explain',
      'spec/litmus/same-switch-nonzero-offset.yaml',
      '--design',
      'linux-4.20',
      '--svg',
      out,
    )
    expect(first.out).toBe(`${out}: linux-4.20 breaks S2 RouteSound: spec/litmus/same-switch-nonzero-offset.yaml\n`)
    const bytes = readFileSync(out, 'utf8')
    expect(bytes).toMatch(/^<\?xml[^]*<\/svg>\s*$/)
    await p2pspec('explain', 'spec/litmus/same-switch-nonzero-offset.yaml', '--design', 'linux-4.20', '--svg', out)
    expect(readFileSync(out, 'utf8')).toBe(bytes)
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([])
  })

  it('a graph for Graphviz', async () => {
    const { out, status } = await p2pspec(
      'explain',
      'spec/litmus/same-switch-nonzero-offset.yaml',
      '--design',
      'linux-4.20',
      '--dot',
    )
    expect(status).toBe(0)
    expect(out).toMatch(/^digraph machine \{\n[^]*\n\}\n$/)
  })
})
