/**
 * Scenarios that cannot be are refused: an impossible machine, a step that names what is not there.
 */
import * as E from 'fp-ts/lib/Either.js'
import { PAGE, hex } from '../address.ts'
import { NO_ACS } from '../machine/acs.ts'
import { isBridge, type Machine } from '../machine/columns.ts'
import { addressProblems } from '../machine/addresses.ts'
import { layOut } from '../machine/layout.ts'
import { shapeProblems } from '../machine/shape.ts'
import { problem, type Problem } from '../problem.ts'
import { compileOn, nameOf, type Scenario, type ScenarioFile, type SegmentFile, type StepFile } from './file.ts'

/** Bytes that one step transfers; each page of them is a transaction, under each design. */
export const MOST_BYTES = 2 ** 22

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
  const named = (field: string, name: string, among: readonly string[], what: string): Problem[] =>
    among.includes(name) ? [] : [problem(`${path}.${field}`, `"${name}"`, `${what}: ${among.join(', ')}`)]
  const fn = (field: string, name: string): Problem[] => named(field, name, m.name, 'a function')
  const mapped = (field: string, name: string): Problem[] =>
    steps.slice(0, index).some((s) => nameOf(s) === name)
      ? []
      : [problem(`${path}.${field}.map`, `"${name}"`, 'the `as` of an earlier mapping')]
  const short = (field: string, bytes: number): Problem[] =>
    bytes <= MOST_BYTES ? [] : [problem(`${path}.${field}`, `a transfer of ${bytes} bytes`, `at most ${MOST_BYTES}`)]
  const provider = (field: string, name: string): Problem[] => {
    const missing = fn(`${field}.provider`, name)
    return missing.length > 0 || m.barSize[m.name.indexOf(name)] > 0
      ? missing
      : [problem(`${path}.${field}.provider`, `${name}, which has no BAR`, 'a function with a BAR')]
  }
  const client = (field: string, name: string): Problem[] => {
    const f = m.name.indexOf(name)
    if (f < 0 || !isBridge(m.kind[f])) return named(field, name, m.clientName, 'a client')
    return [problem(`${path}.${field}`, `${name}, a bridge`, 'an endpoint, or a device of `machine.devices`')]
  }
  const segment = (field: string, s: SegmentFile, pages = true): Problem[] =>
    segmentProblems(m, pages ? steps.slice(0, index) : undefined, s, `${path}.${field}`)
  const segments = (field: string, list: readonly SegmentFile[]): Problem[] =>
    list.flatMap((s, i) => segment(`${field}[${i}]`, s))
  const mapping = (kind: string, { as, client: who }: { as?: string; client: string }): Problem[] => [
    ...(as !== undefined && steps.slice(0, index).some((s) => nameOf(s) === as)
      ? [problem(`${path}.${kind}.as`, `"${as}" again`, 'a name of its own')]
      : []),
    ...client(`${kind}.client`, who),
  ]
  if (step.pci_p2pdma_add_resource) return provider('pci_p2pdma_add_resource', step.pci_p2pdma_add_resource.provider)
  if (step.pci_p2pmem_publish) return provider('pci_p2pmem_publish', step.pci_p2pmem_publish.provider)
  if (step.pci_p2pmem_find_many)
    return step.pci_p2pmem_find_many.clients.flatMap((name) => client('pci_p2pmem_find_many.clients', name))
  if (step.pci_p2pdma_distance_many) {
    const { provider: name, clients } = step.pci_p2pdma_distance_many
    return [
      ...fn('pci_p2pdma_distance_many.provider', name),
      ...clients.flatMap((c) => client('pci_p2pdma_distance_many.clients', c)),
    ]
  }
  if (step.dma_map_sgtable)
    return [
      ...mapping('dma_map_sgtable', step.dma_map_sgtable),
      ...segments('dma_map_sgtable.list', step.dma_map_sgtable.list),
    ]
  if (step.dma_map_page)
    return [...mapping('dma_map_page', step.dma_map_page), ...segment('dma_map_page.page', step.dma_map_page.page)]
  if (step.dma_map_resource)
    return [
      ...mapping('dma_map_resource', step.dma_map_resource),
      ...segment('dma_map_resource.resource', step.dma_map_resource.resource, false),
    ]
  if (step.unmapped_dma)
    return [
      ...client('unmapped_dma.client', step.unmapped_dma.client),
      ...segment('unmapped_dma.target', step.unmapped_dma.target, false),
      ...short('unmapped_dma.target', bytesOf([step.unmapped_dma.target])),
    ]
  if (step.get_user_pages) return segments('get_user_pages.pages', step.get_user_pages.pages)
  if (step.dma_unmap_sgtable) return mapped('dma_unmap_sgtable', step.dma_unmap_sgtable.map)
  if (step.dma) {
    const { map } = step.dma
    const missing = mapped('dma', map)
    if (missing.length > 0) return missing
    return short('dma.map', bytesOf(listOf(steps.find((s) => nameOf(s) === map)!)))
  }
  const { function: name, acs } = step.setpci!
  const missing = fn('setpci.function', name)
  return missing.length > 0 || m.acsCapability[m.name.indexOf(name)] !== NO_ACS
    ? missing
    : [
        problem(
          `${path}.setpci.function`,
          `${name}, which has no ACS capability to write ${acs.join('+')} to`,
          'one with',
        ),
      ]
}

const bytesOf = (segments: readonly SegmentFile[]): number => segments.reduce((sum, s) => sum + (s.length ?? PAGE), 0)

const listOf = ({ dma_map_sgtable: table, dma_map_page: page, dma_map_resource: resource }: StepFile): SegmentFile[] =>
  table?.list ?? [page?.page, resource?.resource].filter((s) => s !== undefined)

/** @param earlier the steps that may have given the BAR pages; undefined: none are needed */
const segmentProblems = (
  m: Machine,
  earlier: readonly StepFile[] | undefined,
  s: SegmentFile,
  path: string,
): Problem[] => {
  const length = s.length ?? PAGE
  if ('ram' in s) {
    const inside = m.ram.some(({ base, size: bytes }) => s.ram >= base && s.ram + length <= base + bytes)
    return inside ? [] : [problem(path, `RAM ${hex(s.ram)} of ${length} bytes`, 'bytes inside `machine.ram`')]
  }
  const owner = m.name.indexOf(s.bar)
  if (owner < 0) return [problem(`${path}.bar`, `"${s.bar}"`, `a function: ${m.name.join(', ')}`)]
  if (earlier !== undefined && !earlier.some((e) => e.pci_p2pdma_add_resource?.provider === s.bar))
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
