/**
 * `p2pspec explain FILE`: the story of a scenario, for a reader who has never seen the code; as text, data or picture.
 */
import { tryFile, writeWhole } from '../../spec/files/write.ts'
import { isPath, joinAll } from '../../properties/outside/load.ts'
import type { Litmus } from '../../spec/litmus.ts'
import {
  UsageError,
  designAt,
  designOf,
  onScenario,
  onlyFile,
  print,
  printJson,
  scenarioToTell,
  words,
  type Command,
  type Values,
} from '../command.ts'
import { beside, counted, ends, hanging, printable, wrapped } from '../../story/words/lines.ts'
import { inLine, verdictFirst } from '../../story/head.ts'
import { dotOf } from '../../story/picture/dot.ts'
import { sceneOf } from '../../story/picture/scene.ts'
import { svgOf } from '../../story/picture/svg.ts'
import { explained, type Explained } from '../../story/story.ts'
import { painted, wantsColour } from '../paint.ts'
import { DESIGN, OPERATION } from '../usage.ts'
import { tellDesigns } from '../../story/words/designs.ts'
import { groupsTold, tellGroupsOf } from '../../story/words/groups.ts'
import { tellEvent } from '../../story/words/event.ts'
import { tellMachine } from '../../story/words/machine.ts'
import { tellVerdict } from '../../story/words/verdict.ts'

export const explain: Command = {
  takes: 'FILE',
  summary: 'tells the story of a scenario: machine, steps, hops, what was meant and where it landed',
  options: {
    design: DESIGN,
    rule: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      says: 'your own rule: the module at that path exports it',
    },
    operation: OPERATION,
    groups: { type: 'boolean', says: 'lists the IOMMU groups of the machine, too: who is in each, and why' },
    svg: { type: 'string', value: 'OUT', says: 'writes a picture for a browser to the file OUT' },
    dot: { type: 'boolean', says: 'prints the picture in the language of Graphviz' },
  },
  run: async (files, values) => {
    const word = onlyFile('explain', files, 'a litmus test, a counterexample, a scenario or a recording mem-*.txt')
    // Only who has a recording waits for what reads it.
    if (word.endsWith('.txt')) {
      const recorded = (await import('./explain-recording.ts')).recordingStory(word, values)
      if (recorded !== undefined) {
        print(recorded.join('\n'))
        return 0
      }
    }
    const out = pictureFile(values)
    // A file may speak of designs, rules and operations from outside: they are taken in before it is read.
    await joinAll({ designs: [], rules: words(values, 'rule'), operations: words(values, 'operation') })
    const asked = typeof values['design'] === 'string' ? await designAt(values['design']) : undefined
    const { path: file, litmus: read, place } = scenarioToTell(word)
    const inputs = [place, ...['design', 'rule', 'operation'].flatMap((option) => words(values, option)).filter(isPath)]
    if (out !== undefined) tryFile('--svg', out, inputs)
    const litmus = inPrint(read)
    const design = asked ?? designOf(file, litmus)
    const on = <T>(work: () => T): T => onScenario({ path: file, litmus }, work)
    const told = on(() => explained(litmus, design))
    const scene = () => on(() => sceneOf(file, litmus, told))
    const wantsGroups = values['groups'] === true
    const groups = wantsGroups ? { groups: groupsTold(design, litmus.scenario.machine) } : {}
    if (values['json'] === true) on(() => printJson('explain', { file, ...told.story, ...groups }))
    else if (values['dot'] === true) print(dotOf(scene()))
    else if (out !== undefined) {
      const made = scene()
      writeWhole('--svg', out, await svgOf(made), inputs)
      print(`${out}: ${made.title}`)
    } else {
      const lines = wantsGroups ? tellGroupsOf(design, litmus.scenario.machine) : []
      const story = on(() => storyOf(file, litmus, told, lines))
      print(wantsColour(process.stdout.isTTY, process.env) ? painted(story) : story)
    }
    return 0
  },
}

/** Where the picture goes; only one of --svg, --dot and --json can be. */
const pictureFile = (values: Values): string | undefined => {
  const asked = ['svg', 'dot', 'json'].filter((option) => values[option] !== undefined && values[option] !== false)
  if (asked.length > 1)
    throw new UsageError(
      `explain: found --${asked.join(' and --')} together; accepted: one of --svg OUT, --dot, --json`,
    )
  const picture = asked.find((option) => option !== 'json')
  if (values['groups'] === true && picture !== undefined)
    throw new UsageError(
      `explain: found --groups and --${picture} together; accepted: --groups of a story in text, or with --json`,
    )
  const out = values['svg']
  return typeof out === 'string' ? out : undefined
}

/** The same scenario with names that a line can hold; the steps go by index, so that nothing else changes. */
const inPrint = ({ file, scenario, questions }: Litmus): Litmus => {
  const { machine } = scenario
  const names = (all: readonly string[]): string[] => all.map(printable)
  const named = {
    ...machine,
    name: names(machine.name),
    hostName: names(machine.hostName),
    clientName: names(machine.clientName),
  }
  return { file, questions, scenario: { ...scenario, machine: named } }
}

/** Columns of the labels of the first three lines. */
const LABELS = 8

/**
 * The whole story as text, at most 80 columns wide.
 *
 * @param groups lines about the IOMMU groups, if they are asked for
 */
export const storyOf = (file: string, litmus: Litmus, explained: Explained, groups: readonly string[] = []): string => {
  const {
    file: { found, why },
    scenario,
  } = litmus
  const { told, story } = explained
  const m = scenario.machine
  return [
    ...verdictFirst(litmus, explained).map(([label, text]) => beside(label, text, '', LABELS)),
    `\n${wrapped(`The scenario: ${file}`)}`,
    // What the checker found is told below; what a booted Linux answered is told nowhere else.
    ...(why === undefined || (found !== undefined && found['kernel'] === undefined)
      ? []
      : [`\n${wrapped(inLine(why))}`]),
    `\nThe machine\n${tellMachine(m)}`,
    ...(groups.length === 0 ? [] : [['\nThe IOMMU groups', ...groups].join('\n')]),
    `\nWhat happens under ${story.design}\n${wrapped(story.summary, '  ')}`,
    ...tellChosen(story.chosen),
    ...told.events.map((event) => `\n${tellEvent(m, event, story.steps[event.index])}`),
    ...(story.broken.length === 0 ? [] : [`\n${tellVerdict(story.broken)}`]),
    `\nThe same scenario under every design\n${tellDesigns(story.designs)}`,
    ...(story.sources.length === 0 ? [] : [`\n${wrapped(inLine(`Sources: ${story.sources.join('; ')}`))}`]),
  ].join('\n')
}

/** How what is free was resolved in this run; `1 of 2` is the first of two ways. */
const tellChosen = (chosen: Explained['story']['chosen']): string[] => {
  const { first, skipped, last } = ends(chosen, 6)
  const ways = [...first, ...last].map(({ label, of, answer }) => `${label}: ${answer + 1} of ${of}`)
  const more = skipped === 0 ? [] : [`${counted(skipped, 'more choice')} left out`]
  return ways.length === 0 ? [] : [hanging(`Left free, and told here: ${[...ways, ...more].join('; ')}`, '  ', '    ')]
}
