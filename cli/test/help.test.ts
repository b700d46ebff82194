/**
 * The help of a command names every option there is.
 */
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../main.ts'
import { p2pspec } from './in-process.ts'

const all = await Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => ({ name, command: await load() })))

describe('help', () => {
  it.each(all)('$name --help names every option of it, with a sentence each', async ({ name, command }) => {
    const { status, out } = await p2pspec(name, '--help')
    expect(status).toBe(0)
    for (const [option, { says, value }] of Object.entries(command.options ?? {})) {
      expect(out).toContain(`  --${option}${value === undefined ? '' : ` ${value}`}`)
      expect(out.replaceAll(/\s+/g, ' ')).toContain(says)
    }
    for (const option of ['--json', '--help']) expect(out).toContain(`  ${option}`)
  })

  it('of all commands names every command, every option, --version, and both names of the command', async () => {
    const { out } = await p2pspec('--help')
    for (const { name, command } of all) {
      const said = out.split(`  p2pspec ${name}`)[1].split('  p2pspec ')[0]
      for (const option of Object.keys(command.options ?? {})) expect(said, name).toContain(`[--${option}`)
    }
    for (const word of ['--json', '--help', '--version', 'p2pdma-spec']) expect(out).toContain(word)
  })

  it('an option that takes a value says what stands for it', () => {
    for (const { command } of all)
      for (const { type, value } of Object.values(command.options ?? {}))
        expect(value !== undefined).toBe(type === 'string')
  })
})
