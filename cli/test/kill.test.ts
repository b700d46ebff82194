import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answersOf, unexpected } from '../../properties/check/answers.ts'
import { size } from '../../properties/shrink/size.ts'
import { ROOT_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { spawnCheck } from './check-spawned.ts'

/** `kill -9` gives no time to tidy up: whatever is there at that moment is what the next run finds. */
const folder = mkdtempSync(join(tmpdir(), 'p2pspec-kill-'))
afterAll(() => rmSync(folder, { recursive: true }))
const kept = join(folder, 'kept')

/** Keeps a handful of counterexamples within seconds. */
const ARGS = [
  ...['S2', 'S5', 'S8'].flatMap((rule) => ['--rule', rule]),
  ...['raw-phys', 'naive-iommu', 'linux-5.4'].flatMap((design) => ['--design', design]),
  '--scope',
  'wide',
  '--runs',
  '5',
  '--keep',
  'kept',
]
const KILLS = 2
const SEED = 20251121

/** What a run that nobody kills keeps, and how long it takes, in milliseconds. */
let whole: Readonly<Record<string, string>> = {}
let duration = 0

const namesIn = (path: string): string[] => (existsSync(path) ? readdirSync(path).toSorted() : [])
const textsIn = (path: string): Record<string, string> =>
  Object.fromEntries(
    namesIn(path)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => [name, readFileSync(join(path, name), 'utf8')]),
  )
const sizesIn = (path: string): Map<string, number> =>
  new Map(loadFolder(path).map((named) => [named.path, size(named.litmus.file)]))

beforeAll(async () => {
  const start = Date.now()
  await spawnCheck(folder, ...ARGS).ran
  duration = Date.now() - start
  whole = textsIn(kept)
}, 120_000)

/** What may be there before: nothing, all of it, or a file a size larger than need be. */
const BEFORE: readonly (() => void)[] = [
  () => rmSync(kept, { recursive: true, force: true }),
  () => {},
  () => {
    mkdirSync(kept, { recursive: true })
    const [name] = Object.keys(whole)
    const larger = whole[name].replace('machine:\n', 'machine:\n  cpu: {vendor: Intel, family: 0x6}\n')
    writeFileSync(join(kept, name), larger)
  },
]

const killedAt = async (moment: number): Promise<void> => {
  const { child, ran } = spawnCheck(folder, ...ARGS)
  await sleep(moment)
  child.kill('SIGKILL')
  await ran
}

describe('kill -9', () => {
  it('has something to harm: a run keeps more than one counterexample', () => {
    expect(Object.keys(whole).length).toBeGreaterThan(2)
  })

  it(`at ${KILLS} moments leaves only whole files, none lost, none larger; the next run ends what was begun, and tidies up`, async () => {
    // More often near the end, where files are written.
    const moments = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed: SEED, numRuns: KILLS })
    for (const [i, x] of moments.entries()) {
      BEFORE[i % BEFORE.length]()
      const before = sizesIn(kept)
      await killedAt((1 - (1 - x) ** 2) * duration)
      const after = sizesIn(kept)
      for (const [path, bytes] of before) expect(after.get(path), path).toBeLessThanOrEqual(bytes)
      for (const named of loadFolder(kept)) {
        const answers = answersOf(named)
        expect(answers.length, named.path).toBeGreaterThan(0)
        expect(unexpected(answers), named.path).toEqual([])
      }
    }
    const [ours, theirs] = await unfinished()
    await spawnCheck(folder, ...ARGS).ran
    expect(textsIn(kept)).toEqual(whole)
    expect(namesIn(kept)).toContain(theirs)
    expect(namesIn(kept)).not.toContain(ours)
  })

  /** Files that somebody did not finish: one who is gone, and one who is at it. */
  const unfinished = async (): Promise<[ours: string, theirs: string]> => {
    mkdirSync(kept, { recursive: true })
    const gone = spawn(process.execPath, ['--version'])
    await new Promise((done) => gone.on('close', done))
    const names = [gone.pid, process.pid].map((pid) => `S2-raw-phys.yaml.p2pspec-${pid}.tmp`)
    for (const name of names) writeFileSync(join(kept, name), 'machine: {ho')
    return names as [string, string]
  }

  it('in the middle of a file leaves the old one or the new one', async () => {
    const file = join(folder, 'whole.txt')
    const script = join(folder, 'writes.mjs')
    const copy = join(folder, 'copy.txt')
    writeFileSync(
      script,
      `import { register } from '${ROOT_FOLDER}node_modules/tsx/dist/esm/api/index.mjs'
register()
const { writeWhole } = await import('${ROOT_FOLDER}spec/files/write.ts')
for (let i = 0; ; i++) {
  writeWhole('test', '${file}', String(i % 10).repeat(1_000_000))
  if (i === 0) console.log('begun')
}`,
    )
    for (const pause of [1, 7, 20]) {
      const child = spawn(process.execPath, [script], { stdio: 'pipe' })
      await new Promise((begun) => child.stdout.once('data', begun))
      await sleep(pause)
      child.kill('SIGKILL')
      await new Promise((done) => child.on('close', done))
      cpSync(file, copy)
      const text = readFileSync(copy, 'utf8')
      expect(text.length).toBe(1_000_000)
      expect(new Set(text).size).toBe(1)
    }
  })
})
