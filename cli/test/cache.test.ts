import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { sourcesIn } from '../build/bundle.mjs'
import { importsByName, modulesNamed } from '../build/named.mjs'

/** What the sources compile to is kept, and never runs when they say something else. */

const clone = mkdtempSync(join(tmpdir(), 'p2pspec-clone-'))
const MODULES = join(clone, 'node_modules')
const CACHE = join(MODULES, '.cache/p2pdma-spec')
const RULE = join(clone, 'spec/rules/routes/route-sound.ts')
afterAll(() => rmSync(clone, { recursive: true }))

for (const [path, contents] of sourcesIn(ROOT_FOLDER)) {
  mkdirSync(dirname(join(clone, path)), { recursive: true })
  writeFileSync(join(clone, path), contents)
}
mkdirSync(MODULES)
for (const name of readdirSync(`${ROOT_FOLDER}node_modules`).filter((one) => !one.startsWith('.') && one !== 'io-ts'))
  symlinkSync(`${ROOT_FOLDER}node_modules/${name}`, join(MODULES, name))
// One that a test changes.
cpSync(`${ROOT_FOLDER}node_modules/io-ts`, join(MODULES, 'io-ts'), { recursive: true })
cpSync(`${ROOT_FOLDER}node_modules/.package-lock.json`, join(MODULES, '.package-lock.json'))

const COMMAND = [join(clone, 'cli/p2pspec.mjs'), 'rules', 'S2']
const ask = (): string => {
  const { stdout, stderr } = spawnSync(process.execPath, COMMAND, { encoding: 'utf8' })
  return stdout + stderr
}
const kept = (): string[] => readdirSync(CACHE).filter((name) => !name.endsWith('.json'))
const edit = (file: string, from: string, to: string): void =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))

const SAID = ask()

const forget = (): void => rmSync(join(MODULES, '.cache'), { recursive: true, force: true })

describe('what a clone keeps compiled', () => {
  it('is made once, and used again', () => {
    expect(SAID).toContain('A transfer over a mapped list lands')
    expect([ask(), ask()]).toEqual([SAID, SAID])
    expect(kept()).toHaveLength(1)
    // It is what runs: nothing else would say this.
    edit(join(CACHE, kept()[0], 'cli.js'), 'import', 'console.log("kept")\nimport')
    expect(ask()).toBe(`kept\n${SAID}`)
    forget()
  })

  it('is made anew from other sources, and found again when they are as before', () => {
    const before = readFileSync(RULE, 'utf8')
    ask()
    edit(RULE, 'A transfer over', 'Edited: a transfer over')
    expect(ask()).toContain('Edited: a transfer over')
    expect(kept()).toHaveLength(2)
    writeFileSync(RULE, 'const :')
    expect(ask()).toContain('route-sound.ts')
    writeFileSync(RULE, before)
    expect(ask()).toBe(SAID)
    expect(kept()).toHaveLength(2)
  })

  it('is made anew when a package says something else', () => {
    ask()
    edit(join(MODULES, 'io-ts/es6/index.js'), 'export', 'console.log("other io-ts")\nexport')
    expect(ask()).toContain('other io-ts')
    edit(join(MODULES, 'io-ts/es6/index.js'), 'console.log("other io-ts")\n', '')
    expect(ask()).toBe(SAID)
    expect(kept()).toHaveLength(3)
  })

  it('is not needed', () => {
    forget()
    writeFileSync(join(MODULES, '.cache'), 'a file where the folder would be')
    expect(ask()).toBe(SAID)
    forget()
  })

  it('is whole, whoever makes it at the same time', async () => {
    const made = [1, 2, 3].map(() => spawn(process.execPath, COMMAND, { stdio: 'ignore' }))
    const ended = await Promise.all(made.map((one) => once(one, 'exit')))
    expect(ended.map(([status]) => status as number)).toEqual([0, 0, 0])
    expect(kept()).toHaveLength(1)
    expect(readdirSync(CACHE)).toHaveLength(2)
  })
})

describe('a module of somebody else', () => {
  const write = (text: string): string => {
    const path = join(clone, 'mine.ts')
    writeFileSync(path, text)
    return path
  }

  it('is named by an option that takes modules, and by nothing else', () => {
    const args = [
      'check',
      '--design',
      './a.ts',
      '--design=b/c',
      '--rule',
      'S2',
      '--operation=d.mjs',
      '--keep',
      './e.ts',
    ]
    expect(modulesNamed(args)).toEqual(['./a.ts', 'b/c', 'd.mjs'])
  })

  it.each([
    ["import { linux, parts } from 'p2pdma-spec'\nexport default linux({}, parts)", true],
    ['import {\n  linux,\n  type Design,\n} from "p2pdma-spec"\nexport const x = 1', true],
    ["import linux612 from 'p2pdma-spec/designs/releases/linux-6.12'\nimport { join } from 'node:path'", true],
    ["import { parts } from 'p2pdma-spec'\nimport { linux } from '../model/kernel/linux.ts'", false],
    ["import { parts } from 'p2pdma-spec/designs/../../model/kernel/linux.ts'", false],
    ["import 'somebody'", false],
    ["export { default } from './mine.ts'", false],
    ["export default (await import('./mine.ts')).default", false],
  ])('runs beside what is compiled if it imports by name: %s', (text, does) => {
    expect(importsByName(write(text))).toBe(does)
    expect(importsByName(join(clone, 'nowhere.ts'))).toBe(false)
  })

  it('gets the sources that it imports by path, each once: a part is ours, whoever imports it', () => {
    const design = write(
      `import { linux } from './model/kernel/linux.ts'
import { parts } from './model/designs/releases/linux-6.12.ts'
export default linux({ id: 'mine', summary: 'a test', sources: [] }, parts)`,
    )
    const args = [join(clone, 'cli/p2pspec.mjs'), 'explain', `${ROOT_FOLDER}spec/litmus/same-switch.yaml`]
    const { stderr } = spawnSync(process.execPath, [...args, '--design', design], { encoding: 'utf8' })
    expect(stderr).toContain('found linux-6.12 itself, with no part changed')
  })
})
