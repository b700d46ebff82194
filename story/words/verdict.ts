/** The rules that a run breaks: what was found and what is allowed, what is taken on trust, and what would hide it. */
import { MOST_CHANGED } from '../hides.ts'
import type { BrokenTold } from '../told.ts'
import { counted, hanging } from './lines.ts'

/** The rules that the head names, each with what it rests on; nothing, if none is broken: the head has said so. */
export const tellVerdict = (broken: readonly BrokenTold[]): string => broken.map(tellBroken).join('\n\n')

const tellBroken = (one: BrokenTold): string => {
  const { rule, name, sentence, step, entry, offset, found, allowed, why, sources, assumptionsNotMet } = one
  const acquits =
    assumptionsNotMet.length === 0
      ? []
      : [hanging('An assumption is not met: this is not counted against the design.', '  ', '  ')]
  return [
    `Broken: ${rule} ${name}`,
    ...acquits,
    hanging(sentence, '  ', '  '),
    hanging(`steps[${step}], entry ${entry}, byte ${offset}: ${found}`, '  ', '    '),
    hanging(`Allowed are only: ${allowed.join('; ')}.`, '  ', '    '),
    hanging(`Why it matters: ${why}`, '  ', '    '),
    ...tellAssumptions(one),
    ...tellHidden(one),
    hanging(`Sources: ${sources.join('; ')}`, '  ', '    '),
  ].join('\n')
}

const tellAssumptions = ({ assumptions }: BrokenTold): string[] =>
  assumptions.length === 0
    ? ['  Nothing is assumed.']
    : [
        '  Assumptions',
        ...assumptions.flatMap(({ id, met, sentence, why, knownDefect }) => [
          hanging(
            `[${met ? 'met' : 'NOT MET'}] ${id}${knownDefect === undefined ? '' : ` (a known defect of the design: ${knownDefect})`}`,
            '    ',
            '        ',
          ),
          ...(met ? [] : [hanging(`${sentence} ${why}`, '        ', '        ')]),
        ]),
      ]

const tellHidden = ({ hidden: { tried, asked, by, because, leftOut } }: BrokenTold): string[] => {
  const counts = `${counted(tried, 'single change')} of the machine tried; with ${asked} the rule is still put to the test${tellLeftOut(leftOut)}`
  if (by.length + because.length === 0)
    return [hanging(`No single change of the machine hides it (${counts}).`, '  ', '    ')]
  return [
    ...section('A single change of the machine hides it:', by),
    ...section('It depends on facts that nobody can change:', because),
    hanging(`(${counts})`, '    ', '    '),
  ]
}

const tellLeftOut = (leftOut: number | undefined): string =>
  leftOut === undefined
    ? ''
    : `; ${counted(leftOut, 'function')} left as in the file: of a large machine only those that requests pass or steps name are changed, and ports above them, at most ${MOST_CHANGED}`

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => hanging(`- ${line}`, '    ', '      '))]
