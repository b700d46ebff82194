import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { p2pspec } from './in-process.ts'

const keep = mkdtempSync(`${tmpdir()}/p2pspec-race-`)
afterAll(() => rmSync(keep, { recursive: true }))

const RACE = `${ROOT_FOLDER}conformance/recordings/races/dropped-while-it-migrates.txt`
/** The recording with one answer, or step, in another's place. */
const changed = (before: string, after: string): string => {
  const file = `${keep}/race.txt`
  writeFileSync(file, readFileSync(RACE, 'utf8').replace(before, after))
  return file
}

describe('p2pspec judge of a race', () => {
  it('agrees with what Linux did', async () => {
    const { status, out } = await p2pspec('judge', RACE)
    expect([status, out]).toEqual([0, expect.stringContaining('17 of 17 answers agree')])
  })

  it('says what alone is allowed where no schedule gives the answer', async () => {
    const { status, out } = await p2pspec('judge', changed('0=free+w', '0=none'))
    expect(status).toBe(1)
    expect(out).toContain('race.txt:19: mirrored 0 1: Linux said 0=none; allowed are only: 0=free+w')
  })

  it('says so to programs, too', async () => {
    const { out } = await p2pspec('judge', '--json', changed('0=free+w', '0=none'))
    expect(JSON.parse(out)).toMatchObject([{ differences: [{ linux: '0=none', allowed: ['0=free+w'] }] }])
  })

  it('names the line of a step that nobody knows', async () => {
    const { status, err } = await p2pspec('judge', changed('stop=pages', 'stop=pgaes'))
    expect(status).toBe(2)
    expect(err).toMatch(/race\.txt: line 10: .*did you mean pages\?/s)
  })
})
