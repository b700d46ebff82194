/**
 * Where frames lie, as CPUs and devices address them. RAM has an address, and so has a page of a BAR; local memory has none but
 * by way of a BAR page that shows it.
 */
import { PAGE, advance, busToPhys, phys, within, type Phys } from '../address.ts'
import type { Machine } from './columns.ts'
import { FIRST_RAM_FRAME, type FrameNumber, type Memory } from './page-table.ts'

/** What lies below is the firmware's; its last page is the zero page, which has the number 0. */
const LOW = 0x100000

/** CPU physical address of a frame; undefined: it has none. */
export const addressOf = (m: Machine, { bars }: Memory, frame: FrameNumber): Phys | undefined => {
  const { [frame]: bar } = bars
  if (bar !== undefined) return busToPhys(advance(m.bar[bar.of], bar.at * PAGE), m.hostOffset[m.host[bar.of]])
  const start = m.ram[0].base + LOW
  if (frame === 0) return phys(start - PAGE)
  return frame < FIRST_RAM_FRAME ? undefined : phys(start + (frame - FIRST_RAM_FRAME) * PAGE)
}

/** The frame at an address in RAM; undefined: it is nobody's page. */
export const frameAt = (m: Machine, address: Phys): FrameNumber | undefined => {
  const [{ base, size }] = m.ram
  if (!within(address, base + LOW - PAGE, size - LOW + PAGE)) return undefined
  const page = Math.floor((address - base - LOW) / PAGE)
  return page < 0 ? 0 : FIRST_RAM_FRAME + page
}

/** The number of a BAR's page, by a byte of it. */
export const barPageAt = (offset: number): number => Math.floor(offset / PAGE)
