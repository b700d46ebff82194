import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { schemaNamed } from '../schemas.ts'
import { p2pspec } from './in-process.ts'

/** The command as a user runs it: a process of its own, so a second or two. */
const spawned = (...args: string[]): { status: number; out: string; err: string } => {
  try {
    const out = execFileSync(process.execPath, [join(ROOT_FOLDER, 'cli/p2pspec.mjs'), ...args], {
      cwd: ROOT_FOLDER,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    return { status: 0, out, err: '' }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { status, out: stdout, err: stderr }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('the process', () => {
  it('ends with 2 and one line where the input is wrong (bad-input.test.ts has the table)', () => {
    const { status, out, err } = spawned('explain', join(folder, 'missing.yaml'))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toBe(`p2pspec: ${join(folder, 'missing.yaml')}: found no such file or folder; accepted: a file\n`)
  })

  it('ends with 2 where a thousand brackets would end Node itself', () => {
    const { status, err } = spawned('replay', fileWith('deep.yaml', '['.repeat(100_000)))
    expect(err).toMatch(
      /^p2pspec: .*deep\.yaml: top level: found more than 64 levels at line 1; accepted: at most 64\n$/,
    )
    expect(status).toBe(2)
  })

  it('tells a story, and ends with 0', () => {
    const { status, out, err } = spawned('explain', 'spec/litmus/same-switch-nonzero-offset.yaml')
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toContain('The machine')
  })
})

describe('what a person sees', async () => {
  it('replay says that every saved scenario answers as before', async () => {
    const { status, out } = await p2pspec('replay')
    expect(status).toBe(0)
    expect(out).toMatch(/^counterexamples\/S2-\S+\.yaml: /m)
    expect(out).not.toContain('!!!')
  })

  it('judge agrees with the recordings, and exits 1 on a changed answer, naming file and line', async () => {
    expect((await p2pspec('judge', 'conformance/recordings')).status).toBe(0)
    const text = readFileSync(join(ROOT_FOLDER, 'conformance/recordings/fabric-3-max.txt'), 'utf8')
    const { status, out } = await p2pspec('judge', fileWith('changed.txt', text.replace('dist 0 2 -1', 'dist 0 2 4')))
    expect(status).toBe(1)
    expect(out).toMatch(/changed\.txt:\d+: dist 0 2: the model says -1; allowed is only what Linux said: 4/)
  })

  it('explain tells machine, steps, hops, what was meant, where it landed, the rule, the assumptions', async () => {
    const { status, out } = await p2pspec(
      'explain',
      'spec/litmus/same-switch-nonzero-offset.yaml',
      '--design',
      'linux-4.20',
    )
    expect(status).toBe(0)
    for (const part of [
      'The machine',
      'steps[1]',
      'root complex',
      'meant:',
      'landed:',
      'Broken: S2 RouteSound',
      'Allowed are only:',
      '[met]',
      'Sources:',
    ])
      expect(out).toContain(part)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('docs --check exits 1 if it names a page, else 0, and writes nothing', async () => {
    const { status, out } = await p2pspec('docs', '--check', '--json')
    const { pages, stale } = JSON.parse(out) as { pages: string[]; stale: string[] }
    expect(pages).toContain('docs/matrix.md')
    expect(status).toBe(stale.length === 0 ? 0 : 1)
    expect(JSON.parse((await p2pspec('docs', '--check', '--json')).out)).toEqual({
      schema: schemaNamed('docs'),
      pages,
      stale,
    })
  })

  it('rules with ids prints these alone: a rule, and an axiom with its source, evidence and who cites it', async () => {
    const { status, out } = await p2pspec('rules', 'MT-5', 'RouteSound')
    expect(status).toBe(0)
    expect(out.match(/^\w.*$/gm)).toEqual(['MT-5', 'S2 RouteSound'])
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/Source: drivers\/pci\/p2pdma\.c, .*\(judged\) Cited by: .*p2pdma\.ts/)
    const [axiom] = JSON.parse((await p2pspec('rules', 'HB-8', '--json')).out) as { citedBy: string[] }[]
    expect(axiom).toMatchObject({ id: 'HB-8', evidence: 'from memory' })
    expect(axiom.citedBy).toContain('model/hardware/reasons.ts')
  })

  it('every list command answers in JSON too', async () => {
    const json = async (...args: string[]): Promise<unknown> => JSON.parse((await p2pspec(...args, '--json')).out)
    for (const args of [['rules'], ['designs'], ['litmus'], ['replay', 'spec/litmus/same-switch-nonzero-offset.yaml']])
      expect(await json(...args)).toBeTruthy()
    expect(await json('explain', 'spec/litmus/same-switch-nonzero-offset.yaml')).toMatchObject({
      design: 'linux-6.12',
      broken: [],
    })
    expect(await json('judge', 'conformance/recordings/fabric-2-max.txt')).toMatchObject([{ differences: [] }])
  })
})
