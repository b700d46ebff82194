/** `p2pspec trace FILE`: one run of a scenario, state by state, in the Informal Trace Format. */
import type { Design } from '../../model/kernel/design.ts'
import { boot } from '../../model/world.ts'
import type { Litmus } from '../../spec/litmus.ts'
import {
  designAt,
  designOf,
  onScenario,
  onlyFile,
  print,
  scenarioToTell,
  joinOperations,
  type Command,
} from '../command.ts'
import { tellingRun } from '../../story/run.ts'
import { DESIGN, OPERATION } from '../usage.ts'
import { schemaNamed } from '../schemas.ts'
import type { Trace } from '../../story/trace/itf.ts'
import { VARS, valuesOf } from '../../story/trace/state.ts'

export const trace: Command = {
  takes: 'FILE',
  summary: 'prints the run that explain tells as a trace, in the Informal Trace Format (ADR-015 of Apalache)',
  options: { design: DESIGN, operation: OPERATION },
  run: async (files, values) => {
    const word = onlyFile('trace', files, 'a litmus test, a counterexample or a scenario')
    await joinOperations(values)
    const named = typeof values['design'] === 'string' ? await designAt(values['design']) : undefined
    const { path: file, litmus } = scenarioToTell(word)
    const design = named ?? designOf(file, litmus)
    const told = onScenario({ path: file, litmus }, () => traceOf(file, design, litmus))
    print(JSON.stringify(told, undefined, 1))
    return 0
  },
}

/** State 0 is the machine after boot, state n the world after step n - 1. */
export const traceOf = (file: string, design: Design, litmus: Litmus): Trace => {
  const { machine } = litmus.scenario
  const { events, chosen, cut } = tellingRun(design, litmus)
  const left = cut === undefined ? '' : ` Only the first ${cut} ways to resolve what is left free were gone through.`
  return {
    '#meta': {
      schema: schemaNamed('trace'),
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: file,
      description: `${litmus.file.question ?? 'A scenario'} One run under ${design.id}, made by p2pspec trace.${left}`,
      design: design.id,
      chosen,
    },
    vars: VARS,
    states: [
      { '#meta': { index: 0 }, ...valuesOf(machine, undefined, undefined, boot(design, machine)) },
      ...events.map(({ index, operation, outcome, before, after }) => ({
        '#meta': { index: index + 1, step: index },
        ...valuesOf(
          machine,
          litmus.file.steps[index],
          outcome,
          after,
          operation.kind === 'dma' ? before.ledger.get(operation.map) : undefined,
        ),
      })),
    ],
  }
}
