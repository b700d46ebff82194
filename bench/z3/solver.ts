/**
 * Asking z3. An answer is `sat` or `unsat`; whatever else comes (`unknown`, the text of an error, a crash, silence) is a
 * failure of the tool and is thrown as one. It never counts as "holds".
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Satisfiability = 'sat' | 'unsat'

/** z3 did not answer the question. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure'
}

export const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url))

/** An answer of the tool, or what it is instead. */
export const answerOf = (message: unknown): Satisfiability => {
  const { answer } = (message ?? {}) as { answer?: unknown }
  if (answer === 'sat' || answer === 'unsat') return answer
  throw new ToolFailure(`z3: found ${JSON.stringify(message)}; accepted: sat, unsat`)
}

/** A z3 in a process of its own. Whoever started it ends it. */
export interface Z3 {
  readonly ask: (text: string) => Promise<Satisfiability>
  readonly end: () => Promise<void>
}

/**
 * @param patience milliseconds that one question may take
 * @param script left out: z3; a test puts a tool that fails in its place
 */
export const startZ3 = async (patience = 120_000, script = CHILD): Promise<Z3> => {
  const child = fork(script, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()))
  const end = (): Promise<void> => {
    child.kill('SIGKILL')
    return ended
  }
  const ask = async (text: string): Promise<Satisfiability> => {
    const reply = nextMessage(child, patience)
    child.send(text)
    return answerOf(await reply)
  }
  try {
    await nextMessage(child, patience)
    return { ask, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** Starts z3, lets `work` ask it, and ends it. */
export const withZ3 = async <T>(
  work: (ask: Z3['ask']) => Promise<T>,
  ...how: Parameters<typeof startZ3>
): Promise<T> => {
  const z3 = await startZ3(...how)
  try {
    return await work(z3.ask)
  } finally {
    await z3.end()
  }
}

const nextMessage = (child: ChildProcess, patience: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      child.removeAllListeners('message').removeAllListeners('exit').removeAllListeners('error')
    }
    const fail = (why: string): void => {
      end()
      reject(new ToolFailure(`z3: ${why}`))
    }
    const timer = setTimeout(() => fail(`no answer in ${patience} ms`), patience)
    child.once('message', (message) => {
      end()
      resolve(message)
    })
    child.once('exit', (code, signal) => fail(`its process ended (${signal ?? `exit ${code}`}) without an answer`))
    child.once('error', (error) => fail(error.message))
  })

/** The least k in `low..high` for which `ask(k)` is sat, proved by unsat below it; undefined: none of them. */
export const leastSat = async (
  low: number,
  high: number,
  ask: (k: number) => Promise<Satisfiability>,
): Promise<number | undefined> => {
  if ((await ask(high)) === 'unsat') return undefined
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((await ask(middle)) === 'sat') high = middle
    else low = middle + 1
  }
  return low
}
