/** `p2pspec litmus [FILE..]`: every litmus test, or those in the files, asked of every design. */
import { designs } from '../../model/designs/index.ts'
import { answersOf, tellAnswer, unexpected } from '../../properties/check/answers.ts'
import { LITMUS_FOLDER, loadFolder, loadLitmus } from '../../spec/files/library.ts'
import { columnOf } from '../../story/words/designs.ts'
import { print, printJson, printLegend, type Command } from '../command.ts'
import { table } from '../../story/words/lines.ts'

export const litmus: Command = {
  synopsis: '[FILE..]',
  summary: 'every litmus test under every design: expected and found',
  run: (paths, values) => {
    const named = paths.map((path) => ({ path, litmus: loadLitmus(path) }))
    const files = paths.length === 0 ? loadFolder(LITMUS_FOLDER) : named
    const answers = files.flatMap(answersOf)
    const wrong = unexpected(answers)
    if (values['json'] === true) printJson(answers)
    else {
      const first = (path: string, id: string): string =>
        answers.find((a) => a.file === path && a.question === 0 && a.design === id)?.found ?? '-'
      const rows = files.map(({ path, litmus: { file } }) => [
        path.replaceAll(/^.*\/|\.yaml$/g, ''),
        ...designs.map(({ id }) => first(path, id)),
        file.question ?? '',
      ])
      print(table([['', ...designs.map(columnOf), ''], ...rows]))
      printLegend(designs)
      for (const answer of wrong) print(`!!! ${tellAnswer(answer)}`)
      print(`\n${answers.length} answers, ${wrong.length} unexpected`)
    }
    return wrong.length === 0 ? 0 : 1
  },
}
