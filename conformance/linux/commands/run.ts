/**
 * `npm run linux:ask -- [--cache DIR] FILE...`: scenarios (litmus tests, counterexamples) put to the booted
 * Linux; each answer beside the model's.
 *
 * Exit status: 0 they agree, 1 they differ or a guest was in trouble, 2 something is missing or wrong.
 */
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { loadLitmus } from '../../../spec/files/library.ts'
import { askFinding, type AskedFinding } from '../findings/ask-finding.ts'
import type { CaseFile } from '../compare/case.ts'
import { askLinux, judge, type Answered } from '../compare/ask.ts'
import { argumentsOf, command, kernelToAsk, say } from './command.ts'
import { tellDifference } from '../compare/compare.ts'
import { keptCase } from '../compare/difference.ts'
import { unaskable } from '../guest/askable.ts'
import { loadFinding, type Finding } from '../findings/finding.ts'
import { tellHeard, tellRecording } from '../findings/told.ts'
import { DEFAULT_CACHE } from '../guest/tools.ts'

const options = { cache: { type: 'string', default: DEFAULT_CACHE } } as const

const main = async (): Promise<number> => {
  const { values, positionals } = argumentsOf({ options, allowPositionals: true }, process.argv.slice(2))
  if (positionals.length === 0) throw new Error('found no FILE; accepted: scenarios, one YAML file each')
  const findings = positionals.map((name) => ({ name, ...loadFinding(name) }))
  const { cache, built } = kernelToAsk(values.cache)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  const together = findings
    .filter((finding) => !isAlone(finding))
    .map(({ name }) => ({ name, file: keptCase(name, loadLitmus(name).file) }))
  const { answered } = await askLinux(
    cache,
    together.map(({ file }) => file),
  )
  const wrong = together.map(({ name, file }) =>
    tell(
      name,
      file,
      answered.find((one) => one.file === file),
    ),
  )
  for (const finding of findings.filter(isAlone))
    wrong.push(tellAlone(finding.name, await askFinding(cache, built, finding)))
  return wrong.includes(true) ? 1 : 0
}

/** Whether its guest is told or asked what no other is. */
const isAlone = ({ linux }: Finding): boolean => Object.keys(linux).length > 0

const tellAlone = (name: string, { recording, differences, trouble }: AskedFinding): boolean => {
  say(tellHeard(name, recording.asked.length, trouble))
  say(tellRecording(recording).split('\n').slice(1, -1).join('\n'))
  for (const difference of differences) say(tellDifference(difference))
  return trouble !== undefined || differences.length > 0
}

/** Every answer, and where the model has another; answers whether it is anything but agreement. */
const tell = (name: string, file: CaseFile, one: Answered | undefined): boolean => {
  if (one === undefined) {
    say(`${name}: not asked: ${unaskable(file)}`)
    return false
  }
  const { answers, differences } = judge(linux612, one)
  say(tellHeard(name, answers, one.trouble))
  one.answers.forEach((lines) => lines.forEach((line) => say(`  ${line}`)))
  for (const difference of differences) say(tellDifference(difference))
  return one.trouble !== undefined || differences.length > 0
}

await command('linux:ask', main)
