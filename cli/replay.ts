/** `p2pspec replay [FILE..]`: does what was once found still happen? */
import { answersOf, saved, tellAnswer, unexpected } from '../properties/answers.ts'
import { loadLitmus, relative } from '../spec/library.ts'
import { print, printJson, type Command } from './command.ts'

export const replay: Command = {
  synopsis: '[FILE..]',
  summary: 'saved scenarios run again: all of them, or the files named',
  run: (files, values) => {
    const named =
      files.length === 0 ? saved() : files.map((file) => ({ path: relative(file), litmus: loadLitmus(file) }))
    const results = named.map((each) => ({ file: each.path, answers: answersOf(each) }))
    const wrong = unexpected(results.flatMap(({ answers }) => answers))
    if (values['json'] === true) printJson(results)
    else {
      for (const { file, answers } of results)
        print(`${file}: ${answers.length - unexpected(answers).length} of ${answers.length} answers as before`)
      for (const answer of wrong) print(`!!! ${tellAnswer(answer)}`)
    }
    return wrong.length === 0 ? 0 : 1
  },
}
