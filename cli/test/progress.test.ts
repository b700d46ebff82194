import { describe, expect, it } from 'vitest'
import { duration, progressOf } from '../check/progress.ts'

describe('progress', () => {
  const sweep = { driver: 'random', scope: 'wide', runs: 100, seed: 1 } as const
  const result = { sweep, runs: 100, drawn: new Set<string>(), cells: [], happened: {}, kinds: {} }
  const written = (isTTY: boolean, seconds: readonly number[]): string[] => {
    const lines: string[] = []
    let now = 0
    const progress = progressOf(
      [sweep, { ...sweep, seed: 2 }],
      { isTTY, columns: 200, write: (t) => lines.push(t) },
      () => now,
    )
    for (const s of seconds) {
      now = s * 1000
      progress.broke('linux-4.20 S2')
      progress.ran({ ...sweep }, s)
    }
    now = 100_000
    progress.done(result)
    progress.end()
    return lines
  }

  it('on a terminal is one line, written anew, with rate, estimate and what was broken last', () => {
    const lines = written(true, [0, 20])
    expect(lines[1]).toBe(
      '\r0 of 2 sweeps, 20 runs, 1 runs/s, about 3 min 0 s left, broken last: S2 linux-4.20\u001B[K',
    )
    expect(lines[2]).toContain('\r1 of 2 sweeps, 100 runs, 1 runs/s, about 1 min 40 s left')
    expect(lines.at(-1)).toBe('\r\u001B[K')
  })

  it('says how long it takes once it knows: after a tenth of the work, and without the time that workers load', () => {
    const lines = written(true, [30, 40, 49, 50])
    expect(lines.slice(0, 3).join('')).not.toContain('left')
    expect(lines[3]).toContain('about 2 min 30 s left')
  })

  it('in a log is a line in ten seconds at most', () => {
    const lines = written(false, [1, 2, 3, 9, 11, 12, 13, 22])
    expect(lines.map((line) => line.split(',')[1])).toEqual([' 11 runs', ' 22 runs', ' 100 runs'])
    expect(lines.every((line) => /^[^\r\n]+\n$/.test(line))).toBe(true)
  })

  it('tells a duration in two words', () => {
    expect([0.2, 59, 60, 3599, 7260].map(duration)).toEqual(['1 s', '59 s', '1 min 0 s', '59 min 59 s', '2 h 1 min'])
  })
})
