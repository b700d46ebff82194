/** A machine as a tree, a function a line, wrapped behind its own indent. */
import { hex } from '../../model/address.ts'
import { ROOT, bdf, type Machine } from '../../model/machine/columns.ts'
import { claimInWords, machineTold, onNoBus, type MachineTold } from '../machine.ts'
import { hanging, listed } from './lines.ts'

export const tellMachine = (m: Machine): string => {
  const told = machineTold(m)
  return [
    hanging(`CPU: ${told.cpu.vendor}, family ${hex(told.cpu.family)}${bitsOf(m)}`, '  ', '      '),
    ...told.ram.map((ram) => hanging(tellRam(ram), '  ', '      ')),
    ...told.hosts.flatMap((_, h) => tellHost(m, told, h)),
    ...onNoBus(m).map((name) => hanging(`${name}: a device on no bus; its driver copies with the CPU`, '  ', '      ')),
    hanging(`The root complex forwards between ports: ${tellForwards(told)}`, '  ', '      '),
  ].join('\n')
}

/** Nothing, where its kernel maps every address. */
const bitsOf = ({ cpuReach }: Machine): string =>
  cpuReach < 2 ** 64 ? `, whose kernel maps addresses below ${hex(cpuReach)}` : ''

const tellRam = ({ base, size, type, persistent }: MachineTold['ram'][number]): string => {
  const kind = type === 'RAM' ? '' : ` (${type})`
  return `RAM${kind}: CPU physical ${hex(base)} to ${hex(base + size - 1)}${persistent ? ', persistent' : ''}`
}

const tellHost = (m: Machine, told: MachineTold, h: number): string[] => {
  const { name, offset, facts } = told.hosts[h]
  const translation =
    offset === 0
      ? 'bus address = CPU physical'
      : `bus address = CPU physical ${offset < 0 ? '+' : '-'} ${hex(Math.abs(offset))}`
  const roots = m.parent
    .flatMap((p, f) => (p === ROOT && m.host[f] === h ? [f] : []))
    .toSorted((f, g) => m.devfn[f] - m.devfn[g])
  return [
    hanging([`${name}: host bridge, ${translation}`, ...facts].join(', '), '  ', '      '),
    ...roots.flatMap((f) => tellFunction(m, told, f, 1)),
  ]
}

/** Levels that are indented; whoever sits deeper says below whom. */
const DEEPEST = 12

const tellFunction = (m: Machine, told: MachineTold, f: number, depth: number): string[] => {
  const { name, type, facts } = told.functions[f]
  const indent = '  '.repeat(1 + Math.min(depth, DEEPEST))
  const below = depth > DEEPEST ? [`below ${m.name[m.parent[f]]}`] : []
  const words = [`+ ${name}: ${type} ${bdf(m, f)}`, ...below, ...facts, ...claimInWords(m, f)].join(', ')
  return [hanging(words, indent, `${indent}    `), ...m.below[f].flatMap((g) => tellFunction(m, told, g, depth + 1))]
}

/** Reads and writes between every two ports, or the pairs one by one. */
const tellForwards = ({ functions, forwards }: MachineTold): string => {
  const roots = functions.filter(({ parent }) => parent === ROOT).length
  const [first] = forwards
  if (first === undefined) return 'nothing'
  const same = forwards.every(({ operations }) => String(operations) === String(first.operations))
  if (same && forwards.length === roots * roots) return tellOperations(first.operations)
  return forwards
    .map(({ from, to, operations }) => `${functions[from].name} to ${functions[to].name} ${tellOperations(operations)}`)
    .join('; ')
}

const PLURAL: Readonly<Record<string, string>> = { read: 'reads', write: 'writes', atomic: 'AtomicOps' }

const tellOperations = (operations: readonly string[]): string =>
  listed(
    operations.map((operation) => PLURAL[operation]),
    'and',
  )
