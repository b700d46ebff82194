import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { FOLDER, NO_FILE, NO_TEXT, type Row } from './bad-files.ts'
import { badRecordings } from './bad-recordings.ts'
import { NO_SCENARIO } from './bad-scenarios.ts'
import { NO_YAML } from './bad-yaml.ts'
import { p2pspec, type Ran } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const fresh = (): string => join(folder, String(files++), 'f').replace(/\/f$/, '.yaml')
const fileWith = (text: string | Uint8Array): string => {
  const file = fresh()
  writeFileSync(file, text)
  return file
}
const recording = (name: string): string =>
  readFileSync(join(ROOT_FOLDER, 'conformance/recordings', `${name}.txt`), 'utf8')

/** Every command with its synopsis, as the help tells them: a new one is asked here without being named. */
const commands = [...(await p2pspec('--help')).out.matchAll(/^ {2}p2pspec (\S+) ?(.*)$/gm)].map(
  ([, name, synopsis]) => ({ name, synopsis }),
)
const taking = (what: RegExp): string[] =>
  commands.filter(({ synopsis }) => what.test(synopsis)).map(({ name }) => name)
/** It takes what lspci printed, and no scenario. */
const DUMP_READER = 'machine'
const SCENARIO_READERS = taking(/^\[?FILE\b/).filter((name) => name !== DUMP_READER)
const TAKING_FOLDERS = taking(/^\[?FILE or FOLDER\b/)
const RECORDING_READERS = taking(/^PATH\.\./)

/** One clear message on stderr, nothing on stdout, status 2; answers the message. */
const refused = ({ status, out, err }: Ran): string => {
  expect(err).toMatch(/^p2pspec: [^\n]+\n$/)
  expect(err).not.toMatch(/\bat .*:\d+:\d+\)?|undefined|\[object|Error:/)
  expect({ status, out }).toEqual({ status: 2, out: '' })
  return err.slice('p2pspec: '.length, -1)
}

/** The message about `file`, behind its name. */
const refusedFile = async (command: string, file: string): Promise<string> => {
  const message = refused(await p2pspec(command, file))
  expect(message.slice(0, file.length + 2)).toBe(`${file}: `)
  return message.slice(file.length + 2)
}

const table = (readers: readonly string[], rows: readonly Row[]): void => {
  for (const [sentence, text, says] of rows)
    it(sentence, async () => {
      const file = fileWith(text)
      for (const command of readers) expect(await refusedFile(command, file)).toMatch(says)
    })
}

describe('the commands that are asked', () => {
  it('are all there', () => {
    expect(commands.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['check', 'replay', 'explain', 'litmus', 'rules', 'designs', 'judge', 'docs']),
    )
    expect(SCENARIO_READERS).toEqual(expect.arrayContaining(['replay', 'explain']))
    expect(RECORDING_READERS).toEqual(['judge'])
  })
})

describe('what cannot be read is refused by every command that reads', () => {
  for (const [sentence, make, says] of NO_FILE)
    it(sentence, async () => {
      const path = sentence === 'a file below a file' ? join(fresh(), 'x.yaml') : fresh()
      make(path)
      for (const command of [...SCENARIO_READERS, ...RECORDING_READERS, DUMP_READER])
        expect(await refusedFile(command, path)).toMatch(says)
    })
  it('a folder where a file is wanted', async () => {
    const path = fresh()
    FOLDER(path)
    for (const command of SCENARIO_READERS)
      expect(await refusedFile(command, path)).toMatch(
        TAKING_FOLDERS.includes(command)
          ? /^found a folder without a scenario; accepted: files \*\.yaml$/
          : /^found a folder; accepted: a file$/,
      )
    for (const command of RECORDING_READERS)
      expect(await refusedFile(command, path)).toMatch(/^found a folder without a recording; accepted: files \*\.txt$/)
  })
  table([...SCENARIO_READERS, ...RECORDING_READERS, DUMP_READER], NO_TEXT)
})

describe('a file that is no scenario is refused: file, path, found, accepted', () => {
  table(SCENARIO_READERS, NO_YAML)
  table(SCENARIO_READERS, NO_SCENARIO)
})

describe('a file that is no recording is refused: file, line, found, accepted', () => {
  table(RECORDING_READERS, badRecordings(recording('fabric-3-max'), recording('qemu-T1-EPYC-on')))
})

describe('what looks strange and means one thing is read', () => {
  const nonzeroOffset = readFileSync(join(ROOT_FOLDER, 'spec/litmus/same-switch-nonzero-offset.yaml'), 'utf8')
  const same: readonly (readonly [sentence: string, text: string])[] = [
    ['a byte order mark', `\uFEFF${nonzeroOffset}`],
    ['CRLF', nonzeroOffset.replaceAll('\n', '\r\n')],
    ['an alias', nonzeroOffset.replace('below: up}', 'below: &u up}').replace('below: up}', 'below: *u}')],
    ['an octal number', nonzeroOffset.replace('0x80000000', '0o20000000000')],
    ['a decimal number', nonzeroOffset.replace('0x80000000', '2147483648')],
    [
      'names of every object',
      nonzeroOffset.replaceAll(/\bA\b(?=[,}])/g, '__proto__').replaceAll(/\bB\b(?=[,}])/g, 'constructor'),
    ],
  ]
  for (const [sentence, text] of same)
    it(sentence, async () => {
      const { status, out } = await p2pspec('replay', fileWith(text))
      expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/: (\d+) of \1 answers as before\n$/) })
    })
  it('CRLF in a recording', async () => {
    const file = fileWith(recording('fabric-3-max').replaceAll('\n', '\r\n'))
    expect((await p2pspec('judge', file)).status).toBe(0)
  })
})

