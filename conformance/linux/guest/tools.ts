/**
 * What has to be on the machine, by Debian's package names. Nothing begins before it is known to be there.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

export const DEBIAN_SOURCE = '/usr/src/linux-source-6.12.tar.xz'
export const QEMU = 'qemu-system-x86_64'
export const BUSYBOX = 'busybox'

/** Where a program is; undefined: it cannot be started. */
export const onPath = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
const has = (program: string) => (): boolean => onPath(program) !== undefined

/** How a package shows itself. */
const BUILD: Readonly<Record<string, () => boolean>> = {
  gcc: has('gcc'),
  make: has('make'),
  flex: has('flex'),
  bison: has('bison'),
  bc: has('bc'),
  'xz-utils': has('xz'),
  'libc6-dev': () => existsSync('/usr/include/stdio.h'),
  'libelf-dev': () => existsSync('/usr/include/libelf.h'),
  'libssl-dev': () => existsSync('/usr/include/openssl/ssl.h'),
}
const RUN: Readonly<Record<string, () => boolean>> = {
  'qemu-system-x86': has(QEMU),
  'busybox-static': has(BUSYBOX),
}
const SOURCE: Readonly<Record<string, () => boolean>> = { 'linux-source-6.12': () => existsSync(DEBIAN_SOURCE) }

/** Every package, by what it is for. */
export const PACKAGES: Readonly<Record<'build' | 'source' | 'run', readonly string[]>> = {
  build: Object.keys(BUILD),
  source: Object.keys(SOURCE),
  run: Object.keys(RUN),
}

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
