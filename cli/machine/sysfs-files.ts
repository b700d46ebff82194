/** The files of sysfs that are read, from a folder or from a tar of one, by function. */
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'
import { SYSFS_FILES, SYSFS_LINKS, type SysfsFiles } from '../../machines/sysfs.ts'

export type ByFunction = Map<string, Map<string, Uint8Array | string>>

const BDF = /^[\da-f]{4,8}:[\da-f]{2}:[01][\da-f]\.[0-7]$/

/** A folder as /sys/bus/pci/devices is, or one with such a folder in it. */
export const filesIn = (folder: string): ReadonlyMap<string, SysfsFiles> => {
  const inner = ['bus/pci/devices', 'sys/bus/pci/devices', 'devices'].map((path) => join(folder, path))
  const devices = inner.find((path) => existsSync(path)) ?? folder
  const found: ByFunction = new Map()
  for (const name of readdirSync(devices).filter((entry) => BDF.test(entry))) {
    const files = new Map<string, Uint8Array | string>()
    for (const file of SYSFS_FILES)
      if (existsSync(join(devices, name, file))) files.set(file, readFileSync(join(devices, name, file)))
    for (const link of SYSFS_LINKS)
      if (isLink(join(devices, name, link))) files.set(link, readlinkSync(join(devices, name, link)))
    found.set(name, files)
  }
  return found
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

/** Whether it begins as a tar does (POSIX ustar), packed or not. What is packed and cannot be unpacked is taken for none. */
export const isTar = (head: Buffer): boolean =>
  (isPacked(head) ? unpackedHead(head) : head).subarray(257, 262).toString('latin1') === 'ustar'

export const isPacked = (head: Buffer): boolean => head.subarray(0, 2).equals(GZIP)

/** The first bytes of what is packed, also where its end is missing. */
const unpackedHead = (head: Buffer): Buffer => {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 26 })
  } catch {
    return Buffer.alloc(0)
  }
}
const GZIP = Buffer.from([0x1f, 0x8b])

const WANTED: ReadonlySet<string> = new Set([...SYSFS_FILES, ...SYSFS_LINKS])
/** Bytes of one file: configuration space is the longest. */
const MOST_BYTES = 4096
/** 4 096 functions with eight files each. */
const MOST_ENTRIES = 2 ** 20

export interface InTar {
  readonly files: ReadonlyMap<string, SysfsFiles>
  /** Its end is missing, or what should be there is no tar. */
  readonly isCut: boolean
}

/**
 * What a tar has of /sys/devices or /sys/bus/pci/devices. The latter has links where functions are, so a tar is made with
 * `tar --dereference`, or of /sys/devices. A tar that ends too early has what it had until there.
 */
export const filesInTar = async (pieces: Iterable<Buffer>): Promise<InTar> => {
  const tar = await import('tar')
  const found: ByFunction = new Map()
  let entries = 0
  let isCut = false
  const parser = tar.list({
    sync: true,
    onwarn: (code) => {
      isCut ||= code === 'TAR_BAD_ARCHIVE'
    },
    filter: (path) => ++entries <= MOST_ENTRIES && WANTED.has(path.split('/').at(-1)!),
    onReadEntry: (entry) => {
      const [name, bdf] = entry.path.split('/').toReversed()
      if (bdf === undefined || !BDF.test(bdf)) {
        entry.resume()
        return
      }
      const files = found.get(bdf) ?? new Map<string, Uint8Array | string>()
      found.set(bdf, files)
      if (entry.type === 'SymbolicLink') files.set(name, entry.linkpath ?? '')
      const pieces: Uint8Array[] = []
      entry.on('data', (piece: Uint8Array) => pieces.push(piece))
      entry.on('end', () => {
        if (entry.type === 'File') files.set(name, Buffer.concat(pieces).subarray(0, MOST_BYTES))
      })
    },
  })
  for (const piece of pieces) parser.write(piece)
  parser.end()
  return { files: found, isCut }
}
