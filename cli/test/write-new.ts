/** A file that a test writes a thousand times. */
import { rmSync, writeFileSync } from 'node:fs'

/** What stands there is taken away first: to write over a file, ext4 waits for the disk each time (3 ms). */
export const writeNew = (file: string, content: string | Uint8Array): void => {
  rmSync(file, { force: true })
  writeFileSync(file, content)
}
