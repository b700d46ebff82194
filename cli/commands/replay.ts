/** `p2pspec replay [FILE..]`: does what was once found still happen? */
import { answersOf, saved, tellUnexpected, unexpected } from '../../properties/check/answers.ts'
import { joinAll } from '../../properties/outside/load.ts'
import { problem } from '../../model/problem.ts'
import { relative, type Named } from '../../spec/files/library.ts'
import { BadFile } from '../../spec/problem.ts'
import { onScenario, print, printJson, scenariosAt, words, type Command } from '../command.ts'
import { OPERATION } from '../usage.ts'

export const replay: Command = {
  takes: '[FILE or FOLDER..]',
  summary: 'runs saved scenarios again: all of them, or those named',
  options: {
    design: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      says: 'your own design that a scenario names: the module at that path exports it',
    },
    rule: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      says: 'your own rule that a scenario names: the module at that path exports it',
    },
    operation: OPERATION,
  },
  run: async (files, values) => {
    await joinAll({
      designs: words(values, 'design'),
      rules: words(values, 'rule'),
      operations: words(values, 'operation'),
    })
    const named = files.length === 0 ? saved() : files.flatMap(asked)
    const results = named.map((each) => ({ file: each.path, answers: onScenario(each, () => answersOf(each)) }))
    const wrong = unexpected(results.flatMap(({ answers }) => answers))
    if (values['json'] === true) printJson('replay', results)
    else {
      for (const { file, answers } of results)
        print(`${file}: ${answers.length - unexpected(answers).length} of ${answers.length} answers as before`)
      for (const [i, one] of named.entries())
        for (const line of tellUnexpected(one, results[i].answers)) print(`!!! ${line}`)
    }
    return wrong.length === 0 ? 0 : 1
  },
}

/** A file that asks something: one without a question would always be as before. */
const asked = (word: string): Named[] =>
  scenariosAt(word).map(({ path, litmus }) => {
    if (litmus.questions.length === 0 && litmus.file.dropped === undefined)
      throw new BadFile(path, [problem('', 'no question', 'a scenario with `exists` and `result`')])
    return { path: relative(path), litmus }
  })
