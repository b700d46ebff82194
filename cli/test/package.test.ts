import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'

/** The package: packed, installed in a folder of somebody else's, and used there. No network is asked. */

const home = mkdtempSync(join(tmpdir(), 'p2pspec-package-'))
const use = join(home, 'use')
const installed = join(use, 'node_modules/p2pdma-spec')
afterAll(() => rmSync(home, { recursive: true }))

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
const manifest = (folder: string): Manifest => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest

/** What npm would fetch: the package's dependencies, and theirs, as far as they are here. */
const withDependencies = (names: readonly string[], known = new Set<string>()): ReadonlySet<string> => {
  for (const name of names) {
    const folder = `${ROOT_FOLDER}node_modules/${name}`
    if (known.has(name) || !existsSync(folder)) continue
    known.add(name)
    const { dependencies, optionalDependencies } = manifest(folder)
    withDependencies(Object.keys({ ...dependencies, ...optionalDependencies }), known)
  }
  return known
}

const file = (name: string, text: string): string => {
  writeFileSync(join(use, name), text)
  return name
}

const run = (program: string, ...args: string[]): { status: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: use, encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}
const command = (...args: string[]) => run(join(use, 'node_modules/.bin/p2pdma-spec'), ...args)

beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', home, '--silent'], { cwd: ROOT_FOLDER, stdio: 'pipe' })
  const [tarball] = readdirSync(home)
  for (const name of withDependencies(Object.keys(manifest(ROOT_FOLDER).dependencies ?? {}))) {
    mkdirSync(dirname(join(use, 'node_modules', name)), { recursive: true })
    cpSync(`${ROOT_FOLDER}node_modules/${name}`, join(use, 'node_modules', name), { recursive: true })
  }
  file('package.json', '{ "name": "use", "version": "1.0.0", "type": "module" }')
  const options = ['--offline', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--silent']
  execFileSync('npm', ['install', ...options, join(home, tarball)], { cwd: use, stdio: 'pipe' })
}, 120_000)

describe('the package, installed', () => {
  it('holds the compiled code and what the commands read, and neither sources nor tests', () => {
    const files = readdirSync(installed, { recursive: true }) as string[]
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/types/index.d.ts', 'spec/expected.yaml']))
    expect(files.filter((name) => /\.test\.|^bench|(?<!\.d)\.ts$/.test(name))).toEqual([])
  })

  it('is imported by plain JavaScript, as one copy of each module', () => {
    const plain = file(
      'plain.mjs',
      `import { linux, parts } from 'p2pdma-spec'
      import linux612 from 'p2pdma-spec/designs/releases/linux-6.12'
      const mine = linux({ id: 'mine', summary: 'as Linux', sources: [] }, parts)
      console.log(mine.id, linux612.id)`,
    )
    expect(run(process.execPath, plain)).toEqual({ status: 0, out: 'mine linux-6.12\n', err: '' })
  })

  it('has types that hold under --strict, libraries looked at too', () => {
    const consumer = file(
      'consumer.ts',
      `import { linux, parts, type Design, type Rule } from 'p2pdma-spec'
      import linux612 from 'p2pdma-spec/designs/releases/linux-6.12'
      export const one: Design = linux612
      export const sentence = ({ sentence }: Rule): string => sentence
      // @ts-expect-error: Linux has no such part
      export const wrong = linux({ id: 'a', summary: 'b', sources: [] }, { ...parts, hasAcsRedirect: () => false })
      // @ts-expect-error: a design has a name
      export const none: number = one.id`,
    )
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023', '--types', '']
    const tsc = `${ROOT_FOLDER}node_modules/typescript/bin/tsc`
    expect(run(process.execPath, tsc, ...options, '--module', 'nodenext', consumer).out).toBe('')
    const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler']
    expect(run(process.execPath, tsc, ...options, ...bundler, consumer).out).toBe('')
  })

  it.each(['p2pspec', 'p2pdma-spec'])('has the command as %s', (name) => {
    const asked = (...args: string[]) => run(join(use, 'node_modules/.bin', name), ...args)
    expect(asked('rules', 'S2')).toMatchObject({ status: 0, out: expect.stringMatching(/^S2 RouteSound/) as string })
  })

  it('tells a story, says who cites an axiom, draws a picture', () => {
    expect(command('explain', 'L02', '--design', 'linux-4.20').out).toContain('NOT as meant')
    expect(command('rules', 'MT-5').out).toContain('model/kernel/pci/p2pdma.ts')
    expect(command('explain', 'same-switch-nonzero-offset', '--svg', 'out.svg').status).toBe(0)
    expect(readFileSync(join(use, 'out.svg'), 'utf8')).toMatch(/^<\?xml|<svg/)
  })

  const mine = (name: string, imports: string, type: string): string =>
    file(
      name,
      `${imports} 'p2pdma-spec'
      const mine${type} = linux(
        { id: '${name.replace('.', '-')}', summary: 'forgets the bus offset', sources: ['me'] },
        { ...parts, busAddress: (address) => handOver(address) },
      )
      export default mine`,
    )

  it('searches a design of one’s own, and explains what was found, in TypeScript or not', () => {
    const typed = mine('mine.ts', 'import { handOver, linux, parts, type Design } from', ': Design')
    const plain = mine('mine.mjs', 'import { handOver, linux, parts } from', '')
    const few = ['--rule', 'RouteSound', '--scope', 'wide', '--runs', '5', '--workers', '1']
    const { status, err } = command('check', '--design', `./${typed}`, ...few)
    expect({ status, err }).toMatchObject({ status: 0 })
    expect(readFileSync(join(use, 'found/S2-mine-ts.yaml'), 'utf8')).toMatch(/fast-check: \d/)
    for (const one of [typed, plain])
      expect(command('explain', 'found/S2-mine-ts.yaml', '--design', `./${one}`).out).toContain('NOT as meant')
  })

  it('writes nothing to where it is installed', () => {
    expect(command('docs')).toMatchObject({ status: 2, err: expect.stringContaining('a clone') as string })
    expect(command('check', '--update')).toMatchObject({ status: 2, err: expect.stringContaining('a clone') as string })
  })
})
