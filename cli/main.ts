/**
 * `p2pspec COMMAND [ARGUMENTS]`: finds the command, and turns every error into one clear message.
 *
 * Exit status: 0 as expected, 1 something differs from what is expected, 2 the input is wrong.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { BadFile } from '../spec/library.ts'
import { check } from './check.ts'
import { designsCommand } from './designs.ts'
import { docs } from './docs.ts'
import { explain } from './explain.ts'
import { judge } from './judge.ts'
import { litmus } from './litmus.ts'
import { replay } from './replay.ts'
import { rulesCommand } from './rules.ts'
import { UsageError, nearest, type Command } from './command.ts'

const commands: Readonly<Record<string, Command>> = {
  check,
  replay,
  explain,
  litmus,
  rules: rulesCommand,
  designs: designsCommand,
  judge,
  docs,
}

export const main = async (args: readonly string[]): Promise<number> => {
  // `p2pspec rules | head`: the reader has gone, and that is no error.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
  try {
    return await runCommand(args)
  } catch (error) {
    const message = told(error)
    if (message === undefined) throw error
    process.stderr.write(`p2pspec: ${message}\n`)
    return 2
  }
}

const runCommand = async ([name, ...rest]: readonly string[]): Promise<number> => {
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(usage())
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`no command "${name}"; ${nearest(name, Object.keys(commands))}`)
  const options = { ...command.options, json: { type: 'boolean' as const }, help: { type: 'boolean' as const } }
  const { values, positionals } = parse(rest, options)
  if (values['help'] === true) {
    process.stdout.write(`${help(name, command)}\n`)
    return 0
  }
  if (positionals.length > 0 && !/FILE|PATH/.test(command.synopsis))
    throw new UsageError(`${name}: found "${positionals[0]}"; accepted: ${command.synopsis || 'no argument'}`)
  return await command.run(positionals, values)
}

const parse = (args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const accepted = Object.keys(options).map((option) => `--${option}`)
    throw new UsageError(`${(error as Error).message.split('. ')[0]}; accepted: ${accepted.join(', ')}`)
  }
}

/** The message of an error that is the user's to mend; undefined for one that is ours. */
const told = (error: unknown): string | undefined => {
  if (error instanceof UsageError || error instanceof BadFile) return error.message
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `${path}: no such file or folder`
  if (code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR')
    return `${path ?? 'a file'}: cannot be read (${code})`
  return undefined
}

const help = (name: string, { synopsis, summary }: Command): string =>
  `  p2pspec ${name}${synopsis === '' ? '' : ` ${synopsis}`}\n      ${summary}`

const usage = (): string =>
  `p2pspec: where a DMA lands, and who may reach it\n\n${Object.entries(commands)
    .map(([name, command]) => help(name, command))
    .join('\n')}\n\nEvery command takes --json. Exit status: 0 as expected, 1 something differs, 2 wrong input.\n`
