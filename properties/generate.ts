/**
 * The one generator: a machine, and what is done to it. All three drivers run it.
 */
import { PAGE } from '../model/address.ts'
import type { MachineFile } from '../model/machine/file.ts'
import type { Operation, ScenarioFile, SegmentFile, StepFile } from '../model/scenario.ts'
import type { Choose } from '../model/step.ts'
import { generateMachine, picking, type Pick } from './generate-machine.ts'
import type { Scope } from './scope.ts'

/** A scenario of the scope, every freedom answered by `choose`. */
export const generate = (scope: Scope, choose: Choose): ScenarioFile => {
  const machine = generateMachine(scope, choose)
  return { machine, steps: generateSteps(scope, machine, choose) }
}

/** The operations that the generator makes; a check in which one of them never ran has failed. */
export const GENERATED: readonly Operation['kind'][] = [
  'pci_p2pdma_add_resource',
  'pci_p2pdma_distance_many',
  'dma_map_sgtable',
  'dma',
  'dma_unmap_sgtable',
  'setpci',
]

/** Who maps which list, and uses it; then perhaps once more, after a port was set to redirect. */
export const generateSteps = (scope: Scope, machine: MachineFile, choose: Choose): StepFile[] => {
  const pick = picking(choose)
  const endpoints = machine.functions.filter(({ bar }) => bar !== undefined).map(({ name }) => name)
  const client = pick('client', endpoints)
  const entries = pick('entries', scope.entries)
  const list = Array.from({ length: entries }, (_, i) => generateSegment(scope, pick, endpoints, i))
  const direction = pick('direction', scope.directions)
  const providers = endpoints.filter((name) => list.some((s) => 'bar' in s && s.bar === name))
  const use = (as: string): StepFile[] => [
    { dma_map_sgtable: { as, client, direction, list } },
    { dma: { map: as } },
    ...(pick('unmap', scope.unmap) ? [{ dma_unmap_sgtable: { map: as } }] : []),
  ]
  const steps: StepFile[] = providers.map((provider) => ({ pci_p2pdma_add_resource: { provider } }))
  if (providers.length > 0 && pick('ask the distance first', scope.asks))
    steps.push({ pci_p2pdma_distance_many: { provider: providers[0], clients: [client] } })
  steps.push(...use('m'))
  const port = pick('map again', scope.remap) ? redirectable(machine, pick) : undefined
  if (port !== undefined) steps.push({ setpci: { function: port, acs: ['RR', 'UF'] } }, ...use('again'))
  return steps
}

const generateSegment = (scope: Scope, pick: Pick, endpoints: readonly string[], index: number): SegmentFile => {
  const owner = pick('memory of the entry', ['RAM', ...endpoints])
  const pages = pick('pages of the entry', scope.pages)
  const length = pages === 1 ? {} : { length: pages * PAGE }
  if (owner === 'RAM') return { ram: 0x100000 + index * 0x10000, ...length }
  return { bar: owner, ...(index === 0 ? {} : { offset: index * 0x10000 }), ...length }
}

/** A port whose ACS word can be changed while the machine runs. */
const redirectable = ({ functions }: MachineFile, pick: Pick): string | undefined => {
  const ports = functions.filter(({ acs }) => acs !== undefined).map(({ name }) => name)
  return ports.length === 0 ? undefined : pick('port set to redirect', ports)
}
