/**
 * Recordings that are wrong, each with what is said of it.
 */
import type { Row } from './bad-files.ts'

/** Recordings, each a whole one with something wrong: a table. */
// oxlint-disable-next-line max-lines-per-function
export const badRecordings = (fabric: string, qemu: string): readonly Row[] => {
  const lines = fabric.split('\n')
  const first = lines.findIndex((line) => line.startsWith('dist '))
  const map = qemu.split('\n').findIndex((line) => /^map .* rc=0/.test(line))
  const without = (text: string, from: number, count = 1): string => text.split('\n').toSpliced(from, count).join('\n')
  const instead = (from: RegExp | string, to: string): string => fabric.replace(from, to)
  return [
    ['an empty file', '', /^line 1: found ""; accepted: the first line of a recording: /],
    [
      'a file that is no recording',
      '# hello\n',
      /^line 1: found "# hello\\n"; accepted: the first line of a recording/,
    ],
    [
      'a header of an older format',
      instead(/ cpu \S+/, ''),
      // Without a CPU it is the header of a script about memory, and what follows is no step of one.
      /^line 2: found "H .*"; accepted: a step: > /,
    ],
    [
      'a CPU nobody knows',
      instead(/ cpu \S+/, ' cpu i486'),
      /^line 1: found "# seed .*"; accepted: # seed N cpu max\|EPYC linux VERSION$/,
    ],
    [
      'no answer',
      '# seed 1 cpu max linux 6.12.117\nH 0\nEND\n',
      /^top level: found no answer of a kernel; accepted: a recording with at least one$/,
    ],
    [
      'cut in the middle',
      lines.slice(0, first).join('\n'),
      /^line \d+: found ".*"; accepted: END: the recording is cut$/,
    ],
    ['cut in a line', fabric.slice(0, 2000), /^line \d+: found ".*"; accepted: END: the recording is cut$/],
    ['cut in the header', fabric.slice(0, 9), /^line 1: found "# seed 3 "; accepted: the first line/],
    ['two in one file', fabric + fabric, /^line \d+: found "END"; accepted: a line of the format: /],
    [
      'a line of another format',
      instead('dist ', 'distance '),
      /^line \d+: found "distance .*"; accepted: a line of the format: /,
    ],
    [
      'a function that is not there',
      instead(/dist \d+/, 'dist 99'),
      /^line \d+: found a function without an F line; accepted: functions 0 to \d+$/,
    ],
    [
      'a parent that is not there',
      instead(/^F 0 \d+ /m, 'F 0 77 '),
      /^line \d+: found "F 0 77 .*"; accepted: F host parent /,
    ],
    [
      'a BAR of 3 MiB',
      instead(/^(F .*) [1-9]\d*$/m, '$1 3'),
      /^line \d+: found "F .* 3"; accepted: F .*MiB a power of two or 0$/,
    ],
    [
      'an address past 2^53',
      instead(/(alloc \d+ phys=)\S+/, '$120000000000001'),
      /^line \d+: found "alloc .*20000000000001 .*"; accepted: words below 2\^53/,
    ],
    [
      'carriage returns alone',
      fabric.replaceAll('\n', '\r'),
      /^line 1: found the character U\+000D; accepted: text without/,
    ],
    [
      'a device that no bus takes',
      qemu.replace(/^(dev 0000:04.* type=)-1/m, '$19'),
      /^line \d+: functions\[\d+\]\.\w+: found .*; accepted: /,
    ],
    ['QEMU: cut', qemu.slice(0, 3000), /^line \d+: found ".*"; accepted: END: the recording is cut$/],
    ['QEMU: two in one file', qemu + qemu, /^line \d+: found "END"; accepted: a line of the format$/],
    [
      'QEMU: a map that lost an entry',
      without(qemu, map + 1),
      /^line \d+: found "map .*"; accepted: .*nents seg and 3 pg$/,
    ],
    [
      'QEMU: a list that lost its map',
      without(qemu, map),
      /^line \d+: found " seg .*"; accepted: a map line before it/,
    ],
    [
      'QEMU: an address past 2^53',
      qemu.replace(/(bus=)\w+( len=400000)/, '$120000000000001$2'),
      /^line \d+: found "bar .*"; accepted: words below/,
    ],
  ]
}
