/** A dump as a file of text, standard input, a folder of sysfs, or a tar of one. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Dump, Note } from '../../machines/dumped.ts'
import { readLspci } from '../../machines/lspci.ts'
import { readSysfs } from '../../machines/sysfs.ts'
import { toldIn, type ToldInFile } from '../../machines/told.ts'
import { WHOLE_FILE, problem } from '../../model/problem.ts'
import { readText, statOf } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'
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
  /** What the file says besides. */
  readonly told: ToldInFile
}

export const dumpAt = async (file: string): Promise<Read> => {
  const kind = file === '-' ? 'text' : kindOf(file)
  const text = kind !== 'text' ? '' : file === '-' ? readFileSync(0, 'utf8') : textOf(file)
  const dump = kind === 'text' ? readLspci(text) : kind === 'folder' ? readSysfs(folderOf(file)) : await dumpInTar(file)
  if (dump.functions.length > 0) return { dump, told: toldIn(text) }
  throw new BadFile(file, [NO_FUNCTION[kind]])
}

/** Packed or not; what is packed and cannot be unpacked is most often a tar. */
const textOf = (file: string): string => {
  // Of a pipe nothing is read to find out: who opens it waits for somebody to write.
  if (!statOf(file).isFile() || !isPacked(file)) return readText(file, MOST_BYTES)
  try {
    return gunzipSync(readFileSync(file), { maxOutputLength: MOST_BYTES }).toString('utf8')
  } catch {
    throw new BadFile(file, [problem(WHOLE_FILE, 'a tar that cannot be read', NO_FUNCTION.tar.accepted)])
  }
}

const kindOf = (file: string): keyof typeof NO_FUNCTION => {
  const stats = statOf(file)
  if (stats.isDirectory()) return 'folder'
  return stats.isFile() && isTar(file) ? 'tar' : 'text'
}

const folderOf = (folder: string): ReturnType<typeof filesIn> => {
  try {
    return filesIn(folder)
  } catch {
    throw new BadFile(folder, [problem(WHOLE_FILE, 'a folder that cannot be read', NO_FUNCTION.folder.accepted)])
  }
}

const dumpInTar = async (file: string): Promise<Dump> => {
  const { files, isCut } = await tarOf(file)
  const dump = readSysfs(files)
  return isCut ? { ...dump, contradicts: [CUT, ...dump.contradicts] } : dump
}

const CUT: Note = { says: 'the tar is damaged or ends too early: functions may be missing' }

const tarOf = async (file: string): ReturnType<typeof filesInTar> => {
  try {
    return await filesInTar(file)
  } catch {
    throw new BadFile(file, [problem(WHOLE_FILE, 'a tar that cannot be read', NO_FUNCTION.tar.accepted)])
  }
}
