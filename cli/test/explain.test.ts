/**
 * What explain is asked for, and what it answers: data, pictures, graphs, one error for a wrong call.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { p2pspec } from './in-process.ts'
import { explain } from './told/explained.ts'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('as data', () => {
  it('has all that the text tells', async () => {
    const { out: stdout, status } = await p2pspec('explain', 'spec/litmus/allowlist-is-wrong.yaml', '--json')
    expect(status).toBe(0)
    const story = JSON.parse(stdout) as Record<string, unknown>
    expect(Object.keys(story)).toEqual([
      'schema',
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
    ['no file', [], /found no FILE; accepted: one, /],
    ['two files', ['a.yaml', 'b.yaml'], /found 2 FILEs; accepted: one, /],
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

describe('with --groups', () => {
  it('says who of two sends under the requester ID of the other', async () => {
    const file = join(folder, 'alias.yaml')
    const type = 'type: root complex integrated endpoint, on: hb0'
    writeFileSync(
      file,
      `machine:
  hosts: [{name: hb0, iommu: translating}]
  functions:
    - {name: a, ${type}, at: "0e.0"}
    - {name: b, ${type}, at: "0f.0", sendsAs: a}
steps:
  - {iommu_groups: {}}
`,
    )
    const { out } = await p2pspec('explain', file, '--groups')
    expect(out).toMatch(/a: b sends under its requester ID\n +b: it sends under the requester ID of a\n/)
  })

  const FILE = 'spec/litmus/allowlist-is-wrong.yaml'

  it('lists all IOMMU groups, their members and why, though no step asks', async () => {
    const { out } = await p2pspec('explain', 'spec/litmus/chosen-iova-inside-a-bar.yaml', '--groups')
    expect(out).toMatch(
      /\nThe IOMMU groups\n {2}group 0: rp0, up, dp0, dp1, A and B\n {4}rp0: every port above .*\n {4}up: rp0 above it does not isolate: it has no ACS capability\n/,
    )
    const without = await p2pspec('explain', 'spec/litmus/chosen-iova-inside-a-bar.yaml')
    expect(without.out).not.toContain('The IOMMU groups')
    expect((await p2pspec('explain', FILE, '--groups')).out).toMatch(/The IOMMU groups\n {2}no group: no function has/)
  })

  it('gives them as data, functions by index', async () => {
    const { out } = await p2pspec('explain', 'spec/litmus/chosen-iova-inside-a-bar.yaml', '--groups', '--json')
    const { groups } = JSON.parse(out) as { groups: { members: number[]; why: unknown[] }[] }
    const port = { because: 'port', of: 0 }
    expect(groups).toEqual([
      { members: [0, 1, 2, 3, 4, 5], why: [{ because: 'alone' }, ...Array.from({ length: 5 }, () => port)] },
    ])
  })

  it('is refused beside a picture', async () => {
    const { err, status } = await p2pspec('explain', FILE, '--groups', '--dot')
    expect([status, err]).toEqual([
      2,
      expect.stringMatching(/--groups and --dot together; accepted: --groups of a story/),
    ])
  })
})
