/** `p2pspec rules`: what must hold, and under which assumptions. */
import { rules } from '../../spec/rules/index.ts'
import { print, printJson, type Command } from '../command.ts'
import { wrapped } from '../../story/words/lines.ts'

export const rulesCommand: Command = {
  synopsis: '',
  summary: 'every rule: its sentence, why, its assumptions and sources',
  run: (_, values) => {
    if (values['json'] === true) {
      printJson(
        rules.map(({ id, name, kind, sentence, why, sources, assumptions }) => ({
          id,
          name,
          kind,
          sentence,
          why,
          sources,
          assumptions: assumptions.map((a) => ({ id: a.id, sentence: a.sentence, why: a.why, sources: a.sources })),
        })),
      )
      return 0
    }
    for (const { id, name, sentence, why, sources, assumptions } of rules) {
      print(`${id} ${name}\n${wrapped(sentence, '  ')}\n${wrapped(`Why: ${why}`, '  ')}`)
      for (const a of assumptions) print(`  assuming ${a.id}:\n${wrapped(a.sentence, '    ')}`)
      print(`${wrapped(`Sources: ${sources.join('; ')}`, '  ')}\n`)
    }
    return 0
  },
}
