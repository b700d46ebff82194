/**
 * `lspci -xxx` and `-xxxx`: configuration space as bytes. `-xxx` has 256 of them, and ACS lies beyond.
 */
import type { Dumped } from './dumped.ts'
import { readConfig } from './config.ts'

const HEX = /^\s*([\da-f]{2,3}):((?: [\da-f]{2}){1,16})\s*$/i

export const isHexLine = (line: string): boolean => HEX.test(line)

type FromBytes = ReturnType<typeof readConfig>

/** The bytes of a function's lines; a line that is missing or damaged leaves a hole, and what is read from it is not known. */
export const readHex = (lines: readonly string[]): FromBytes & Partial<Dumped> => {
  const bytes: (number | undefined)[] = []
  for (const line of lines) {
    const found = HEX.exec(line)
    if (found === null) continue
    const at = Number.parseInt(found[1], 16)
    for (const [i, byte] of found[2].trim().split(' ').entries()) bytes[at + i] = Number.parseInt(byte, 16)
  }
  return readConfig(bytes)
}
