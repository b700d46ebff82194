/**
 * `npm run bench -- workers`: one check with one worker and with two, each a process of its own. What it prints and what
 * it keeps must be the same bytes.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT_FOLDER } from '../spec/files/library.ts'
import { median } from './measure.ts'

/** What the check says, and keeps in an empty folder. */
const checkWith = async (workers: number, folder: string): Promise<string> => {
  rmSync(folder, { recursive: true, force: true })
  const args = ['cli/p2pspec.mjs', 'check', '--keep', folder, '--workers', String(workers)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT_FOLDER, maxBuffer: 2 ** 26 })
  const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  return [stdout, ...kept.toSorted().map((name) => name + readFileSync(join(folder, name), 'utf8'))].join('\n')
}

const ROUNDS = 3

export const workers = async (print: (text: string) => void): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'p2pspec-'))
  const ratios: number[] = []
  const seconds: [number, number][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const taken: number[] = []
    const bytes: string[] = []
    for (const n of round % 2 === 0 ? [1, 2] : [2, 1]) {
      const start = performance.now()
      bytes.push(await checkWith(n, join(folder, 'kept')))
      taken[n] = (performance.now() - start) / 1000
    }
    if (bytes[0] !== bytes[1]) throw new Error('one worker and two: found different answers; accepted: the same bytes')
    ratios.push(taken[1] / taken[2])
    seconds.push([taken[1], taken[2]])
  }
  rmSync(folder, { recursive: true })
  const [one, two] = [0, 1].map((i) => median(seconds.map((pair) => pair[i])).toFixed(1))
  print(
    'p2pspec check, from nothing, each a process:\n' +
      `  one worker ${one} s, two workers ${two} s of wall time; two are ${median(ratios).toFixed(2)} times as fast ` +
      `(${Math.min(...ratios).toFixed(2)} .. ${Math.max(...ratios).toFixed(2)}, median of ${ROUNDS} paired rounds)\n` +
      `  same bytes in every round; ${availableParallelism()} processors. Means something on an idle machine only.`,
  )
}
