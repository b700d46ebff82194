/** `p2pspec litmus`: every litmus test, asked of every design. */
import { designs, mutants } from '../model/designs/index.ts'
import type { Design } from '../model/kernel/design.ts'
import { exhaust } from '../properties/drivers.ts'
import { answer, expectedOf, type Question } from '../spec/litmus.ts'
import { LITMUS_FOLDER, loadFolder, type Named } from '../spec/library.ts'
import { print, printJson, table, type Command } from './command.ts'

export interface Answer {
  readonly file: string
  /** 0: `exists`; from 1: `also`. */
  readonly question: number
  readonly design: string
  readonly expected: string
  readonly found: string
}

/** What each file's questions come to: for every design, and for the mutants it names. */
export const answersOf = ({ path, litmus }: Named): Answer[] =>
  litmus.questions.flatMap((question, index) =>
    judged(question).map((design) => ({
      file: path,
      question: index,
      design: design.id,
      expected: expectedOf(question, design),
      found: answer(litmus, question, design, exhaust),
    })),
  )

const judged = ({ except }: Question): Design[] => [...designs, ...mutants.filter(({ id }) => except?.[id] !== undefined)]

export const litmus: Command = {
  synopsis: '',
  summary: 'every litmus test under every design: expected and found',
  run: (_, values) => {
    const answers = loadFolder(LITMUS_FOLDER).flatMap(answersOf)
    const wrong = answers.filter(({ expected, found }) => expected !== found)
    if (values['json'] === true) printJson(answers)
    else {
      const rows = loadFolder(LITMUS_FOLDER).map(({ path, litmus: { file } }) => [
        path.replace(/^.*\/|\.yaml$/g, ''),
        ...designs.map(({ id }) => answers.find((a) => a.file === path && a.question === 0 && a.design === id)?.found ?? '-'),
        file.question ?? '',
      ])
      print(table([['', ...designs.map(({ id }) => id), ''], ...rows]))
      for (const { file, question, design, expected, found } of wrong)
        print(`!!! ${file}, question ${question}, ${design}: found ${found}; allowed is only: ${expected}`)
      print(`\n${answers.length} answers, ${wrong.length} unexpected`)
    }
    return wrong.length === 0 ? 0 : 1
  },
}
