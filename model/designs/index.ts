/**
 * Every design: the default exports of the files in this folder, and of `mutants/`.
 *
 * A new design is a new file; nothing else has to be told.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Design } from '../kernel/design.ts'

const load = async (folder: string): Promise<Design[]> => {
  const here = fileURLToPath(new URL(folder, import.meta.url))
  const files = readdirSync(here).filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  const found = await Promise.all(files.toSorted().map((file) => loadDesign(`${here}/${file}`)))
  return found.toSorted((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || (a.id < b.id ? -1 : 1))
}

/** The design in one file; throws, naming the file, where there is none. */
export const loadDesign = async (file: string): Promise<Design> => {
  const module = (await import(pathToFileURL(file).href)) as { default?: Partial<Design> }
  if (typeof module.default?.id !== 'string')
    throw new Error(`${file}: found no design; accepted: a default export made by linux(...) or design(...)`)
  return module.default as Design
}

export const designs: readonly Design[] = await load('./')
/** Designs nobody proposed, each of which breaks a rule that no real one breaks. */
export const mutants: readonly Design[] = await load('./mutants')
