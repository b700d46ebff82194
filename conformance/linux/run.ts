/**
 * `npm run linux:ask -- [--cache DIR] FILE...`: scenarios (litmus tests, counterexamples) put to the booted
 * Linux; each answer beside the model's.
 *
 * Exit status: 0 they agree, 1 they differ or a guest was in trouble, 2 something is missing or wrong.
 */
import linux612 from '../../model/designs/linux-6.12.ts'
import { loadLitmus } from '../../spec/library.ts'
import type { CaseFile } from './case.ts'
import { askLinux, judge, type Answered } from './ask.ts'
import { argumentsOf, command, kernelToAsk, say } from './command.ts'
import { tellDifference } from './compare.ts'
import { caseOf } from './difference.ts'
import { unaskable } from './askable.ts'
import { DEFAULT_CACHE } from './tools.ts'

const options = { cache: { type: 'string', default: DEFAULT_CACHE } } as const

const main = async (): Promise<number> => {
  const { values, positionals } = argumentsOf({ options, allowPositionals: true }, process.argv.slice(2))
  if (positionals.length === 0) throw new Error('found no FILE; accepted: scenarios, one YAML file each')
  const files = positionals.map((name) => {
    return { name, file: caseOf(loadLitmus(name).file) }
  })
  const { cache, built } = kernelToAsk(values.cache)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  const { answered } = await askLinux(
    cache,
    files.map(({ file }) => file),
  )
  const wrong = files.map(({ name, file }) =>
    tell(
      name,
      file,
      answered.find((one) => one.file === file),
    ),
  )
  return wrong.includes(true) ? 1 : 0
}

/** Every answer, and where the model has another; answers whether it is anything but agreement. */
const tell = (name: string, file: CaseFile, one: Answered | undefined): boolean => {
  if (one === undefined) {
    say(`${name}: not asked: ${unaskable(file)}`)
    return false
  }
  const { answers, differences } = judge(linux612, one)
  say(`${name}: ${one.trouble === undefined ? `${answers} answers` : `in trouble: ${one.trouble}`}`)
  one.answers.forEach((lines) => lines.forEach((line) => say(`  ${line}`)))
  for (const difference of differences) say(tellDifference(difference))
  return one.trouble !== undefined || differences.length > 0
}

await command('linux:ask', main)
