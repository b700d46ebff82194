/**
 * `p2pspec COMMAND [ARGUMENTS]`: finds the command, and turns every error into one clear message.
 *
 * Exit status: 0 as expected, 1 something differs from what is expected, 2 the input is wrong.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { NotWritten } from '../spec/files/place.ts'
import { guardOutput } from '../spec/files/standard-output.ts'
import { BadFile } from '../spec/problem.ts'
import { COLUMNS, tellWithin } from '../story/words/lines.ts'
import { nearest } from '../model/nearest.ts'
import { COMMON, helpOf, usageOf } from './help.ts'
import { pageWidth } from './terminal.ts'
import { UsageError, type Command } from './usage.ts'
import { versionNow } from '../properties/check/version.ts'

/** Only what is asked for is loaded. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./commands/check.ts')).check,
  replay: async () => (await import('./commands/replay.ts')).replay,
  explain: async () => (await import('./commands/explain.ts')).explain,
  trace: async () => (await import('./commands/trace.ts')).trace,
  litmus: async () => (await import('./commands/litmus.ts')).litmus,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  designs: async () => (await import('./commands/designs.ts')).designsCommand,
  machine: async () => (await import('./commands/machine.ts')).machine,
  judge: async () => (await import('./commands/judge.ts')).judge,
  docs: async () => (await import('./commands/docs.ts')).docs,
}

export { guardOutput }

export const main = async (args: readonly string[]): Promise<number> => {
  tellWithin(pageWidth(process.stdout, process.env))
  try {
    return await runCommand(args)
  } catch (thrown) {
    const error = await blamed(thrown)
    const message = told(error)
    if (message === undefined) throw error
    process.stderr.write(`p2pspec: ${message}\n`)
    return 2
  } finally {
    tellWithin(COLUMNS)
  }
}

const runCommand = async ([name, ...rest]: readonly string[]): Promise<number> => {
  if (name === undefined || name === '--help' || name === 'help') {
    const all = Object.entries(COMMANDS).map(async ([one, command]) => [one, await command()] as const)
    process.stdout.write(`${usageOf(await Promise.all(all))}\n`)
    return 0
  }
  if (name === '--version') {
    process.stdout.write(`p2pdma-spec ${versionNow()}\n`)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]() : undefined
  if (command === undefined)
    throw new UsageError(`found no command "${name}"; accepted: ${nearest(name, Object.keys(COMMANDS))}`)
  const options = { ...command.options, ...COMMON }
  const { values, positionals } = parse(rest, options)
  if (values['help'] === true) {
    process.stdout.write(`${helpOf(name, command)}\n`)
    return 0
  }
  if (positionals.length > 0 && !/FILE|PATH|ID/.test(command.takes))
    throw new UsageError(`${name}: found "${positionals[0]}"; accepted: ${command.takes || 'no argument'}`)
  return await command.run(positionals, values)
}

const parse = (args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) => {
  try {
    const parsed = parseArgs({ args: withValues(args, options), options, allowPositionals: true, tokens: true })
    const twice = parsed.tokens.find(
      (token) =>
        token.kind === 'option' &&
        options[token.name]?.multiple !== true &&
        parsed.tokens.some((other) => other !== token && other.kind === 'option' && other.name === token.name),
    )
    if (twice?.kind === 'option') throw new UsageError(`--${twice.name}: found twice; accepted: once`)
    return parsed
  } catch (error) {
    if (error instanceof UsageError) throw error
    const accepted = Object.keys(options).map((option) => `--${option}`)
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}; accepted: ${accepted.join(', ')}`)
  }
}

/** `--seed -1` is the option with its value, and for the command to refuse: no command has options of one dash. */
const withValues = (args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] => {
  const isValued = (arg: string): boolean => arg.startsWith('--') && options[arg.slice(2)]?.type === 'string'
  return args.flatMap((arg, i) => {
    if (i > 0 && /^-[^-]/.test(arg) && isValued(args[i - 1])) return []
    const next = args[i + 1] ?? ''
    return isValued(arg) && /^-[^-]/.test(next) ? [`${arg}=${next}`] : [arg]
  })
}

/** What a design, a rule or an operation from outside threw is its author's to mend. */
const blamed = async (error: unknown): Promise<unknown> =>
  told(error) === undefined ? (await import('./thrown.ts')).asThrownNow(error) : error

/** The message of an error that is the user's to mend; undefined for one that is ours. */
const told = (error: unknown): string | undefined => {
  if (error instanceof UsageError || error instanceof BadFile || error instanceof NotWritten) return error.message
  const { code, path, syscall } = error as NodeJS.ErrnoException
  // The file system's own words, where a command did not ask for a file first.
  return syscall === undefined || path === undefined
    ? undefined
    : `${path}: found what cannot be used (${syscall}: ${code}); accepted: a file or folder of this user's`
}
