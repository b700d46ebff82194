/**
 * `npm run linux:check [-- --cases N] [--machines N] [--seed N] [--cache DIR]`: model and booted Linux give the same answers.
 *
 * `--machines`: how many machines of QEMU's own devices, most with an IOMMU. Two halves in one run: the model of Linux
 * 6.12 differs nowhere, and every tampered model (`tampered/`) differs somewhere. A difference is kept in
 * counterexamples/linux, shrunk. `--against`: a tampered model in the right one's place, to see how a difference looks;
 * it is kept in found/linux. Exit status: 0 so it is, 1 it is not, 2 something is missing or an argument is wrong.
 */
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { ROOT_FOLDER, relative } from '../../../spec/files/library.ts'
import { tryFolder } from '../../../spec/files/write.ts'
import { askLinux, judge, type Answered, type Asking } from '../compare/ask.ts'
import { everyCase, sharingCases } from '../compare/cases.ts'
import { amounts, argumentsOf, command, kernelToAsk, say } from './command.ts'
import { tellDifference } from '../compare/compare.ts'
import { DIFFERENCES, type Inquirer } from '../compare/difference.ts'
import { finder, instead, type Finding } from '../compare/finder.ts'
import { shrinkDifference } from '../compare/shrink.ts'
import { tampered } from '../tampered/index.ts'
import { DEFAULT_CACHE } from '../guest/tools.ts'

/** Ways to differ that are kept, shrunk and shown. */
const SHOWN = 3

const options = {
  cases: { type: 'string', default: '200' },
  machines: { type: 'string', default: '30' },
  against: { type: 'string', default: linux612.id },
  seed: { type: 'string', default: '1' },
  cache: { type: 'string', default: DEFAULT_CACHE },
} as const

const main = async (): Promise<number> => {
  const { values } = argumentsOf({ options }, process.argv.slice(2))
  const { count, machines, seed } = amounts(values)
  const design = modelNamed(values.against)
  const { cache, built } = kernelToAsk(values.cache)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  const started = performance.now()
  const sharing = sharingCases(Math.ceil(count / 4), Math.ceil(machines / 5), seed)
  const files = [...everyCase(count, machines, seed), ...sharing]
  const folder = design === linux612 ? DIFFERENCES : `${ROOT_FOLDER}found/linux`
  tryFolder('linux:check', folder)
  const asked: Inquirer = { folder, built, design, seed }
  const { found, findings, hear } = finder(asked, SHOWN)
  const asking = await askLinux(cache, files, undefined, (n) => progress(`${n}/${files.length}`), hear)
  progress('')
  const { answered } = asking
  const troubled = answered.filter(({ trouble }) => trouble !== undefined)
  tellAsked(asking, seed, found.answers)
  for (const one of troubled.slice(0, SHOWN)) say(`in trouble: ${one.trouble}\n${one.text}`)
  say(`${troubled.length} cases in trouble, ${found.differing} with differences, in ${found.ways.size} ways`)
  for (const finding of findings.values()) await shrinkAndTell(cache, asked, finding)
  const missed = tellControls(answered)
  say(`${Math.round((performance.now() - started) / 1000)} s, a measurement`)
  return found.differing + troubled.length + missed > 0 || found.answers === 0 ? 1 : 0
}

/** One line that is written over, on a terminal only. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1B[K${text}`)
}

const modelNamed = (name: string): Design => {
  const model = [linux612, ...tampered].find(({ id }) => id === name)
  if (model !== undefined) return model
  throw new Error(
    `--against: found ${JSON.stringify(name)}; accepted: ${[linux612, ...tampered].map(({ id }) => id).join('; ')}`,
  )
}

const tellAsked = ({ answered, unasked, boots, hellos }: Asking, seed: number, answers: number): void => {
  for (const hello of new Set(hellos)) say(`  ${hello}`)
  for (const [reason, n] of unasked) say(`  not asked, ${n}: ${reason}`)
  say(`${answered.length} cases of seed ${seed} asked in ${boots} boots, ${answers} answers compared`)
}

const shrinkAndTell = async (cache: string, asked: Inquirer, { least, saved }: Finding): Promise<void> => {
  let kept = saved
  const shrunk = await shrinkDifference(cache, asked.design, least, (one) => (kept = instead(asked, one, kept)))
  say(`\n${relative(kept.path)}`)
  for (const difference of judge(asked.design, shrunk).differences) say(tellDifference(difference))
}

/** Each tampered model over the same answers; how many of them nobody noticed. */
const tellControls = (answered: readonly Answered[]): number => {
  const noticed = tampered.map(
    (design) => [design.id, answered.filter((one) => judge(design, one).differences.length > 0).length] as const,
  )
  const missed = noticed.filter(([, n]) => n === 0)
  const least = Math.min(...noticed.map(([, n]) => n))
  say(`${noticed.length - missed.length} of ${noticed.length} tampered models noticed, each by at least ${least} cases`)
  for (const [id] of missed) say(`  NOT NOTICED: ${id}`)
  return missed.length
}

await command('linux:check', main)
