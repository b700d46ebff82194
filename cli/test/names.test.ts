/** Designs and litmus tests are called by a word or by an alias, wherever a name is taken. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { designs, mutants } from '../../model/designs/index.ts'
import { readExpected, writeExpected } from '../../spec/files/expected.ts'
import { LITMUS_FOLDER, loadFolder, namesOf } from '../../spec/files/library.ts'
import { readLitmus } from '../../spec/litmus.ts'
import { planOf } from '../check/plan.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'names-'))
afterAll(() => rmSync(folder, { recursive: true }))

const all = [...designs, ...mutants]
const PATH = 'spec/litmus/same-switch-nonzero-offset.yaml'
const NAMES = ['L02', 'same-switch-nonzero-offset']
const text = readFileSync(`${LITMUS_FOLDER}/same-switch-nonzero-offset.yaml`, 'utf8')
/** The text with every design in it called by its alias. */
const aliased = (words: string): string =>
  designs
    .toSorted((a, b) => b.id.length - a.id.length)
    .reduce((said, { id, alias }) => said.replaceAll(`${id}:`, `${alias ?? id}:`), words)

describe('a design', () => {
  it('has a name and an alias that no other has', () => {
    const names = all.flatMap(({ id, alias }) => (alias === undefined ? [id] : [id, alias]))
    expect(new Set(names).size).toBe(names.length)
    for (const { alias } of designs) expect(alias).toMatch(/^D\d\d[abcfo]?$/)
  })

  it('is asked by either', async () => {
    const [byAlias, byWord] = await Promise.all(['D12', 'linux-4.20'].map((name) => planOf({ design: [name] })))
    expect(byAlias.designs).toEqual(byWord.designs)
    const said = await p2pspec('explain', 'L02', '--design', 'D12')
    expect(await p2pspec('explain', 'L02', '--design', 'linux-4.20')).toEqual(said)
    expect(said.out).toContain('What happens under linux-4.20')
  })

  it('is called by either in except and in expected.yaml', () => {
    expect(aliased(text)).toContain('except: {D01: Never')
    const [byAlias, byWord] = [aliased(text), text].map((one) => readLitmus(one))
    expect(byAlias).toEqual(byWord)
    const file = join(folder, 'expected.yaml')
    writeFileSync(file, aliased(writeExpected(readExpected())))
    expect(readFileSync(file, 'utf8')).toContain('D05c: ')
    expect(readExpected(file)).toEqual(readExpected())
  })

  it('is not called by both in one except', () => {
    const read = readLitmus(text.replace('except: {raw-phys: Never', 'except: {D01: Never, raw-phys: Never'))
    expect(E.isLeft(read) && read.left).toMatchObject([{ path: 'except.D01', accepted: 'each design once' }])
  })
})

describe('a litmus test', () => {
  it('has a name and an alias that no other has', () => {
    const names = loadFolder(LITMUS_FOLDER).flatMap(namesOf)
    expect(new Set(names).size).toBe(names.length)
  })

  for (const command of ['explain', 'trace', 'replay', 'litmus'])
    it(`${command}: by name, alias or path`, async () => {
      const byPath = await p2pspec(command, PATH)
      expect(byPath.status).toBe(0)
      for (const name of NAMES) expect(await p2pspec(command, name)).toEqual(byPath)
    })

  it('that does not exist is refused with the nearest', async () => {
    const { status, err } = await p2pspec('explain', 'same-swich')
    expect({ status, err }).toEqual({
      status: 2,
      err: 'p2pspec: same-swich: found no such file or litmus test; accepted: did you mean same-switch? npx p2pspec litmus lists them\n',
    })
  })

  it('may not have the name or alias of another', () => {
    for (const file of ['same-switch', 'same-switch-nonzero-offset'])
      cpSync(`${LITMUS_FOLDER}/${file}.yaml`, join(folder, `${file}.yaml`))
    rmSync(join(folder, 'expected.yaml'), { force: true })
    expect(loadFolder(folder)).toHaveLength(2)
    for (const alias of ['L02', 'same-switch-nonzero-offset']) {
      writeFileSync(join(folder, 'same-switch.yaml'), text.replace('alias: L02', `alias: ${alias}`))
      expect(() => loadFolder(folder)).toThrow(
        /alias: found (L02|same-switch-nonzero-offset), a name of .*; accepted: an alias of its own/,
      )
    }
  })
})
