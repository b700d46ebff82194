/**
 * Port types for a scenario, which takes only what can hang where it hangs. A dump may not say a type, or say one that cannot be
 * there; what is written instead decides the same in Linux's eyes where the two agree on what is above and below.
 */
import { KIND, ROOT } from '../../model/machine/columns.ts'
import type { FunctionType } from '../../model/machine/file.ts'
import { TYPE_OF } from '../../model/machine/layout.ts'
import type { Asked } from '../cases.ts'

/** Types by function; a bridge stands before what is below it, for its bus has the lower number. */
export const typesOf = (asked: Asked): FunctionType[] => {
  const { machine, dump } = asked
  const types: FunctionType[] = []
  const typeAt = (f: number): FunctionType => {
    if (types[f] !== undefined) return types[f]
    const above = machine.parent[f] === ROOT ? undefined : typeAt(machine.parent[f])
    return (types[f] = typeBelow(asked, f, above))
  }
  for (const f of dump.functions.keys()) typeAt(f)
  return types
}

const typeBelow = ({ machine, dump }: Asked, f: number, above: FunctionType | undefined): FunctionType => {
  const type = TYPE_OF.get(machine.kind[f])!
  const { isBridge, type: said } = dump.functions[f]
  if (above === 'PCIe to PCI bridge' || above === 'PCI bridge') return isBridge ? 'PCI bridge' : 'conventional'
  if (above === undefined) return onRootBus(type, isBridge)
  if (!isBridge) return type === 'conventional' ? type : 'endpoint'
  if (above === 'switch upstream port') return 'switch downstream port'
  if (said === undefined && machine.below[f].every((g) => dump.functions[g].isBridge)) return 'switch upstream port'
  return type === 'switch upstream port' ? type : 'PCIe to PCI bridge'
}

const onRootBus = (type: FunctionType, isBridge: boolean): FunctionType => {
  if (isBridge) return type === 'root port' ? type : 'PCI bridge'
  return type === 'endpoint' ? 'root complex integrated endpoint' : type
}

/** Kinds that have ACS words in a scenario. */
export const mayHaveAcs = (type: FunctionType): boolean => type !== 'PCIe to PCI bridge' && type !== 'PCI bridge'

/** A host bridge function that calls itself a root port is one to the allowlist, and has no bus. */
export const isPortWithoutBus = ({ machine, dump }: Asked, f: number): boolean =>
  machine.kind[f] === KIND.rootPort && !dump.functions[f].isBridge
