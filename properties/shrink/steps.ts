/**
 * Steps, one change smaller.
 */
import { PAGE, alignDown, alignUp } from '../../model/address.ts'
import type { ScenarioFile, SegmentFile, StepFile } from '../../model/scenario/file.ts'
import { omitting, withMemory } from './edits.ts'

/** RAM where every machine has some, entry by entry apart. */
export const RAM_AT = 0x100000
const APART = 0x10000

export const stepChanges = (step: StepFile): StepFile[] => {
  const { dma_map_sgtable: map, dma_map_page: page } = step
  if (page) {
    const { offset: _, ...start } = 'bar' in page.page ? page.page : { ...page.page, offset: 0 }
    return [{ dma_map_page: { ...page, page: start } }, { dma_map_page: { ...page, direction: 'DMA_FROM_DEVICE' } }]
  }
  if (map === undefined)
    return step.setpci
      ? step.setpci.acs.map((_, i) => ({ setpci: { ...step.setpci!, acs: step.setpci!.acs.toSpliced(i, 1) } }))
      : []
  const withList = (list: SegmentFile[]): StepFile => ({ dma_map_sgtable: { ...map, list } })
  return [
    ...map.list.map((_, i) => withList(map.list.toSpliced(i, 1))),
    ...[firstPage, wholePages, lastPage, oddStart, inRam].flatMap((smaller) =>
      map.list.map((s, i) => withList(map.list.with(i, smaller(s, i)))),
    ),
    ...omitting(map, 'build').map((plain) => ({ dma_map_sgtable: plain })),
    ...(['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'] as const).map((direction) => ({ dma_map_sgtable: { ...map, direction } })),
  ]
}

/** The scenario in the memory that a machine has which says nothing of it. */
export const defaultRam = (s: ScenarioFile): ScenarioFile => {
  let index = 0
  const seg = (x: SegmentFile): SegmentFile => ('ram' in x ? { ...x, ram: RAM_AT + index++ * APART } : x)
  return {
    machine: omitting(s.machine, 'ram')[0] ?? s.machine,
    steps: s.steps.map((step) => withMemory(step, seg)),
  }
}

/** A page where it starts; of a BAR, at the start of that. */
const firstPage = (s: SegmentFile): SegmentFile => ('bar' in s ? { bar: s.bar } : { ram: s.ram })

const inRam = (s: SegmentFile, index: number): SegmentFile => ('bar' in s ? { ram: RAM_AT + index * APART } : s)

/** The same place, its odd bytes left out. */
const wholePages = (s: SegmentFile): SegmentFile => {
  const { length = PAGE, ...place } = s
  const pages = alignUp(length, PAGE)
  const size = pages === PAGE ? {} : { length: pages }
  if ('ram' in place) return { ram: alignDown(place.ram, PAGE), ...size }
  const offset = alignDown(place.offset ?? 0, PAGE)
  return { bar: place.bar, ...(offset === 0 ? {} : { offset }), ...size }
}

/** Its end: what touches a neighbour may be that. */
const lastPage = ({ length = PAGE, ...place }: SegmentFile): SegmentFile => {
  const skip = Math.max(0, length - PAGE)
  return 'ram' in place ? { ram: place.ram + skip } : { bar: place.bar, offset: (place.offset ?? 0) + skip }
}

/** A page's length from inside the first page: what is odd about it may be the start. */
const oddStart = (s: SegmentFile): SegmentFile =>
  'ram' in s ? { ram: s.ram } : { bar: s.bar, offset: (s.offset ?? 0) % PAGE }
