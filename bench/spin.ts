/** Spin, where it is installed: a Promela model becomes a program, and that goes through every state. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of `others/`. */
export const model = (file: string): string => fileURLToPath(new URL(`others/${file}`, import.meta.url))

/** Standard output; undefined: there is no such command. */
export const output = (command: string, args: readonly string[], cwd?: string): string | undefined => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 300_000 })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined
  if (error !== undefined || status !== 0)
    throw new Error(`${command}: ${error?.message ?? `exit ${status}: ${stderr}${stdout}`}`)
  return stdout
}

export interface SpinJob {
  /** A model of `others/`. */
  readonly file: string
  /** For the preprocessor of the model. */
  readonly defines?: readonly string[]
  /** Whether it leaves out orders of steps that commute. */
  readonly reduces: boolean
}

/** What Spin found; `errors`: assertions that failed. */
export interface SpinFound {
  readonly states: number
  readonly errors: number
}

/** Hands over the program; undefined: Spin or a C compiler is not there. */
export const withSpin = <T>(
  { file, defines = [], reduces }: SpinJob,
  use: (pan: () => SpinFound) => T,
): T | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'spin-'))
  try {
    copyFileSync(model(file), join(folder, file))
    if (output('spin', ['-a', ...defines.map((define) => `-D${define}`), file], folder) === undefined) return undefined
    const flags = ['-O2', '-DSAFETY', ...(reduces ? [] : ['-DNOREDUCE']), '-w']
    if (output('gcc', [...flags, '-o', 'pan', 'pan.c'], folder) === undefined) return undefined
    return use(() => foundIn(output('./pan', ['-m1000'], folder)!))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const foundIn = (text: string): SpinFound => {
  const [states, errors] = [/(\d+) states, stored/, /errors: (\d+)/].map((what) => Number(what.exec(text)?.[1]))
  return { states, errors }
}
