/** The command run inside a test: much quicker than a process of its own, and the same but for `p2pspec.mjs`. */
import { main } from './main.ts'

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Throws what `main` throws: an error that nobody told is a defect. */
export const p2pspec = async (...args: readonly string[]): Promise<Ran> => {
  const written = { out: '', err: '' }
  const { stdout, stderr } = process
  const [writeOut, writeErr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)]
  stdout.write = (text: string | Uint8Array): boolean => ((written.out += String(text)), true)
  stderr.write = (text: string | Uint8Array): boolean => ((written.err += String(text)), true)
  try {
    return { status: await main(args), ...written }
  } finally {
    stdout.write = writeOut
    stderr.write = writeErr
  }
}
