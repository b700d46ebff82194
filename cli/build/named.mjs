/**
 * Which modules of somebody else a call names, and whether they can run beside what is compiled.
 *
 * A design, rule or operation in a file may import sources of a clone by path. They must not be there twice, so the sources
 * run then, too. One that imports the package by its name gets whatever runs.
 */
import { readFileSync } from 'node:fs'

const OPTION = /^--(?:design|rule|operation)(?:=(.*))?$/s
const isPath = (word) => /[/\\]|\.[cm]?[jt]s$/.test(word)

export const modulesNamed = (args) =>
  args.flatMap((arg, i) => {
    const [option, value = args[i + 1] ?? ''] = OPTION.exec(arg) ?? []
    return option !== undefined && isPath(value) ? [value] : []
  })

/** A statement that imports the package by its name, one of its designs, or a module of Node. */
const BY_NAME = /^import\s[^'"]*\sfrom\s+(['"])(?:p2pdma-spec(?:\/designs(?:\/\w[\w.-]*)+)?|node:[\w/]+)\1/gm
/** Whatever else could import. In a comment it costs time alone. */
const IMPORTS = /import|require|export\b[^=]*\bfrom\b/

/** Whether it imports nothing but those. One that cannot be read is told by whoever runs the sources. */
export const importsByName = (path) => {
  try {
    return !IMPORTS.test(readFileSync(path, 'utf8').replaceAll(BY_NAME, ''))
  } catch {
    return false
  }
}
