/** Ctrl-C: the first asks for what is known, the second ends the process at once. */
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface Stop {
  readonly signal: AbortSignal
  /** Which one it was, and the exit status that tells so. */
  readonly by: () => { readonly name: string; readonly status: number } | undefined
  /** Signals do again what they usually do. */
  readonly forget: () => void
}

export const stopOnSignal = (): Stop => {
  const controller = new AbortController()
  let name: (typeof SIGNALS)[number] | undefined
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, heard)
  }
  const heard = (signal: NodeJS.Signals): void => {
    name = signal as (typeof SIGNALS)[number]
    // Without a listener the next one is deadly, even in the middle of a calculation.
    forget()
    process.stderr.write(`\n${name}: what is known so far follows; send it once more to stop at once\n`)
    controller.abort()
  }
  for (const signal of SIGNALS) process.on(signal, heard)
  return {
    signal: controller.signal,
    by: () => (name === undefined ? undefined : { name, status: 128 + constants.signals[name] }),
    forget,
  }
}
