/** A dump as a file of text, standard input, or a folder as /sys/bus/pci/devices is. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Dump } from '../../machines/dumped.ts'
import { readLspci } from '../../machines/lspci.ts'
import { WHOLE_FILE, problem } from '../../model/problem.ts'
import { readText, statOf } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'

/** Bytes of a dump: 4 096 functions as lspci -xxxx prints them are less. */
const MOST_BYTES = 2 ** 26
const CONFIG_BYTES = 4096
const BDF = /^[\da-f]{4,8}:[\da-f]{2}:[01][\da-f]\.[0-7]$/

export const dumpAt = (file: string): Dump => {
  const isFolder = file !== '-' && statOf(file).isDirectory()
  const dump = readLspci(isFolder ? sysfsText(file) : textAt(file))
  if (dump.functions.length > 0) return dump
  throw new BadFile(file, [
    isFolder
      ? problem(WHOLE_FILE, 'a folder without a file 0000:00:00.0/config', 'a folder as /sys/bus/pci/devices is')
      : problem(WHOLE_FILE, 'no line that begins with a PCI address', 'what lspci -vvv -nn or lspci -xxxx prints'),
  ])
}

const textAt = (file: string): string => (file === '-' ? readFileSync(0, 'utf8') : readText(file, MOST_BYTES))

/** Each function's config as lspci -xxxx would print it. Without root the kernel shows 64 bytes, and ACS stays unknown. */
const sysfsText = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => BDF.test(name) && existsSync(join(folder, name, 'config')))
    .map((name) => {
      const bytes = readFileSync(join(folder, name, 'config')).subarray(0, CONFIG_BYTES)
      const code = [...bytes.subarray(0x0a, 0x0c)].toReversed().map(twoDigits).join('')
      return `${name} class ${code}\n${hexLines(bytes)}`
    })
    .join('\n')

const twoDigits = (byte: number): string => byte.toString(16).padStart(2, '0')

const hexLines = (bytes: Uint8Array): string => {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)].map(twoDigits)
    lines.push(`${at.toString(16).padStart(2, '0')}: ${row.join(' ')}\n`)
  }
  return lines.join('')
}
