/**
 * The bytes of a dump as text. Names of devices are in any encoding that a mail or a shell made of them, and nothing is decided by a
 * name; so bytes that are no UTF-8 are read as Latin-1, and what colours a terminal is left out.
 */
import { isUtf8 } from 'node:buffer'
import { CONTROL } from '../../spec/files/parse.ts'

/** What PowerShell writes begins with this mark. */
const UTF_16 = [0xff, 0xfe]

/** Colours of `grep --color` and of pagers (ECMA-48): escape, bracket, numbers, a letter. */
const ESCAPES = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*[A-Za-z]`, 'g')

export const printedIn = (bytes: Buffer): string => {
  const encoding = UTF_16.every((byte, i) => bytes[i] === byte) ? 'utf16le' : isUtf8(bytes) ? 'utf8' : 'latin1'
  const text = bytes
    .toString(encoding)
    .replace(/^\uFEFF/, '')
    .replaceAll(ESCAPES, '')
  return CONTROL.test(text) ? text.replaceAll(new RegExp(CONTROL, 'gu'), ' ') : text
}
