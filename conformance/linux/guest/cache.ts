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
  /** The same of what plays memory scripts; undefined: there is none for this kernel, or was none when it was built. */
  readonly memory?: string
}

export const PLACES = (cache: string) => ({
  source: join(cache, 'linux-source-6.12'),
  kernel: join(cache, 'build'),
  modules: join(cache, 'modules'),
  bzImage: join(cache, 'build/arch/x86/boot/bzImage'),
  systemMap: join(cache, 'build/System.map'),
  module: join(cache, 'modules/p2pspec.ko'),
  memoryModules: join(cache, 'memory-module'),
  memoryModule: join(cache, 'memory-module/p2pspec-memory.ko'),
  memoryPrograms: join(cache, 'memory-program'),
  memoryProgram: join(cache, 'memory-program/memory'),
  built: join(cache, 'built.json'),
})

type Sources = (readonly [name: string, text: string])[]

const sourcesIn = (path: string): Sources => {
  const folder = join(import.meta.dirname, path)
  const names = readdirSync(folder).filter((name) => name !== 'README.md')
  return names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')])
}
const hashOfSources = (sources: Sources): string => hashOf(...sources.map(([, text]) => text))

/** The module's sources, by name; those of the module that plays memory scripts, and of the program. */
export const moduleSources = (): Sources => sourcesIn('../modules')
export const memoryModuleSources = (): Sources => sourcesIn('../memory/module')
export const memoryProgramSources = (): Sources => sourcesIn('../memory/program')

export const moduleHash = (): string => hashOfSources(moduleSources())
export const memoryHash = (): string => hashOfSources([...memoryModuleSources(), ...memoryProgramSources()])

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
