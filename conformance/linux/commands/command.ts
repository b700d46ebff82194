/** What the commands share: reading arguments, finding the kernel, and telling what is wrong in one line. */
import { resolve } from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { inOneLine, kindAt, saidOf } from '../../../spec/files/place.ts'
import { guardOutput } from '../../../spec/files/standard-output.ts'
import { builtIn, memoryHash, moduleHash, type Built } from '../guest/cache.ts'
import { missingToRun, tellMissing } from '../guest/tools.ts'

export const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Runs a command; what it throws is something that is missing or wrong: one line, status 2. Not so a defect of ours. */
export const command = async (name: string, main: () => number | Promise<number>): Promise<void> => {
  guardOutput(name)
  try {
    process.exitCode = await main()
  } catch (error) {
    if (isDefect(error)) throw error
    process.stderr.write(`${name}: ${(error as Error).message.trimEnd()}\n`)
    process.exitCode = 2
  }
}

/** Node's own complaints (of arguments, files) have a code. */
const isDefect = (error: unknown): boolean =>
  (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) && !('code' in error)

/** `util.parseArgs`, where `--seed -1` is the option with a wrong value. */
export const argumentsOf = <C extends ParseArgsConfig>(config: C, argv: readonly string[]) => {
  const args = argv.flatMap((arg, i) => {
    if (isOption(config, argv[i - 1]) && /^-\d/.test(arg)) return []
    return isOption(config, arg) && /^-\d/.test(argv[i + 1] ?? '') ? [`${arg}=${argv[i + 1]}`] : [arg]
  })
  return parseArgs({ ...config, args })
}

const isOption = ({ options = {} }: ParseArgsConfig, arg: string | undefined): boolean =>
  arg?.startsWith('--') === true && Object.hasOwn(options, arg.slice(2))

/** The whole number that an option was given. */
export const wholeNumber = (option: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option}: found ${JSON.stringify(text)}; accepted: a whole number`)
  return Number(text)
}

/** How many cases, how many machines of QEMU's own, and from which seed: options that two commands have. */
export const amounts = (values: { readonly cases: string; readonly machines: string; readonly seed: string }) => ({
  count: wholeNumber('--cases', values.cases),
  machines: wholeNumber('--machines', values.machines),
  seed: wholeNumber('--seed', values.seed),
})

/** The folder that an option was given, absolute; it need not be there. */
export const folder = (option: string, text: string): string => {
  const kind = text === '' ? 'nothing' : kindOf(text)
  if (text === '' || !['nothing', 'a folder'].includes(kind))
    throw new Error(`${option}: found ${text === '' ? 'nothing' : `${inOneLine(text)}, ${kind}`}; accepted: a folder`)
  return resolve(text)
}

const kindOf = (text: string): string => {
  try {
    return kindAt(text)
  } catch (error) {
    return saidOf(error)
  }
}

/** The kernel in a folder; throws what has to be installed or built first. */
const kernelIn = (
  option: string,
  isCurrent: (built: Built) => boolean,
): { readonly cache: string; readonly built: Built } => {
  const cache = folder('--cache', option)
  const missing = missingToRun()
  if (missing.length > 0) throw new Error(tellMissing(missing))
  const built = builtIn(cache)
  if (built === undefined) throw new Error(`no kernel in ${cache}\n  npm run linux:build`)
  if (!isCurrent(built)) throw new Error(`the module in ${cache} is not of these sources\n  npm run linux:build`)
  return { cache, built }
}

/** The kernel to ask, by the value of `--cache`. */
export const kernelToAsk = (option: string) => kernelIn(option, ({ module }) => module === moduleHash())

/** The kernel that plays memory scripts. */
export const memoryToAsk = (option: string) => {
  const found = kernelIn(option, ({ memory }) => memory === undefined || memory === memoryHash())
  if (found.built.memory !== undefined) return found
  throw new Error(
    `Linux ${found.built.kernel} in ${found.cache} has no module for memory scripts, which is written for 6.12 and 7.3\n  npm run linux:build`,
  )
}
