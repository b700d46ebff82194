#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A design, rule or operation in a file: it may import sources of a clone, which must not be there twice. */
const namesModule = (args) =>
  args.some((arg, i) => {
    const [, value = args[i + 1] ?? ''] = /^--(?:design|rule|operation)(?:=(.*))?$/s.exec(arg) ?? ['', '']
    return /[/\\]|\.[cm]?[jt]s$/.test(value)
  })

/** A package holds the command compiled. A clone runs its sources, compiled and kept by content, or as they are. */
const load = async (args) => {
  const root = join(import.meta.dirname, '..')
  if (!existsSync(join(root, 'cli/main.ts'))) return import('../dist/cli.js')
  const { compiled } = await import('./build/cache.mjs')
  const folder = namesModule(args) ? undefined : await compiled(root)
  if (folder !== undefined) {
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
