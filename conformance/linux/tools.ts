/**
 * What has to be on the machine, by Debian's package names. Nothing begins before it is known to be there.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

export const DEBIAN_SOURCE = '/usr/src/linux-source-6.12.tar.xz'
export const QEMU = 'qemu-system-x86_64'

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** How a package shows itself. */
const BUILD: Readonly<Record<string, () => boolean>> = {
  gcc: () => onPath('gcc'),
  make: () => onPath('make'),
  flex: () => onPath('flex'),
  bison: () => onPath('bison'),
  bc: () => onPath('bc'),
  'xz-utils': () => onPath('xz'),
  'libelf-dev': () => existsSync('/usr/include/libelf.h'),
  'libssl-dev': () => existsSync('/usr/include/openssl/ssl.h'),
}
const RUN: Readonly<Record<string, () => boolean>> = {
  'qemu-system-x86': () => onPath(QEMU),
  'busybox-static': () => existsSync('/bin/busybox'),
}
const SOURCE: Readonly<Record<string, () => boolean>> = { 'linux-source-6.12': () => existsSync(DEBIAN_SOURCE) }

const absent = (probes: Readonly<Record<string, () => boolean>>): string[] =>
  Object.keys(probes).filter((name) => !probes[name]())

/** Packages missing for a build; with a source of its own Debian's is not needed. */
export const missingToBuild = (ownSource: boolean): string[] => [
  ...absent(BUILD),
  ...(ownSource ? [] : absent(SOURCE)),
  ...absent(RUN),
]
export const missingToRun = (): string[] => absent(RUN)

/** The message; `packages` is not empty. */
export const tellMissing = (packages: readonly string[]): string =>
  `missing: ${packages.join(', ')}\n  apt-get install ${packages.join(' ')}\n`

/** Where kernel and modules are built unless `--cache` says otherwise. */
export const DEFAULT_CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'p2pdma-spec')
