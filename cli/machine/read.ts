/** A dump as a file of text, standard input, a folder of sysfs, or a tar of one. */
import { gunzipSync } from 'node:zlib'
import type { Dump, Note } from '../../machines/dumped.ts'
import { isOnlyPieces, isSilentOfBuses } from '../../machines/cut-off.ts'
import { readLspci } from '../../machines/lspci.ts'
import { readSysfs } from '../../machines/sysfs.ts'
import { treeOf, type Tree } from '../../machines/tree.ts'
import { toldIn, type ToldInFile } from '../../machines/told.ts'
import { WHOLE_FILE, problem } from '../../model/problem.ts'
import { STDIN, readText, statOf, textIn } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'
import { printedIn } from './printed.ts'
import { atMost, sourceAt, type Source } from './pieces.ts'
import { filesIn, filesInTar, isPacked, isTar } from './sysfs-files.ts'

/** Bytes of a dump: 4 096 functions as lspci -xxxx prints them are less. */
const MOST_BYTES = 2 ** 26

/** Where the kernel of this very machine has its functions. */
export const THIS_MACHINE = '/sys/bus/pci/devices'

const NO_FUNCTION = {
  text: problem(WHOLE_FILE, 'no line that begins with a PCI address', 'what lspci -vvv -nn or lspci -xxxx prints'),
  folder: problem(WHOLE_FILE, 'a folder without a file 0000:00:00.0/config', 'a folder as /sys/bus/pci/devices is'),
  tar: problem(
    WHOLE_FILE,
    'a tar without a file 0000:00:00.0/config',
    'a tar of /sys/bus/pci/devices, made with --dereference, or of /sys/devices',
  ),
}

export interface Read {
  readonly dump: Dump
  readonly tree: Tree
  /** What the file says besides. */
  readonly told: ToldInFile
}

export const dumpAt = async (file: string): Promise<Read> => {
  const stats = file === STDIN ? undefined : statOf(file)
  if (stats?.isDirectory() === true)
    return readFrom(file, { kind: 'folder', dump: readSysfs(folderOf(file)), text: '' })
  // Of a pipe nothing is read to find out what it is: who opens it waits for somebody to write.
  const isPiece = stats === undefined || stats.isFile()
  return readFrom(file, isPiece ? await fromBytes(file, sourceAt(file)) : ofText(readText(file, MOST_BYTES)))
}

/** What was read, and as what. */
interface Found {
  readonly kind: keyof typeof NO_FUNCTION
  readonly dump: Dump
  readonly text: string
}

/** What a dump says. Throws BadFile if it has no function, and if it does not say which buses are behind its bridges. */
export const readFrom = (file: string, { kind, dump, text }: Found): Read => {
  if (dump.functions.length === 0) throw new BadFile(file, [NO_FUNCTION[kind]])
  const tree = treeOf(dump)
  const asked = { dump, tree }
  if (isSilentOfBuses(asked)) throw new BadFile(file, [NO_BUSES])
  if (isOnlyPieces(asked)) throw new BadFile(file, [ONLY_PIECES])
  return { dump, tree, told: toldIn(text) }
}

const NO_BUSES = problem(
  WHOLE_FILE,
  'bridges, and no line that says which buses are behind them',
  'what `lspci -vvv -nn` or `lspci -xxxx` prints, or `lspci -nn` and `lspci -t` in one file',
)
const ONLY_PIECES = problem(
  WHOLE_FILE,
  'functions at the ends of links, and none of the ports above them',
  'the whole machine, as `lspci -vvv -nn` prints it without -d and -s',
)

const ofText = (text: string): Found => ({ kind: 'text', dump: readLspci(text), text })

/** By how it begins, whether it has a name or comes in on standard input. */
export const fromBytes = async (file: string, source: Source): Promise<Found> =>
  isTar(source.head)
    ? { kind: 'tar', dump: await dumpInTar(file, source.pieces), text: '' }
    : ofPasted(file, unpacked(file, source))

/** As people paste it. Where that names no function the bytes are refused for what they are: throws BadFile if they are no text. */
const ofPasted = (file: string, bytes: Buffer): Found => {
  const found = ofText(printedIn(bytes))
  return found.dump.functions.length === 0 ? ofText(textIn(file, bytes)) : found
}

/** Packers that are known by how their files begin, and are not read. */
const OTHERS: Readonly<Record<string, string>> = { fd377a58: 'xz', '28b52ffd': 'zstd', '425a6839': 'bzip2' }

const unpacked = (file: string, source: Source): Buffer => {
  const { head } = source
  const other = OTHERS[head.subarray(0, 4).toString('hex')]
  if (other !== undefined)
    throw new BadFile(file, [
      problem(WHOLE_FILE, `a file packed by ${other}`, 'one that is packed by gzip, or not at all'),
    ])
  const bytes = atMost(file, MOST_BYTES, source)
  if (!isPacked(head)) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES })
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code)
    throw new BadFile(file, [
      problem(
        WHOLE_FILE,
        NOT_UNPACKED[code] ?? `a file packed by gzip that is damaged (${code})`,
        `a whole file packed by gzip, at most ${MOST_BYTES} bytes unpacked: ${NO_FUNCTION.text.accepted}, or ${NO_FUNCTION.tar.accepted}`,
      ),
    ])
  }
}

/** What is wrong with what gzip packed, by the error of zlib. */
const NOT_UNPACKED: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'a file packed by gzip that ends too early',
  ERR_BUFFER_TOO_LARGE: `a file packed by gzip that has more than ${MOST_BYTES} bytes unpacked`,
}

const folderOf = (folder: string): ReturnType<typeof filesIn> => {
  try {
    return filesIn(folder)
  } catch {
    throw new BadFile(folder, [problem(WHOLE_FILE, 'a folder that cannot be read', NO_FUNCTION.folder.accepted)])
  }
}

const dumpInTar = async (file: string, pieces: Iterable<Buffer>): Promise<Dump> => {
  const { files, isCut } = await tarOf(file, pieces)
  const dump = readSysfs(files)
  return isCut ? { ...dump, contradicts: [CUT, ...dump.contradicts] } : dump
}

const CUT: Note = { says: 'the tar is damaged or ends too early: functions may be missing' }

const tarOf = async (file: string, pieces: Iterable<Buffer>): ReturnType<typeof filesInTar> => {
  try {
    return await filesInTar(pieces)
  } catch {
    throw new BadFile(file, [problem(WHOLE_FILE, 'a tar that cannot be read', NO_FUNCTION.tar.accepted)])
  }
}
