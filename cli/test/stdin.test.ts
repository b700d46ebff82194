/** A scenario on standard input, as `machine` takes its dump. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-stdin-'))
afterAll(() => rmSync(folder, { recursive: true }))

const FILE = 'spec/litmus/same-switch.yaml'
const given = (input: string | Buffer, ...args: string[]) => {
  const command = [`${ROOT_FOLDER}cli/p2pspec.mjs`, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { input, encoding: 'utf8', cwd: ROOT_FOLDER })
  return { status, out: stdout, err: stderr }
}
const text = readFileSync(`${ROOT_FOLDER}${FILE}`, 'utf8')

describe('a scenario on standard input', () => {
  it.each([['explain'], ['trace']])('is read by %s as from its file', (name) => {
    const named = given('', name, FILE)
    const { out } = given(text, name, '-')
    expect({ ...named, out: named.out.replaceAll(FILE, '-') }).toEqual({ status: 0, out, err: '' })
    expect(out).not.toBe('')
  })

  it('is read by litmus, replay and check, too', () => {
    expect(given(text, 'litmus', '-')).toMatchObject({ status: 0, out: expect.stringMatching(/^L01 -: /) as string })
    const found = readFileSync(`${ROOT_FOLDER}counterexamples/S1-linux-6.12.yaml`)
    expect(given(found, 'replay', '-')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^-: \d+ of \d+/) as string,
    })
    const options = ['--runs=0', '--rule=S2', '--design=linux-6.12', '--workers=1', '--keep', folder]
    const checked = (file: string) => given(file === '-' ? text : '', 'check', '--machine', file, ...options)
    expect(checked('-')).toEqual(checked(FILE))
  })

  it.each([
    ['', /^p2pspec: -: top level: found null; accepted: /],
    ['steps: [', /^p2pspec: -: top level: found Flow sequence/],
    [Buffer.from([0xff, 0x31]), /^p2pspec: -: line 1: found bytes that are not UTF-8; accepted: UTF-8\n$/],
    [Buffer.alloc(2 ** 21 + 1, ' '), /^p2pspec: -: found more than 2097152 bytes; accepted: at most 2097152 bytes\n$/],
  ])('that is none is refused (%#)', (input, says) => {
    const { status, out, err } = given(input, 'explain', '-')
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(says)
  })
})
