#!/usr/bin/env node
import { existsSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'

/** Node 22 and later keep what V8 makes of JavaScript, by its content: a third of the time of a short command. */
const keepCompiled = (folder) => void module.enableCompileCache?.(folder)

/** A package holds the command compiled. A clone runs its sources, compiled and kept by content, or as they are. */
const load = async (args) => {
  const root = join(import.meta.dirname, '..')
  if (!existsSync(join(root, 'cli/main.ts'))) {
    keepCompiled()
    return import('../dist/cli.js')
  }
  const { importsByName, modulesNamed } = await import('./build/named.mjs')
  const { compiled } = await import('./build/cache.mjs')
  const folder = modulesNamed(args).every(importsByName) ? await compiled(root) : undefined
  if (folder !== undefined) {
    keepCompiled(`${folder}/v8`)
    process.setSourceMapsEnabled(true)
    return import(`${folder}/cli.js`)
  }
  const { register } = await import('tsx/esm/api')
  register()
  return import('./main.ts')
}

const args = process.argv.slice(2)
const { guardOutput, main } = await load(args)
guardOutput('p2pspec')
process.exitCode = await main(args)
