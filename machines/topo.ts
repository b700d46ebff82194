/**
 * What `nvidia-smi topo -m` would call the way between two functions: by its legend, from where they meet and how many switches
 * are on the way. It says nothing of ACS, so a PIX pair may be refused.
 */
import { KIND, ROOT } from '../model/machine/columns.ts'
import type { Asked } from './cases.ts'

export const TOPOS = ['PIX', 'PXB', 'PHB', 'NODE', 'SYS', 'NODE or SYS'] as const
export type Topo = (typeof TOPOS)[number]

/** A switch counts once, whatever ports it has, and so does a bridge to a conventional bus. */
const COUNTED: ReadonlySet<number> = new Set([KIND.switchUp, KIND.pciBridge, KIND.conventionalBridge])

/** Asked of two functions and where they meet. */
export const topoAsker = ({ machine, dump }: Asked): ((a: number, b: number, meet: number) => Topo) => {
  const { parent, host, kind } = machine
  const bridges: number[] = []
  /** On the way up, from the function itself. */
  const bridgesFrom = (f: number): number =>
    f === ROOT ? 0 : (bridges[f] ??= Number(COUNTED.has(kind[f])) + bridgesFrom(parent[f]))
  return (a, b, meet) => {
    // What is above the function where they meet is on neither way, and that function is on both.
    if (meet !== ROOT)
      return bridgesFrom(a) + bridgesFrom(b) - bridgesFrom(meet) - bridgesFrom(parent[meet]) > 1 ? 'PXB' : 'PIX'
    if (host[a] === host[b]) return 'PHB'
    const [one, other] = [dump.functions[a].numaNode, dump.functions[b].numaNode]
    if (one === undefined || other === undefined) return 'NODE or SYS'
    return one === other ? 'NODE' : 'SYS'
  }
}
