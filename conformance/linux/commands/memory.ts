/**
 * `npm run linux:memory -- [--cache DIR] FILE...`: the scripts of recordings about memory (`mem-*.txt`) played anew by the booted
 * Linux, and every answer that is another than the recorded one. Races (`races/*.txt`) are played so, too; one may end in any way that the
 * model allows.
 *
 * `npm run linux:memory -- --keep --cache DIR`: every script that is recorded here, asked of another kernel than 6.12; what it answers
 * otherwise is kept in `conformance/recordings/memory-7.3`, and `docs/findings/later-memory.md` tells it.
 *
 * `npm run linux:memory -- --record FILE...`: what Linux answers to the steps of each file is written into it.
 *
 * `npm run linux:memory [-- --cases N] [--seed N] [--against NAME]`: so many scripts that nobody wrote, answered by Linux and judged by the model;
 * every tampered model must be noticed. A difference is shrunk and kept in found/linux. `--against`: a tampered model in the right
 * one's place, to see how a difference looks.
 *
 * Exit status: 0 no answer differs, 1 one does, or a tampered model was not noticed; 2 something is missing or wrong.
 */
import { readFileSync } from 'node:fs'
import { designsOf, type Designs } from '../../memory/judge.ts'
import { tamperedOf } from '../../memory/tampered-7.3.ts'
import { writeWhole } from '../../../spec/files/write.ts'
import { DEFAULT_CACHE } from '../guest/tools.ts'
import { DESCRIBED, seriesOf } from '../findings/finding.ts'
import { PAGES, withBlocks } from '../findings/told.ts'
import { RECORDINGS, keep, recordedIn, scriptNames } from '../memory/later.ts'
import { tellLaterMemory } from '../memory/tell-later.ts'
import { compareAnew, type Otherwise, type Recorded } from '../memory/anew.ts'
import { checkMemory } from '../memory/check.ts'
import { askedIn, recordedText } from '../memory/record.ts'
import { playAll } from '../memory/guest.ts'
import { argumentsOf, command, memoryToAsk, say, wholeNumber } from './command.ts'

const options = {
  cases: { type: 'string' },
  seed: { type: 'string', default: '1' },
  against: { type: 'string' },
  record: { type: 'boolean' },
  keep: { type: 'boolean' },
  cache: { type: 'string', default: DEFAULT_CACHE },
} as const

/** Series that a model answers for. */
const MODELLED: readonly string[] = [DESCRIBED, '7.3']
const hasModel = (kernel: string): boolean => MODELLED.includes(seriesOf(kernel))

interface File extends Recorded {
  readonly name: string
}

const main = async (): Promise<number> => {
  const { values, positionals } = argumentsOf({ options, allowPositionals: true }, process.argv.slice(2))
  const [cases, seed] = [wholeNumber('--cases', values.cases ?? '300'), wholeNumber('--seed', values.seed)]
  if (positionals.length > 0 && values.cases !== undefined)
    throw new Error('--cases: found beside a FILE; accepted: one of both')
  if (values.record === true && positionals.length === 0)
    throw new Error('--record: found without a FILE; accepted: with the files that are to be recorded')
  if (values.record === true) return record(positionals, memoryToAsk(values.cache))
  if (values.keep === true) return keepLater(values.cache, positionals)
  const files = positionals.map((name): File => ({ name, ...recordedIn(name) }))
  // What no kernel has is told before anything is looked for.
  tamperedNamed(values.against, MODELLED)
  const { cache, built } = memoryToAsk(values.cache)
  const designs = tamperedNamed(values.against, [built.kernel]) ?? designsOf(built)
  if (files.length === 0 && !hasModel(built.kernel))
    throw new Error(
      `--cache: found Linux ${built.kernel}; accepted: ${MODELLED.join(' or ')} for scripts that nobody wrote, for models are of these; --keep or a FILE asks any`,
    )
  say(`Linux ${built.kernel}, config ${built.config}, memory ${built.memory}`)
  const agrees =
    files.length > 0
      ? await playAnew(cache, files)
      : await checkMemory({ cache, kernel: built.kernel, designs, count: cases, seed }, { say, progress })
  return agrees ? 0 : 1
}

/** The tampered model of that name among those of some kernels; undefined: none is asked for. */
const tamperedNamed = (name: string | undefined, kernels: readonly string[]): Designs | undefined => {
  if (name === undefined) return undefined
  const tampered = kernels.flatMap(tamperedOf)
  const found = tampered.find(([broken]) => broken === name)
  if (found !== undefined) return found[2]
  throw new Error(
    `--against: found ${JSON.stringify(name)}; accepted: ${tampered.map(([broken]) => broken).join('; ')}`,
  )
}

/** One line that is written over, on a terminal only. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1B[K${text}`)
}

/** What Linux answers to the steps of each file, written into it. */
const record = async (names: readonly string[], { cache, built }: ReturnType<typeof memoryToAsk>): Promise<number> => {
  const asked = names.map((name) => askedIn(name, readFileSync(name, 'utf8')))
  const { played } = await playAll(
    cache,
    asked.map(({ steps }) => steps),
  )
  const texts = asked.map(({ name, header }, i) => recordedText(name, `${header} ${built.kernel}`, played.get(i)!))
  texts.forEach((text, i) => writeWhole('linux:memory', names[i], text))
  say(`${names.length} scripts recorded`)
  return 0
}

/** All that is recorded here, asked of a later kernel. */
const keepLater = async (option: string, positionals: readonly string[]): Promise<number> => {
  if (positionals.length > 0) throw new Error('--keep: found beside a FILE; accepted: alone, for it asks every script')
  const { cache, built } = memoryToAsk(option)
  const series = seriesOf(built.kernel)
  if (series === DESCRIBED)
    throw new Error(
      `--keep: found Linux ${built.kernel}; accepted: another one, for the recordings are of ${DESCRIBED}`,
    )
  const scripts = scriptNames()
  const files = scripts.map((name) => recordedIn(`${RECORDINGS}/${name}.txt`))
  const { played } = await playAll(cache, files.map(stepsOf))
  const [kernel, config, memory] = [built.kernel, built.config, built.memory!]
  keep(series, { kernel, config, memory, scripts }, (i) => played.get(i)!)
  const page = `${PAGES}/later-memory.md`
  writeWhole('linux:memory', page, withBlocks(readFileSync(page, 'utf8'), tellLaterMemory, 'later'))
  say(`${scripts.length} scripts asked of Linux ${kernel}`)
  return 0
}

const stepsOf = ({ script }: Recorded): string[] => script.steps.map(({ text }) => text)

const playAnew = async (cache: string, files: readonly File[]): Promise<boolean> => {
  const { played, boots } = await playAll(cache, files.map(stepsOf))
  const compared = files.map((file, i) => ({ name: file.name, ...compareAnew(file, played.get(i)!) }))
  for (const { name, differences } of compared)
    for (const difference of differences) say(`${name}:${tellOtherwise(difference)}`)
  const answers = compared.reduce((sum, one) => sum + one.answers, 0)
  const differing = compared.reduce((sum, { differences }) => sum + differences.length, 0)
  say(`${files.length} scripts in ${boots} boots: ${answers} answers, ${differing} otherwise than recorded`)
  return differing === 0
}

const tellOtherwise = ({ line, step, recorded, live, allowed }: Otherwise): string => {
  const lines = [`${line}: ${step}`, `recorded: ${recorded}`, `live:     ${live}`]
  return [...lines, ...(allowed === undefined ? [] : [`allowed are only: ${allowed.join('; or ')}`])].join('\n  ')
}

await command('linux:memory', main)
