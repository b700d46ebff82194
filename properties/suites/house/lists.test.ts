import { describe, expect, it } from 'vitest'
import { designs, mutants } from '../../../model/designs/index.ts'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { families } from '../../../spec/rules/index.ts'
import { sources } from './imports.ts'

/** A static list can be searched by the browser and read by a person; here it is kept whole. */

const exportsOf = async (folder: string): Promise<unknown[]> => {
  const modules = await Promise.all(sources(folder).map((file) => import(`${ROOT_FOLDER}${file}`) as Promise<object>))
  return modules.flatMap((module) => Object.values(module))
}

describe('a static list has every file of its folder', () => {
  it.each([
    ['model/designs/releases', designs],
    ['model/designs/proposals', designs],
    ['model/designs/mutants', mutants],
  ])('%s', async (folder, list) => {
    const files = sources(folder)
    const modules = await Promise.all(
      files.map(async (file) => [file, (await import(`${ROOT_FOLDER}${file}`)) as { default?: unknown }] as const),
    )
    const left = modules.filter(([, { default: design }]) => !(list as readonly unknown[]).includes(design))
    expect(left.map(([file]) => file)).toEqual([])
    expect(files.length).toBeGreaterThan(3)
  })

  it.each(families.map((family) => [family.name, family.rules] as const))('spec/rules/%s', async (name, rules) => {
    expect(await exportsOf(`spec/rules/${name}`)).toEqual(expect.arrayContaining([...rules]))
    expect(sources(`spec/rules/${name}`)).toHaveLength(rules.length)
  })
})
