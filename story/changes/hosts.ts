/** Changes at the top: the CPU, host bridges, what the root complex passes on. */
import { ROOT, type Machine } from '../../model/machine/columns.ts'
import type { HostFile, MachineFile } from '../../model/machine/file.ts'
import { IOMMU_WORDS, otherIommus, withFunction } from './functions.ts'
import { otherwise, type Change } from './change.ts'

/** What makers of root complexes do or not. */
const HABITS = [
  ['matchesBusAddresses', 'match bus addresses against its root ports'],
  ['decodesFirst', 'look for peers before the IOMMU translates'],
  ['inboundFirst', 'apply its inbound windows before the IOMMU'],
  ['inventsData', 'answer lost reads with invented data'],
] as const
const GERUND: Readonly<Record<string, string>> = {
  match: 'matching',
  look: 'looking',
  apply: 'applying',
  answer: 'answering',
}

export const hostChanges = (file: MachineFile, host: HostFile, h: number): Change[] => {
  const of = `of ${host.name}`
  const change = (doing: string, what: string, where: string, fields: Partial<Record<keyof HostFile, unknown>>) => ({
    doing,
    what,
    where,
    machine: { ...file, hosts: file.hosts.with(h, otherwise(host, fields)) },
  })
  const complex = `the root complex of ${host.name}`
  const now = (isSo: boolean, does: string): string => `${complex} does ${isSo ? '' : 'not '}${does}`
  const habit = (field: (typeof HABITS)[number][0], does: string): Change => {
    const isSo = host[field] ?? (field === 'matchesBusAddresses' && (host.offset ?? 0) === 0)
    const made = isSo
      ? change('keep', complex, `from ${does.replace(/^\w+/, (verb) => GERUND[verb])}`, { [field]: false })
      : change('let', complex, does, { [field]: true })
    return { ...made, fact: now(isSo, does) }
  }
  return [
    ...otherIommus(host.iommu ?? 'off').map((to) =>
      change('switch', 'the IOMMU', `${of} ${IOMMU_WORDS[to]}`, { iommu: to }),
    ),
    ...((host.offset ?? 0) === 0 ? [] : [change('set', 'the offset', `${of} to 0`, { offset: undefined })]),
    ...(host.inbound === undefined
      ? []
      : [change('make', 'the inbound windows', `${of} the identity`, { inbound: undefined })]),
    ...HABITS.map(([field, does]) => habit(field, does)),
    ...(host.atsReturns === undefined
      ? []
      : [
          {
            ...change('let', 'ATS', `${of} answer with host addresses`, { atsReturns: undefined }),
            fact: `ATS ${of} answers with bus addresses`,
          },
        ]),
  ]
}

/** Root devices that Linux 6.12 has on its list and that it has not. */
const LISTED_ID = '8086:2030'
const UNLISTED_ID = '8086:0001'

/** The first device of a root bus is the one by which Linux knows the host bridge. */
export const rootDeviceChanges = (file: MachineFile, m: Machine, hasChanged: (h: number) => boolean): Change[] =>
  m.hostName.flatMap((_, h) => {
    if (!hasChanged(h)) return []
    const [first] = m.parent
      .flatMap((p, f) => (p === ROOT && m.host[f] === h ? [f] : []))
      .toSorted((f, g) => m.devfn[f] - m.devfn[g])
    if (first === undefined) return []
    return [
      ['lists', LISTED_ID],
      ['does not list', UNLISTED_ID],
    ]
      .filter(([, id]) => id !== file.functions[first].id)
      .map(([does, id]) => ({
        doing: 'give',
        what: m.name[first],
        where: `a device id that Linux 6.12 ${does} (${id})`,
        fact: `${m.name[first]}, by which Linux knows ${m.hostName[h]}, has ${idNow(file, first)}; with ${id}, which Linux 6.12 ${does}, the rule is kept`,
        machine: withFunction(file, first, { id }),
      }))
  })

const idNow = ({ functions }: MachineFile, f: number): string => {
  const { id } = functions[f]
  return id === undefined ? 'no id in the file' : `the id ${id}`
}

/** Everything, nothing, and each pair of root-bus functions by itself. */
export const forwardChanges = (file: MachineFile, m: Machine, isChanged: (f: number) => boolean): Change[] => {
  const roots = m.parent.flatMap((p, f) => (p === ROOT ? [f] : []))
  const operations: ('read' | 'write' | 'atomic')[] = ['read', 'write', 'atomic']
  const every = { from: 'any', to: 'any', operations }
  const changed = roots.filter(isChanged).map((f) => m.name[f])
  const pairs = changed.flatMap((from) => changed.map((to) => ({ from, to })))
  const isForwarded = ({ from, to }: { from: string; to: string }): boolean =>
    operations.some((operation) => m.forwards[operation][m.name.indexOf(from)][m.name.indexOf(to)])
  const complex = 'of the root complex'
  const fact = (known: string): string =>
    file.forwards === undefined ? 'as far as the file says, the root complex forwards nothing from port to port' : known
  return [
    {
      fact: fact('the root complex does not forward every request from port to port'),
      doing: 'switch on',
      what: 'all forwarding between ports',
      where: complex,
      machine: { ...file, forwards: [every] },
    },
    {
      fact: fact('the root complex forwards requests from port to port'),
      doing: 'switch off',
      what: 'all forwarding between ports',
      where: complex,
      machine: { ...file, forwards: [] },
    },
    ...pairs
      .filter((pair) => roots.length > 1 && !isForwarded(pair))
      .map(({ from, to }) => ({
        fact: fact(`the root complex does not forward every request from ${from} to ${to}`),
        doing: 'let the root complex forward',
        what: `${from} to ${to}`,
        where: '',
        machine: { ...file, forwards: [...(file.forwards ?? []), { from, to, operations }] },
      })),
  ]
}

export const cpuChanges = (file: MachineFile): Change[] =>
  [
    { words: 'AMD Zen', cpu: { vendor: 'AMD' as const, family: 0x17 } },
    { words: 'Intel', cpu: { vendor: 'Intel' as const, family: 6 } },
    { words: 'neither Intel nor AMD', cpu: { vendor: 'other' as const, family: 0 } },
  ]
    .filter(({ cpu }) => cpu.vendor !== (file.cpu?.vendor ?? 'Intel') || cpu.family !== (file.cpu?.family ?? 6))
    .map(({ words, cpu }) => ({
      fact: cpuNow(file),
      doing: 'use',
      what: 'a CPU',
      where: `that is ${words}`,
      machine: { ...file, cpu },
    }))

const cpuNow = ({ cpu }: MachineFile): string => {
  if (cpu === undefined) return 'the file does not say the CPU, which counts as Intel then'
  return `the CPU is ${cpu.vendor === 'other' ? 'neither AMD nor Intel' : cpu.vendor}, family 0x${cpu.family.toString(16)}`
}
