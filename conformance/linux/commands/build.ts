/**
 * `npm run linux:build [-- --source DIR] [--cache DIR]`: a kernel and our module, outside the tree. Only what changed is
 * built again.
 *
 * Exit status: 0 built, 1 the build failed, 2 something is missing or an argument is wrong.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { makeFolder, writeWhole } from '../../../spec/files/write.ts'
import {
  PLACES,
  hashOf,
  memoryHash,
  memoryModuleSources,
  memoryProgramSources,
  moduleHash,
  moduleSources,
  type Built,
} from '../guest/cache.ts'
import { argumentsOf, command, folder, say } from './command.ts'
import { DEBIAN_SOURCE, DEFAULT_CACHE, missingToBuild, tellMissing } from '../guest/tools.ts'

class Failed extends Error {}

/** Runs a program to its end; its output is shown only where it fails. */
const run = (program: string, args: readonly string[]): void => {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0)
    throw new Failed(`${program} ${args.join(' ')}\n${(stdout + stderr).slice(-4000)}${error?.message ?? ''}`)
}

/** Writes a file if that changes it, so that make sees what really changed. */
const refresh = (file: string, content: string): boolean => {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return false
  writeWhole('--cache', file, content)
  return true
}

/** Debian's source, unpacked once; the mark is written last, so a stopped unpacking begins again. */
const unpacked = (cache: string): string => {
  const { source } = PLACES(cache)
  const mark = join(source, '.unpacked')
  if (existsSync(mark)) return source
  say(`unpacking ${DEBIAN_SOURCE}`)
  rmSync(source, { recursive: true, force: true })
  run('tar', ['-xJf', DEBIAN_SOURCE, '-C', cache])
  writeWhole('--cache', mark, '')
  return source
}

/** tinyconfig and the fragment; every option of the fragment must come out as it was asked. */
const configure = (source: string, output: string, cache: string): void => {
  const fragment = readFileSync(join(import.meta.dirname, '../guest/config.fragment'), 'utf8')
  makeFolder('--cache', output)
  const asked = `${fragment}# ${source}\n`
  const config = join(output, '.config')
  if (existsSync(config) && !refresh(join(cache, 'config.asked'), asked)) return
  say('configuring')
  run('make', ['-s', '-C', source, `O=${output}`, 'tinyconfig'])
  writeWhole('--cache', config, readFileSync(config, 'utf8') + fragment)
  run('make', ['-s', '-C', source, `O=${output}`, 'olddefconfig'])
  const have = new Set(readFileSync(config, 'utf8').split('\n'))
  const lost = fragment.split('\n').filter((line) => line.startsWith('CONFIG_') && !have.has(line))
  if (lost.length > 0) throw new Failed(`not in the kernel's configuration: ${lost.join(', ')}`)
  writeWhole('--cache', join(cache, 'config.asked'), asked)
}

const buildModule = (kernel: string, folder: string, sources: readonly (readonly [string, string])[]): void => {
  makeFolder('--cache', folder)
  for (const [name, text] of sources) refresh(join(folder, name), text)
  run('make', ['-s', '-C', kernel, `M=${folder}`, 'modules'])
}

/** The program that plays memory scripts is the guest's first process: it brings its C library along. */
const buildProgram = ({ memoryModules, memoryPrograms, memoryProgram }: ReturnType<typeof PLACES>): void => {
  makeFolder('--cache', memoryPrograms)
  for (const [name, text] of memoryProgramSources()) refresh(join(memoryPrograms, name), text)
  const files = memoryProgramSources()
    .map(([name]) => name)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(memoryPrograms, name))
  run('gcc', ['-static', '-O2', '-Wall', '-Wextra', '-Werror', `-I${memoryModules}`, '-o', memoryProgram, ...files])
}

/** Kernels for which the module that plays memory scripts was tried (`memory/module/later.h`). */
const PLAYS_MEMORY = /^(?:6\.12|7\.3)\./

const build = (source: string, cache: string): Built => {
  const places = PLACES(cache)
  rmSync(places.built, { force: true })
  configure(source, places.kernel, cache)
  say('building the kernel (minutes the first time)')
  const make = ['-s', '-C', source, `O=${places.kernel}`, `-j${availableParallelism()}`]
  run('make', [...make, 'bzImage', 'modules'])
  say('building the modules')
  buildModule(places.kernel, places.modules, moduleSources())
  const kernel = readFileSync(join(places.kernel, 'include/config/kernel.release'), 'utf8').trim()
  const playsMemory = PLAYS_MEMORY.test(kernel)
  if (playsMemory) {
    buildModule(places.kernel, places.memoryModules, memoryModuleSources())
    buildProgram(places)
  } else say(`no module for memory scripts: it is written for 6.12 and 7.3, this is ${kernel}`)
  const built: Built = {
    kernel,
    config: hashOf(readFileSync(join(places.kernel, '.config'))),
    module: moduleHash(),
    ...(playsMemory ? { memory: memoryHash() } : {}),
  }
  writeWhole('--cache', places.built, `${JSON.stringify(built, undefined, 2)}\n`)
  return built
}

const options = { source: { type: 'string' }, cache: { type: 'string', default: DEFAULT_CACHE } } as const

/** The source that was named, if it is one. */
const ownSource = (text: string): string => {
  const source = folder('--source', text)
  const lacks = ['Makefile', 'Kconfig', 'drivers/pci/p2pdma.c'].filter((name) => !existsSync(join(source, name)))
  if (lacks.length > 0)
    throw new Error(`--source: found ${text}, without ${lacks.join(', ')}; accepted: Linux's source`)
  return source
}

const main = (): number => {
  const { values } = argumentsOf({ options }, process.argv.slice(2))
  const cache = folder('--cache', values.cache)
  const own = values.source === undefined ? undefined : ownSource(values.source)
  const missing = missingToBuild(own !== undefined)
  if (missing.length > 0) throw new Error(tellMissing(missing))
  makeFolder('--cache', cache)
  try {
    const { kernel, config, module } = build(own ?? unpacked(cache), cache)
    say(`Linux ${kernel}, config ${config}, module ${module}, in ${cache}`)
    return 0
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    process.stderr.write(`linux:build: ${error.message}\n`)
    return 1
  }
}

await command('linux:build', main)
