/**
 * What `linux:build` leaves in the cache, and which kernel it is.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Built {
  /** `6.12.117` */
  readonly kernel: string
  /** SHA-256, of the kernel's whole configuration and of the module's sources. */
  readonly config: string
  readonly module: string
}

export const PLACES = (cache: string) => ({
  source: join(cache, 'linux-source-6.12'),
  kernel: join(cache, 'build'),
  modules: join(cache, 'modules'),
  bzImage: join(cache, 'build/arch/x86/boot/bzImage'),
  module: join(cache, 'modules/p2pspec.ko'),
  built: join(cache, 'built.json'),
})

/** The module's sources, by name. */
export const moduleSources = (): (readonly [name: string, text: string])[] => {
  const folder = join(import.meta.dirname, '../modules')
  const names = readdirSync(folder).filter((name) => name !== 'README.md')
  return names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')])
}
export const moduleHash = (): string => hashOf(...moduleSources().map(([, text]) => text))

/** undefined: `linux:build` has not run to its end. */
export const builtIn = (cache: string): Built | undefined => {
  const places = PLACES(cache)
  if (![places.built, places.bzImage, places.module].every((file) => existsSync(file))) return undefined
  try {
    return JSON.parse(readFileSync(places.built, 'utf8')) as Built
  } catch {
    return undefined
  }
}

export const hashOf = (...contents: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content).update('\0')
  return hash.digest('hex').slice(0, 16)
}
