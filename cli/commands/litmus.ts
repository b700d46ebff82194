/** `p2pspec litmus [FILE..]`: every litmus test, or those in the files, asked of every design. */
import { designs } from '../../model/designs/index.ts'
import { answersOf, tellUnexpected, unexpected, type Answer } from '../../properties/check/answers.ts'
import { LITMUS_FOLDER, loadFolder, nameOf, type Named } from '../../spec/files/library.ts'
import { columnOf } from '../../story/words/designs.ts'
import { hanging, wrapped } from '../../story/words/lines.ts'
import { onScenario, print, printJson, printLegend, scenariosAt, joinOperations, type Command } from '../command.ts'
import { grid } from '../grid.ts'
import { tableWidth } from '../terminal.ts'
import { OPERATION } from '../usage.ts'

export const litmus: Command = {
  takes: '[FILE or FOLDER..]',
  options: { operation: OPERATION },
  summary: 'asks every litmus test of every design: prints the question, and what is found',
  run: async (asked, values) => {
    await joinOperations(values)
    const files = asked.length === 0 ? loadFolder(LITMUS_FOLDER) : asked.flatMap(scenariosAt)
    const results = files.map((each) => onScenario(each, () => answersOf(each)))
    const answers = results.flat()
    const wrong = unexpected(answers)
    if (values['json'] === true) printJson('litmus', answers)
    else {
      tell(files, answers)
      for (const [i, file] of files.entries()) for (const line of tellUnexpected(file, results[i])) print(`!!! ${line}`)
      print(`\n${answers.length} answers, ${wrong.length} unexpected`)
    }
    return wrong.length === 0 ? 0 : 1
  },
}

/** What each file asks; then files down, designs across. */
const tell = (files: readonly Named[], answers: readonly Answer[]): void => {
  const titles = files.map(titleOf)
  for (const [i, title] of titles.entries())
    print(hanging(`${title}: ${files[i].litmus.file.question ?? 'no question in words'}`, '', '  '))
  const found = new Map(answers.filter(isFirst).map((one) => [`${one.file} ${one.design}`, one.found]))
  const signs = new Set<string>()
  const column = (id: string): string[] =>
    files.map(({ path }) => {
      const sign = found.get(`${path} ${id}`)?.at(0) ?? NONE
      signs.add(sign)
      return sign
    })
  const columns = designs.map((design) => ({ head: columnOf(design), cells: column(design.id) }))
  for (const part of grid(titles, columns, tableWidth(process.stdout, process.env))) print(`\n${part}`)
  const meanings = MEANS.filter((means) => signs.has(means[0])).join(', ')
  print(`\n${wrapped(`The first question of each: ${meanings}.`)}`)
  printLegend(designs)
}

const titleOf = (named: Named): string => [named.litmus.file.alias ?? [], nameOf(named)].flat().join(' ')
const isFirst = ({ question }: Answer): boolean => question === 0

/** An answer is shown by its first letter. */
const NONE = '-'
const MEANS = ['Always', 'Sometimes', 'Never', `${NONE} not asked of this design`]
