/**
 * What a script means, whatever the kernel does with pages: what each page of each process holds. A page of private memory is
 * an object of its own process, one of shared memory is the same object in both. No page table, count or device is known here.
 */
import { vmaAt } from '../../model/kernel/mm/vma/vma.ts'
import type { ScriptStep } from './forms.ts'
import { rangeOf, type Play } from './play.ts'

interface Thing {
  /** What was last written; undefined: nobody can say. */
  value: number | undefined
  readonly shared: boolean
}
type Space = Map<number, Thing>

export interface Meant {
  readonly spaces: Space[]
  /** Loads that gave something else. */
  readonly wrong: string[]
  /** Loads that were compared. */
  compared: number
}

export const newMeant = (): Meant => ({ spaces: [new Map()], wrong: [], compared: 0 })

const fresh = (kind: string): Thing => ({
  // What a peer page held before is left in it.
  value: kind === 'p2p' ? undefined : 0,
  shared: !['anon', 'filep'].includes(kind),
})

const pages = (places: readonly string[]): number[] => {
  const [start, end] = rangeOf(places)
  return Array.from({ length: end - start }, (_, i) => start + i)
}

/** Private memory that was dropped is empty again; of shared memory only the mapping is gone. */
const dropped = (space: Space, places: readonly string[], answer: string): void => {
  for (const at of pages(places)) {
    const thing = space.get(at)
    if (thing?.shared === false) thing.value = answer.startsWith('err 22') ? undefined : 0
  }
}

const moved = (space: Space, places: readonly string[]): void => {
  const from = pages(places)
  const things = from.map((at) => space.get(at))
  for (const at of from) space.delete(at)
  things.forEach((thing, i) => {
    if (thing !== undefined) space.set(Number(places[2]) + i, thing)
  })
}

const loaded = (meant: Meant, { text, places }: ScriptStep, space: Space, answer: string): void => {
  const value = space.get(Number(places[0]))?.value
  if (!/^\d/.test(answer) || value === undefined) return
  meant.compared++
  if (Number.parseInt(answer, 10) !== value) meant.wrong.push(`${text}: ${answer}, and last written was ${value}`)
}

/** Takes a step into account, once its answer is known. */
export const mean = (meant: Meant, { w, k }: Play, step: ScriptStep, answer: string): void => {
  const { kind, process, places } = step
  const space = meant.spaces[process]
  if (space === undefined) return
  const ok = answer.startsWith('ok')
  if (kind === 'vma' && ok) for (const at of pages(places)) space.set(at, fresh(places[3]))
  if (kind === 'write' && answer.startsWith('wrote')) {
    const thing = space.get(Number(places[0]))
    if (thing !== undefined) thing.value = Number.parseInt(answer.slice('wrote '.length), 10)
  }
  if (kind === 'read') loaded(meant, step, space, answer)
  if (kind === 'zap') dropped(space, places, answer)
  if (kind === 'move' && ok) moved(space, places)
  if (kind === 'fork' && ok)
    meant.spaces[1] = new Map([...space].map(([at, thing]) => [at, thing.shared ? thing : { ...thing }]))
  for (const { id, alive } of w.processes)
    for (const at of meant.spaces[id]?.keys() ?? [])
      if (!alive || vmaAt(k, id, at) === undefined) meant.spaces[id].delete(at)
}
