/**
 * Scenarios that cannot be are refused: an impossible machine, a step that names what is not there.
 */
import * as E from 'fp-ts/lib/Either.js'
import { PAGE, hex } from './address.ts'
import type { Machine } from './machine/columns.ts'
import { addressProblems } from './machine/addresses.ts'
import { layOut } from './machine/layout.ts'
import { shapeProblems } from './machine/shape.ts'
import { problem, type Problem } from './problem.ts'
import { compileOn, type Scenario, type ScenarioFile, type SegmentFile, type StepFile } from './scenario.ts'

/** {@link compile} for a file that may be wrong. */
export const checkScenario = (file: ScenarioFile): E.Either<Problem[], Scenario> => {
  const shape = shapeProblems(file.machine).map(inMachine)
  if (shape.length > 0) return E.left(shape)
  const machine = layOut(file.machine)
  const wrong = [
    ...addressProblems(machine).map(inMachine),
    ...file.steps.flatMap((_, i) => stepProblems(machine, file.steps, i)),
  ]
  return wrong.length > 0 ? E.left(wrong) : E.right(compileOn(machine, file.steps))
}

const inMachine = ({ path, found, accepted }: Problem): Problem => problem(`machine.${path}`, found, accepted)

/** What a step names must exist, and before it is used. */
const stepProblems = (m: Machine, steps: readonly StepFile[], index: number): Problem[] => {
  const step = steps[index]
  const path = `steps[${index}]`
  const fn = (field: string, name: string): Problem[] =>
    m.name.includes(name) ? [] : [problem(`${path}.${field}`, `"${name}"`, `a function: ${m.name.join(', ')}`)]
  const mapped = (field: string, name: string): Problem[] =>
    steps.slice(0, index).some((s) => s.dma_map_sgtable?.as === name)
      ? []
      : [problem(`${path}.${field}.map`, `"${name}"`, 'the `as` of an earlier dma_map_sgtable')]
  const segments = (field: string, list: readonly SegmentFile[]): Problem[] =>
    list.flatMap((s, i) => segmentProblems(m, steps.slice(0, index), s, `${path}.${field}[${i}]`))
  if (step.pci_p2pdma_add_resource) {
    const { provider } = step.pci_p2pdma_add_resource
    const missing = fn('pci_p2pdma_add_resource.provider', provider)
    if (missing.length > 0 || m.barSize[m.name.indexOf(provider)] > 0) return missing
    return [
      problem(`${path}.pci_p2pdma_add_resource.provider`, `${provider}, which has no BAR`, 'a function with a BAR'),
    ]
  }
  if (step.pci_p2pdma_distance_many) {
    const { provider, clients } = step.pci_p2pdma_distance_many
    return [provider, ...clients].flatMap((name) => fn('pci_p2pdma_distance_many', name))
  }
  if (step.dma_map_sgtable) {
    const { as, client, list } = step.dma_map_sgtable
    const again = steps.slice(0, index).some((s) => s.dma_map_sgtable?.as === as)
    return [
      ...(again ? [problem(`${path}.dma_map_sgtable.as`, `"${as}" again`, 'a name of its own')] : []),
      ...fn('dma_map_sgtable.client', client),
      ...segments('dma_map_sgtable.list', list),
    ]
  }
  if (step.dma_map_page)
    return [
      ...fn('dma_map_page.client', step.dma_map_page.client),
      ...segments('dma_map_page.page', [step.dma_map_page.page]),
    ]
  if (step.dma_unmap_sgtable) return mapped('dma_unmap_sgtable', step.dma_unmap_sgtable.map)
  if (step.dma) return mapped('dma', step.dma.map)
  return fn('setpci.function', step.setpci!.function)
}

const segmentProblems = (m: Machine, earlier: readonly StepFile[], s: SegmentFile, path: string): Problem[] => {
  const length = s.length ?? PAGE
  if ('ram' in s) {
    const inside = m.ram.some(({ base, size: bytes }) => s.ram >= base && s.ram + length <= base + bytes)
    return inside ? [] : [problem(path, `RAM ${hex(s.ram)} of ${length} bytes`, 'bytes inside `machine.ram`')]
  }
  const owner = m.name.indexOf(s.bar)
  if (owner < 0) return [problem(`${path}.bar`, `"${s.bar}"`, `a function: ${m.name.join(', ')}`)]
  if (!earlier.some((e) => e.pci_p2pdma_add_resource?.provider === s.bar))
    return [
      problem(
        `${path}.bar`,
        `${s.bar}, whose BAR has no struct pages yet`,
        'a BAR that an earlier pci_p2pdma_add_resource gave pages',
      ),
    ]
  return (s.offset ?? 0) + length <= m.barSize[owner]
    ? []
    : [
        problem(
          path,
          `offset ${hex(s.offset ?? 0)} and ${length} bytes`,
          `bytes inside the BAR of ${hex(m.barSize[owner])}`,
        ),
      ]
}
