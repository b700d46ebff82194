/** `p2pspec designs`: the columns of the matrix, and the mutants. */
import { designs, mutants } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import { print, printJson, type Command } from '../command.ts'
import { wrapped } from '../../story/words/lines.ts'

const ENTRY_POINTS = ['addResource', 'distanceMany', 'mapSg', 'unmapSg', 'mapPage'] as const

export const designsCommand: Command = {
  takes: '',
  summary: 'lists every design: what it does, its entry points and sources',
  run: (_, values) => {
    const plain = (design: Design) => ({
      id: design.id,
      ...(design.alias === undefined ? {} : { alias: design.alias }),
      summary: design.summary,
      sources: design.sources,
      entryPoints: ENTRY_POINTS.filter((entry) => design[entry] !== undefined),
    })
    if (values['json'] === true) {
      printJson('designs', { designs: designs.map(plain), mutants: mutants.map(plain) })
      return 0
    }
    for (const design of designs) tell(design)
    print(
      `${wrapped('Mutants (never proposed; each is there because it breaks a rule that no design breaks, or keeps one that Linux breaks):')}\n`,
    )
    for (const design of mutants) tell(design)
    return 0
  },
}

const tell = ({ id, alias, summary, sources }: Design): void =>
  print(
    `${id}${alias === undefined ? '' : ` (${alias})`}\n${wrapped(summary, '  ')}\n${wrapped(`Sources: ${sources.join('; ')}`, '  ')}\n`,
  )
