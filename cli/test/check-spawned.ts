/** The command in a process of its own, for tests: small, and away from what is committed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { ROOT_FOLDER } from '../../spec/files/library.ts'

export interface Ran {
  /** null: ended by a signal. */
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface Spawned {
  readonly child: ChildProcess
  readonly ran: Promise<Ran>
}

/** One worker, if nobody asks for more: of the time of a small check most is what a process takes to start. */
export const spawnCheck = (cwd: string, ...args: readonly string[]): Spawned =>
  spawnCommand(cwd, 'check', ...args, ...(args.includes('--workers') ? [] : ['--workers', '1']))

export const spawnCommand = (cwd: string, ...args: readonly string[]): Spawned => {
  const child = spawn(process.execPath, [join(ROOT_FOLDER, 'cli/p2pspec.mjs'), ...args], { cwd, stdio: 'pipe' })
  const written = { out: '', err: '' }
  child.stdout.on('data', (text) => (written.out += String(text)))
  child.stderr.on('data', (text) => (written.err += String(text)))
  const ran = new Promise<Ran>((done) => child.on('close', (status) => done({ status, ...written })))
  return { child, ran }
}
