/** `p2pspec replay [FILE..]`: does what was once found still happen? */
import { exhaust } from '../properties/drivers.ts'
import { answer, expectedOf } from '../spec/litmus.ts'
import { COUNTEREXAMPLES_FOLDER, LITMUS_FOLDER, TRUST_FOLDER, loadFolder, loadLitmus, relative, type Named } from '../spec/library.ts'
import { print, printJson, type Command } from './command.ts'
import { answersOf, type Answer } from './litmus.ts'
import { designNamed } from './command.ts'
import { brokenAssumptions } from '../spec/judge.ts'
import { rules } from '../spec/rules/index.ts'

/** Everything that is saved, counterexamples first. */
export const saved = (): Named[] => [COUNTEREXAMPLES_FOLDER, TRUST_FOLDER, LITMUS_FOLDER].flatMap(loadFolder)

/** The answers of a file; a counterexample speaks only of designs it names and of the rule's keepers. */
export const replayed = (named: Named): Answer[] => {
  const { found, dropped } = named.litmus.file
  const answers = found === undefined ? answersOf(named) : namedOnly(named)
  return dropped === undefined ? answers : [...answers, droppedAnswer(named, dropped)]
}

const namedOnly = (named: Named): Answer[] =>
  named.litmus.questions.flatMap((question, index) =>
    Object.keys(question.except ?? {})
      .map(designNamed)
      .map((design) => ({
        file: named.path,
        question: index,
        design: design.id,
        expected: expectedOf(question, design),
        found: answer(named.litmus, question, design, exhaust),
      })),
  )

/** The assumptions that the scenario does not meet are exactly those it says. */
const droppedAnswer = ({ path, litmus }: Named, dropped: readonly string[]): Answer => {
  const unmet = new Set(rules.flatMap((rule) => brokenAssumptions(rule, litmus.scenario).map(({ id }) => id)))
  return { file: path, question: -1, design: 'assumptions not met', expected: dropped.toSorted().join(', '), found: [...unmet].toSorted().join(', ') }
}

export const replay: Command = {
  synopsis: '[FILE..]',
  summary: 'saved scenarios run again: all of them, or the files named',
  run: (files, values) => {
    const named = files.length === 0 ? saved() : files.map((file) => ({ path: relative(file), litmus: loadLitmus(file) }))
    const results = named.map((each) => ({ file: each.path, answers: replayed(each) }))
    const wrong = results.flatMap(({ answers }) => answers.filter(({ expected, found }) => expected !== found))
    if (values['json'] === true) printJson(results)
    else {
      for (const { file, answers } of results)
        print(`${file}: ${answers.filter(({ expected, found }) => expected === found).length} of ${answers.length} answers as before`)
      for (const { file, design, expected, found } of wrong) print(`!!! ${file}, ${design}: found ${found}; allowed is only: ${expected}`)
    }
    return wrong.length === 0 ? 0 : 1
  },
}
