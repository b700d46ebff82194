/** The command run inside a test: much quicker than a process of its own, and the same but for `p2pspec.mjs`. */
import { designs } from '../../model/designs/index.ts'
import { rules } from '../../spec/rules/index.ts'
import { main } from '../main.ts'

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/**
 * Throws what `main` throws: an error that nobody told is a defect. Not for a command that takes in a design or a rule
 * from outside: its lists would have it as long as the process lives, and so would the next suite's.
 */
export const p2pspec = (...args: readonly string[]): Promise<Ran> => runIn(main, ...args)

/** The same with the `main` of another copy of the repository. */
export const runIn = async (run: typeof main, ...args: readonly string[]): Promise<Ran> => {
  const written = { out: '', err: '' }
  const { stdout, stderr } = process
  const [writeOut, writeErr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)]
  stdout.write = (text: string | Uint8Array): boolean => ((written.out += String(text)), true)
  stderr.write = (text: string | Uint8Array): boolean => ((written.err += String(text)), true)
  try {
    const known = designs.length + rules.length
    const status = await run(args)
    if (designs.length + rules.length > known) throw new Error(`${args.join(' ')}: has to be a process of its own`)
    return { status, ...written }
  } finally {
    stdout.write = writeOut
    stderr.write = writeErr
  }
}
