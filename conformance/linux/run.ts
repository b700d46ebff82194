/**
 * `npm run linux:ask -- [--cache DIR] FILE...`: scenarios (litmus tests, counterexamples, those of `latent/`) put to
 * the booted Linux; each answer beside the model's.
 *
 * Exit status: 0 they agree, 1 they differ or a guest was in trouble, 2 something is missing or wrong.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import linux612 from '../../model/designs/linux-6.12.ts'
import type { ScenarioFile } from '../../model/scenario.ts'
import { askFinding, type AskedFinding } from './ask-finding.ts'
import { askLinux, judge, type Answered } from './ask.ts'
import { builtIn } from './cache.ts'
import { unaskable } from './askable.ts'
import { loadFinding, type Finding } from './finding.ts'
import { tellDifferences, tellRecording } from './told.ts'
import { DEFAULT_CACHE, missingToRun, tellMissing } from './tools.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const refuse = (text: string): number => {
  process.stderr.write(`linux:ask: ${text}`)
  return 2
}

const options = { cache: { type: 'string', default: DEFAULT_CACHE } } as const

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const missing = missingToRun()
  if (missing.length > 0) return refuse(tellMissing(missing))
  if (positionals.length === 0) return refuse('found no FILE; accepted: scenarios, one YAML file each\n')
  const cache = resolve(values.cache)
  const built = builtIn(cache)
  if (built === undefined) return refuse(`no kernel in ${cache}\n  npm run linux:build\n`)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  const findings = positionals.map((name) => ({ name, ...loadFinding(name) }))
  const [alone, together] = [findings.filter(isAlone), findings.filter((one) => !isAlone(one))]
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
  for (const { name, ...finding } of alone) wrong.push(tellAlone(name, await askFinding(cache, built, finding)))
  return wrong.includes(true) ? 1 : 0
}

/** Whether its guest is told or asked what no other is. */
const isAlone = ({ linux }: Finding): boolean => Object.keys(linux).length > 0

const tellAlone = (name: string, { recording, differences, trouble }: AskedFinding): boolean => {
  say(`${name}: ${trouble === undefined ? `${recording.asked.length} answers` : `in trouble: ${trouble}`}`)
  say(tellRecording(recording).split('\n').slice(1, -1).join('\n'))
  tellDifferences(differences)
  return trouble !== undefined || differences.length > 0
}

/** Every answer, and where the model has another; answers whether it is anything but agreement. */
const tell = (name: string, file: ScenarioFile, one: Answered | undefined): boolean => {
  if (one === undefined) {
    say(`${name}: not asked: ${unaskable(file)}`)
    return false
  }
  const { answers, differences } = judge(linux612, one)
  say(`${name}: ${one.trouble === undefined ? `${answers} answers` : `in trouble: ${one.trouble}`}`)
  one.answers.forEach((lines) => lines.forEach((line) => say(`  ${line}`)))
  tellDifferences(differences)
  return one.trouble !== undefined || differences.length > 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`linux:ask: ${(error as Error).message}\n`)
  process.exitCode = 2
}
