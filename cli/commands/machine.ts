/**
 * `p2pspec machine FILE`: will P2P work on this box, why not, and what has to change?
 */
import type { Asked } from '../../machines/cases.ts'
import { differences } from '../../machines/diff.ts'
import { everyPair } from '../../machines/every-pair.ts'
import { functionsNamed, onePair } from '../../machines/report.ts'
import { nameOf } from '../../machines/why.ts'
import { COLLECT } from '../../machines/told.ts'
import { UsageError, print, words, type Command } from '../command.ts'
import { askedAt } from '../machine/asked.ts'
import { forAllJson, plain, printPairs } from '../machine/json.ts'
import { OPTIONS } from '../machine/options.ts'
import { outputsOf, writePicture, writeScenario } from '../machine/outputs.ts'
import { storyOf } from '../machine/story.ts'
import { tellBothWays, tellDifference } from '../machine/tell.ts'
import { wordsOf } from '../machine/words.ts'

export const machine: Command = {
  takes: '[FILE]',
  summary:
    'reads what lspci -vvv -nn printed on a machine (this one, without a FILE), and says for every pair of functions what Linux does, why, and what to change',
  options: OPTIONS,
  run: async (positionals, values) => {
    if (values['collect'] === true) {
      print(COLLECT)
      return 0
    }
    const { file, pair } = wordsOf(positionals, values)
    const outputs = outputsOf(file, values)
    const asked = await askedAt(file, values)
    const two = pair?.map((word) => named(file, asked, word)) as [number, number] | undefined
    const other = words(values, 'diff').at(0)
    const steps = two === undefined ? undefined : { client: two[0], provider: two[1] }
    writeScenario(file, outputs, asked, steps)
    await writePicture(file, outputs, asked, steps)
    const difference = other === undefined ? undefined : differences(asked, await askedAt(other, values))
    const pairs = two === undefined ? undefined : [onePair(asked, two[1], two[0]), onePair(asked, two[0], two[1])]
    if (values['json'] === true)
      await printPairs(
        {
          file,
          ...plain(asked),
          ...(two === undefined ? forAllJson(asked) : {}),
          ...(difference === undefined ? {} : { difference }),
        },
        pairs?.map((pair) => JSON.stringify(pair)) ?? everyPair(asked, JSON.stringify),
      )
    else if (difference !== undefined) print(tellDifference(file, other!, difference))
    else if (pairs !== undefined) print(tellBothWays(pairs))
    else if (outputs.scenario === undefined && outputs.svg === undefined) print(storyOf(file, asked))
    return 0
  },
}

const named = (file: string, asked: Asked, word: string): number => {
  const found = functionsNamed(asked, word)
  if (found.length === 0)
    throw new UsageError(`--pair: found ${word}, which is no function in ${file}; accepted: one that is`)
  if (found.length > 1)
    throw new UsageError(
      `--pair: found ${word}, which is in several domains; accepted: one of ${found.map((f) => nameOf(asked, f)).join(', ')}`,
    )
  return found[0]
}
