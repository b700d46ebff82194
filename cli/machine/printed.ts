/**
 * The bytes of a dump as text.
 *
 * A mail or a shell may put names of devices into another encoding. No answer depends on a name, so bytes that are not UTF-8 are read as
 * Latin-1. Codes that colour a terminal are left out. Other control characters become blanks.
 */
import { isUtf8 } from 'node:buffer'
import { CONTROL } from '../../spec/files/parse.ts'

/** What PowerShell writes begins with this mark. */
const UTF_16 = [0xff, 0xfe]

/** Colours of `grep --color` and of pagers (ECMA-48): escape, bracket, numbers, a letter. */
const ESCAPES = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*[A-Za-z]`, 'g')

const CONTROLS = new RegExp(CONTROL, 'gu')

export const printedIn = (bytes: Buffer): string => {
  const encoding = UTF_16.every((byte, i) => bytes[i] === byte) ? 'utf16le' : isUtf8(bytes) ? 'utf8' : 'latin1'
  return bytes
    .toString(encoding)
    .replace(/^\uFEFF/, '')
    .replaceAll(ESCAPES, '')
    .replaceAll(CONTROLS, ' ')
}
