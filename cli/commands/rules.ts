/** `p2pspec rules`: what must hold, and under which assumptions; with ids, those rules and axioms. */
import type { Axiom } from '../../spec/axioms/axiom.ts'
import { AXIOMS, axiom } from '../../spec/axioms/index.ts'
import { citations } from '../../spec/files/citations.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { UsageError, print, printJson, type Command } from '../command.ts'
import { didYouMean } from '../../model/nearest.ts'
import { wrapped } from '../../story/words/lines.ts'

export const rulesCommand: Command = {
  takes: '[ID..]',
  summary: 'lists every rule: its sentence, reason, assumptions and sources; with ids such as S2 or MT-5, only these',
  run: (ids, values) => {
    const asked = ids.length === 0 ? rules : ids.map(named)
    const cited = asked.some(isAxiom) ? citations() : new Map<string, string[]>()
    const citedBy = (id: string): readonly string[] => cited.get(id) ?? []
    if (values['json'] === true)
      printJson(
        'rules',
        asked.map((one) => (isAxiom(one) ? { ...one, citedBy: citedBy(one.id) } : plain(one))),
      )
    else
      for (const one of asked)
        if (isAxiom(one)) tellAxiom(one, citedBy(one.id))
        else tell(one)
    return 0
  },
}

const isAxiom = (one: Rule | Axiom): one is Axiom => 'statement' in one

const named = (id: string): Rule | Axiom => {
  const found = rules.find((one) => one.id === id || one.name === id) ?? axiom(id)
  if (found !== undefined) return found
  const known = [...rules.flatMap((one) => [one.id, one.name]), ...AXIOMS.map((one) => one.id)]
  throw new UsageError(
    `found no rule or axiom "${id}"; accepted: ${didYouMean(id, known)}known: the rules ${rules[0].id} to ${rules[rules.length - 1].id}, and axioms ${families().join(', ')}`,
  )
}

/** `MT-1 to MT-18` and so on. */
const families = (): string[] => {
  const letters = ({ id }: Axiom): string => /^(?:HW-)?[A-Z]+/.exec(id)?.[0] ?? id
  const ends = new Map<string, string[]>()
  for (const one of AXIOMS) ends.set(letters(one), [ends.get(letters(one))?.[0] ?? one.id, one.id])
  return [...ends.values()].map(([first, last]) => (first === last ? first : `${first} to ${last}`))
}

const plain = ({ id, name, kind, sentence, why, sources, assumptions }: Rule) => ({
  id,
  name,
  kind,
  sentence,
  why,
  sources,
  assumptions: assumptions.map((a) => ({ id: a.id, sentence: a.sentence, why: a.why, sources: a.sources })),
})

const tell = ({ id, name, sentence, why, sources, assumptions }: Rule): void => {
  print(`${id} ${name}\n${wrapped(sentence, '  ')}\n${wrapped(`Why: ${why}`, '  ')}`)
  for (const a of assumptions) print(`  assuming ${a.id}:\n${wrapped(a.sentence, '    ')}`)
  print(`${wrapped(`Sources: ${sources.join('; ')}`, '  ')}\n`)
}

const tellAxiom = ({ id, statement, source, evidence, note }: Axiom, citedBy: readonly string[]): void => {
  print(`${id}\n${wrapped(statement, '  ')}`)
  if (note !== undefined) print(wrapped(`Note: ${note}`, '  '))
  print(`${wrapped(`Source: ${source} (${evidence})`, '  ')}\n${wrapped(`Cited by: ${citedBy.join(' ')}`, '  ')}\n`)
}
