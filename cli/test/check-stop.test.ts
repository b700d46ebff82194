import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { loadLitmus } from '../../spec/files/library.ts'
import { spawnCheck, type Spawned } from './check-spawned.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-stop-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Never done, and finds a violation at once. */
const LONG = '--rule S2 --design linux-4.20 --design linux-6.12 --runs 1000000 --keep kept --workers 2'.split(' ')

writeFileSync(
  join(folder, 'loops.ts'),
  `import { linux, parts } from 'p2pdma-spec'
const distanceMany: typeof parts.distanceMany = () => {
  for (;;);
}
export default linux({ id: 'loops', summary: 'a test', sources: [] }, { ...parts, distanceMany })
`,
)

const LOOPS = '--design ./loops.ts --rule S29 --scope wide --runs 2'.split(' ')

/**
 * A log of what was found is asked for so that the moment at which sweeps are under way can be seen: then a sweep's part of it is there.
 * The file by which the place is tried has no number, and comes before signals are listened to.
 */
const underWay = async (name: string, { child }: Spawned): Promise<void> => {
  const isPart = new RegExp(`^${name}\\.\\d+\\.`)
  for (let i = 0; i < 600 && child.exitCode === null; i++) {
    if (readdirSync(folder).some((file) => isPart.test(file))) return
    await sleep(50)
  }
}

describe('Ctrl-C', () => {
  for (const [name, signal, status, after] of [
    ['at once', 'SIGINT', 130, 0],
    ['as SIGTERM', 'SIGTERM', 143, 300],
  ] as const)
    it(`prints what is known, and what is not; ${name}`, async () => {
      const log = name.replaceAll(' ', '-')
      const spawned = spawnCheck(folder, ...LONG, '--log', log)
      await underWay(log, spawned)
      await sleep(after)
      spawned.child.kill(signal)
      const { out, err, ...ran } = await spawned.ran
      expect(err).toContain(`${signal}: what is known so far follows`)
      expect(ran.status).toBe(status)
      expect(out).toMatch(/^S2 RouteSound +[X~] +~$/m)
      expect(out).toMatch(/^not finished\n(.*\n)* {2}exhaustive, scope small: /m)
      expect(out).toMatch(new RegExp(`\\nended by ${signal}: nothing was compared with spec/expected.yaml\\n$`))
      expect(out).not.toMatch(/as expected|unexpected|!!!/)
      // Nothing half written, and what is said to be kept is there.
      expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([])
      for (const [, file] of out.matchAll(/linux-4\.20: (kept\/\S+)/g))
        expect(loadLitmus(join(folder, file)).file.found).toMatchObject({ rule: 'S2', design: 'linux-4.20' })
    })

  it('ends a design that never answers, and names the sweep that was under way', async () => {
    const spawned = spawnCheck(folder, ...LOOPS, '--log', 'loop')
    await underWay('loop', spawned)
    await sleep(300)
    spawned.child.kill('SIGINT')
    const { status, out } = await spawned.ran
    expect(out).toMatch(/script, spec\/litmus: under way/)
    expect(status).toBe(130)
  })

  it('leaves nothing running when it is killed', async () => {
    const spawned = spawnCheck(folder, ...LOOPS, '--log', 'loop-killed')
    await underWay('loop-killed', spawned)
    spawned.child.kill('SIGKILL')
    // Its workers write where it wrote: `ran` waits for them.
    expect((await spawned.ran).status).toBe(null)
  })
})
