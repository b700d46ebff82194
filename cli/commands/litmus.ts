/** `p2pspec litmus [FILE..]`: every litmus test, or those in the files, asked of every design. */
import { designs } from '../../model/designs/index.ts'
import { answersOf, tellAnswer, unexpected } from '../../properties/check/answers.ts'
import { LITMUS_FOLDER, loadFolder, nameOf } from '../../spec/files/library.ts'
import { columnOf } from '../../story/words/designs.ts'
import { print, printJson, printLegend, scenariosAt, joinOperations, type Command } from '../command.ts'
import { OPERATION } from '../usage.ts'
import { table } from '../../story/words/lines.ts'

export const litmus: Command = {
  takes: '[FILE or FOLDER..]',
  options: { operation: OPERATION },
  summary: 'every litmus test under every design: expected and found',
  run: async (asked, values) => {
    await joinOperations(values)
    const files = asked.length === 0 ? loadFolder(LITMUS_FOLDER) : asked.flatMap(scenariosAt)
    const answers = files.flatMap(answersOf)
    const wrong = unexpected(answers)
    if (values['json'] === true) printJson('litmus', answers)
    else {
      const first = (path: string, id: string): string =>
        answers.find((a) => a.file === path && a.question === 0 && a.design === id)?.found ?? '-'
      const rows = files.map(({ path, litmus: { file } }) => [
        [...(file.alias === undefined ? [] : [file.alias]), nameOf({ path })].join(' '),
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
