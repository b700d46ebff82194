/**
 * Why a guest cannot be asked about a scenario: a made-up fabric has no IOMMU in front of it, some things would have to be
 * true of the whole guest, and some Linux only warns of.
 */
import { PAGE, bus, phys } from '../../../model/address.ts'
import { checkResource } from '../../../model/kernel/pci/p2pmem-resource.ts'
import { isTranslating } from '../../../model/machine/domain.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { memoryIn, operationOf, saidAs } from '../../../model/operations/steps.ts'
import type { CaseFile } from '../compare/case.ts'
import { isQemuMachine } from './qemu-machine.ts'

/** Bytes of RAM that the guest makes lists of (`modules/bytes.c`). */
export const GUEST_RAM = 0x400000

/** Where the file has its first piece of RAM; the guest has its own elsewhere. */
export const ramBase = ({ ram }: MachineFile): number => ram?.[0]?.base ?? 0

/** Why a guest cannot be asked about it; undefined: it can. */
export const unaskable = (file: CaseFile): string | undefined =>
  machineReason(file.machine) ?? stepsReason(file) ?? flushReason(file)

/** Each run of flushes is about all that may have a queue. */
const flushReason = ({ machine, steps }: CaseFile): string | undefined => {
  const all = machine.functions.filter(({ bar }) => bar !== undefined).length
  const runs = steps.map((s) => s.fq_flush_timeout?.client ?? '|').join(' ')
  const together = runs
    .split('|')
    .every((run) => [0, all].includes(new Set(run.trim().split(' ').filter(Boolean)).size))
  return together ? undefined : 'the timers of all flush queues fire together'
}

const machineReason = (machine: MachineFile): string | undefined => {
  const { cpu, hosts, functions, ram = [] } = machine
  if (cpu?.vendor === 'other') return 'the guest has an x86 CPU'
  const own = isQemuMachine(machine)
  if (!own && [...hosts, ...functions].some(({ iommu = 'off' }) => iommu !== 'off'))
    return 'no IOMMU sees made-up functions'
  if (ram.some(({ type = 'RAM' }) => type !== 'RAM')) return 'no memory with a page map of its own'
  if (hosts.length > 8 || hosts.some(({ domain = 0 }) => domain > 0xff00)) return 'eight host bridges, 16-bit domains'
  for (const f of functions) {
    const reason = FUNCTION_REASONS.find(([applies]) => applies(f))
    if (reason !== undefined) return reason[1]
  }
  return functions.some(({ virtualOf }) => virtualOf !== undefined) ? virtualReason(machine) : undefined
}

/** Virtual functions follow each other, as First VF Offset and VF Stride say. */
const virtualReason = (machine: MachineFile): string | undefined => {
  if (isQemuMachine(machine)) return 'none of the devices of QEMU has virtual functions'
  const m = layOut(machine)
  const inOrder = m.physfn.every((pf) => {
    if (pf < 0) return true
    const all = m.physfn.flatMap((other, g) => (other === pf ? [m.devfn[g]] : [])).toSorted((a, b) => a - b)
    return all[0] > m.devfn[pf] && all.every((devfn, i) => devfn === all[0] + i)
  })
  return inOrder ? undefined : 'virtual functions have numbers one after the other, past that of the physical one'
}

const FUNCTION_REASONS: readonly (readonly [applies: (f: FunctionFile) => boolean, reason: string])[] = [
  [({ coherent = true }) => !coherent, 'DMA is coherent on x86'],
  [({ forceBounce = false }) => forceBounce, 'bouncing is forced for the whole guest or not at all'],
  [({ bar }) => bar !== undefined && (bar.size < PAGE || !Number.isInteger(Math.log2(bar.size))), 'no such BAR'],
]

const stepsReason = ({ machine, steps }: CaseFile): string | undefined => {
  const base = ramBase(machine)
  const added = new Set<string>()
  for (const step of steps) {
    const { verb, words, givesPages } = operationOf(step)
    if (verb === undefined) continue
    const maps = Object.values(words).some(({ role }) => role === 'gives')
    const clients = maps ? (saidAs(step, 'client') as string[]) : []
    if (clients.some((name) => onNoBus(machine, name)))
      return 'a device on no bus maps by its own driver, not by the kernel'
    const part = step.pci_p2pdma_add_resource
    if ((part?.offset === undefined) !== (part?.size === undefined)) return 'a part of a BAR has an offset and a size'
    if (part?.offset !== undefined && isRefused(machine, part)) continue
    for (const provider of givesPages ? (saidAs(step, 'provider') as string[]) : []) {
      // memremap.c: WARN where a page map is there already.
      if (added.has(provider)) return 'Linux warns of a second page map for a BAR'
      added.add(provider)
    }
    if (memoryIn(step).some((s) => 'ram' in s && (s.ram < base || s.ram - base + (s.length ?? PAGE) > GUEST_RAM)))
      return 'RAM of lists lies in one piece of 4 MiB'
    const reason = listReason(step) ?? resourceReason(machine, step)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Linux looks at these numbers before it makes anything. */
const isRefused = ({ functions }: MachineFile, { provider, offset = 0, size = 0 }: Part): boolean => {
  const length = functions.find(({ name }) => name === provider)?.bar?.size ?? 0
  return checkResource({ isMemory: true, length, start: phys(0), bus: bus(0) }, size, offset) !== 0
}
type Part = NonNullable<StepFile['pci_p2pdma_add_resource']>

const onNoBus = ({ devices = [] }: MachineFile, name: string): boolean =>
  devices.some((d) => d.name === name && !d.childOf)

const listReason = ({ dma_map_sgtable: map }: StepFile): string | undefined => {
  if (map?.list.length === 0) return 'sg_alloc_table makes no empty table'
  if (map?.bios !== undefined) return 'no request of the block layer is made in the guest'
  if (map?.append === true) return 'nothing is appended to a table in the guest'
  return map?.build === true && !map.list.every(isWhole) ? 'built lists are made of whole pages' : undefined
}

const resourceReason = ({ hosts, functions }: MachineFile, { dma_map_resource: map }: StepFile): string | undefined => {
  if (map === undefined) return undefined
  if ('ram' in map.resource) return 'a resource is no RAM'
  const narrow = functions.some(({ name, dmaBits = 64 }) => name === map.client && dmaBits < 64)
  // direct.c: WARN_ON_ONCE where the mask does not hold the resource.
  const isDirect = hosts.every(({ iommu = 'off' }) => !isTranslating(iommu))
  return narrow && isDirect ? 'Linux warns of resources beyond a narrow mask' : undefined
}

/** Whether an entry begins and ends with a page. */
export const isWhole = (s: SegmentFile): boolean =>
  (s.length ?? PAGE) % PAGE === 0 && ('ram' in s ? s.ram : (s.offset ?? 0)) % PAGE === 0
