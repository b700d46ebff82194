/**
 * What `nvidia-smi topo -m` would call the way between two functions: by its legend, from where they meet and how many switches
 * are on the way. It says nothing of ACS, so a PIX pair may be refused.
 */
import { KIND, ROOT } from '../model/machine/columns.ts'
import { meetOf } from './answer.ts'
import type { Asked } from './cases.ts'

export type Topo = 'PIX' | 'PXB' | 'PHB' | 'NODE' | 'SYS' | 'NODE or SYS'

export const topoOf = (asked: Asked, a: number, b: number): Topo => {
  const { parent, host } = asked.machine
  const meet = meetOf(parent, a, b)
  if (meet !== ROOT) return bridges(asked, a, b, meet) > 1 ? 'PXB' : 'PIX'
  if (host[a] === host[b]) return 'PHB'
  const [one, other] = [a, b].map((f) => asked.dump.functions[f].numaNode)
  if (one === undefined || other === undefined) return 'NODE or SYS'
  return one === other ? 'NODE' : 'SYS'
}

/** A switch counts once, whatever ports it has, and so does a bridge to a conventional bus. */
const bridges = ({ machine: { parent, kind } }: Asked, a: number, b: number, meet: number): number => {
  const on = new Set<number>()
  for (const end of [a, b])
    for (let f = end; ; f = parent[f]) {
      if (kind[f] === KIND.switchUp || kind[f] === KIND.pciBridge || kind[f] === KIND.conventionalBridge) on.add(f)
      if (f === meet) break
    }
  return on.size
}
