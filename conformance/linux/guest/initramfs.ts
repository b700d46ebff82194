/**
 * An initramfs as bytes: the "newc" cpio format (`Documentation/driver-api/early-userspace/buffer-format.rst`).
 */
export interface Member {
  /** Path without the leading slash; its folders come before it. */
  readonly name: string
  readonly mode: number
  readonly content?: Uint8Array
  /** Major and minor number of a device node. */
  readonly device?: readonly [major: number, minor: number]
}

export const FOLDER = 0o040755
export const PROGRAM = 0o100755
export const FILE = 0o100644
export const CHARACTER_DEVICE = 0o020600

const hex8 = (n: number): string => n.toString(16).toUpperCase().padStart(8, '0')
const padding = (length: number): Uint8Array => new Uint8Array((4 - (length % 4)) % 4)

/** Header, name and content, each padded to a multiple of four bytes. */
const packed = ({ name, mode, content = new Uint8Array(), device = [0, 0] }: Member, inode: number): Uint8Array => {
  const nameSize = Buffer.byteLength(name) + 1
  const numbers = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, device[0], device[1], nameSize, 0]
  const head = Buffer.from(`070701${numbers.map(hex8).join('')}${name}\0`)
  return Buffer.concat([head, padding(head.length), content, padding(content.length)])
}

/** The same members make the same bytes. */
export const initramfs = (members: readonly Member[]): Uint8Array =>
  Buffer.concat([...members, { name: 'TRAILER!!!', mode: 0 }].map((member, index) => packed(member, index + 1)))