describe('a call that is wrong is refused by every command', () => {
  it('a command nobody knows', async () => {
    expect(refused(await p2pspec('chekc'))).toMatch(/^found no command "chekc"; accepted: did you mean check\? known: /)
    expect(refused(await p2pspec('__proto__'))).toMatch(/^found no command "__proto__"; accepted: known: /)
  })
  for (const { name, synopsis } of commands) {
    it(`${name}: an option nobody knows`, async () => {
      expect(refused(await p2pspec(name, '--fast'))).toMatch(/'--fast'.*accepted: .*--json/)
      expect(refused(await p2pspec(name, '--json=yes'))).toMatch(/--json.*accepted: /)
    })
    if (!/^\[?(?:FILE|PATH|ID)\b/.test(synopsis))
      it(`${name}: an argument where none is taken`, async () => {
        expect(refused(await p2pspec(name, 'foo'))).toMatch(new RegExp(`^${name}: found "foo"; accepted: `))
      })
  }
  it('a rule or an axiom nobody knows', async () => {
    expect(refused(await p2pspec('rules', 'foo'))).toMatch(
      /^found no rule or axiom "foo"; accepted: known: .*MT-1 to MT-18/,
    )
    // Put together here: an id that stands in a text has to be somebody's.
    const unknown = ['SG', '55'].join('-')
    const said = refused(await p2pspec('rules', 'S2', unknown))
    expect(said.startsWith(`found no rule or axiom "${unknown}"; accepted: did you mean SG-5?`)).toBe(true)
  })
  it('a number that is none', async () => {
    for (const number of ['x', '', '1.5', '-1', '1e400', '9007199254740993', 'NaN'])
      expect(refused(await p2pspec('check', `--seed=${number}`))).toMatch(
        /^--seed: found ".*"; accepted: a whole number/,
      )
  })
  it('a design nobody knows', async () => {
    for (const command of taking(/--design NAME/)) {
      const file = SCENARIO_READERS.includes(command) ? ['spec/litmus/same-switch.yaml'] : []
      expect(refused(await p2pspec(command, ...file, '--design', 'linux-6.21'))).toMatch(
        /"linux-6\.21".*did you mean .*linux-6\.12\?/,
      )
    }
  })
  it('a scenario without a question, to be asked again', async () => {
    const text = readFileSync(join(ROOT_FOLDER, 'spec/litmus/same-switch-nonzero-offset.yaml'), 'utf8').split(
      'exists:',
    )[0]
    expect(await refusedFile('replay', fileWith(text))).toBe(
      'top level: found no question; accepted: a scenario with `exists` and `result`',
    )
  })
})
