/**
 * S4 OffsetExact: the sign and the size of the bus offset.
 */
import { hex, onTheWire, physToBus, within } from '../../../model/address.ts'
import { NO_FUNCTION } from '../../../model/machine/columns.ts'
import { RAM } from '../../../model/place.ts'
import { iovaAvoidsWindows } from '../../assumptions/index.ts'
import { rowsOf } from '../../iovas.ts'
import { byteAt, listEvent, standsFor, type Byte, type MapEvent } from '../../meant.ts'
import { always, type Finding } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const offsetExact = always<null>({
  id: 'S4',
  name: 'OffsetExact',
  sentence:
    'A marked entry carries the bus address of its peer memory: the CPU physical address minus the offset of the host bridge. An entry of peer memory without the mark carries that address, the CPU physical address, or an address that is translated or copied to it.',
  why: 'Where a host bridge translates, bus = physical - offset. For three years Linux applied its bus_offset with the wrong sign, and no x86 machine could show it.',
  sources: ['F3', 'commit 3a19407913e8 (2021)', 'AR-4, MT-16, BUG-1'],
  assumptions: [iovaAvoidsWindows],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = listEvent(event)
    if (map === undefined || map.outcome.rc !== 0) return { state }
    const { outcome, operation } = map
    let position = 0
    let fired = false
    for (const [entry, { dma, dmaLength = 0, marked }] of outcome.table.slice(0, outcome.nents).entries()) {
      const byte = byteAt(operation.list, position)
      position += dmaLength
      if (dma === undefined || byte === undefined || (byte.owner === RAM && !marked)) continue
      fired = true
      const right = meanings(map, byte, marked)
      if (right.includes(hostAddress(map, onTheWire(dma), marked))) continue
      return { state, fired, broken: finding(map, entry, byte, right) }
    }
    return { state, fired }
  },
})

/** What the address may be: of RAM, nothing that is marked. */
const meanings = ({ before }: MapEvent, byte: Byte, marked: boolean): number[] => {
  if (byte.owner === RAM) return []
  const m = before.hw.machine
  const bus = physToBus(byte.phys, m.hostOffset[m.host[byte.owner]])
  return marked ? [bus] : [bus, byte.phys]
}

/** What an unmarked address stands for: through the client's IOMMU or its host bridge's inbound windows, and copies. */
const hostAddress = ({ after, operation, outcome }: MapEvent, address: number, marked: boolean): number => {
  if (marked) return address
  const m = after.hw.machine
  const f = m.clientFunction[operation.client]
  if (f === NO_FUNCTION) return standsFor(address, outcome.bounced ?? [])
  const row = rowsOf(after.hw, operation.client).find(({ iova, size }) => within(address, iova, size))
  const window = m.hostInbound[m.host[f]].find(({ bus, size }) => within(address, bus, size))
  const translated =
    row !== undefined
      ? row.phys + (address - row.iova)
      : window === undefined
        ? address
        : window.phys + (address - window.bus)
  return standsFor(translated, outcome.bounced ?? [])
}

const finding = (
  { index, before, outcome }: MapEvent,
  entry: number,
  byte: Byte,
  right: readonly number[],
): Finding => {
  const { dma, marked } = outcome.table[entry]
  const place = tellPlace(before.hw.machine, byte)
  const found =
    byte.owner === RAM ? `${place} marked as a bus address` : `${marked ? 'bus ' : ''}address ${hex(dma!)} for ${place}`
  const allowed = byte.owner === RAM ? ['no mark on RAM'] : right.map((address) => `address ${hex(address)}`)
  return { step: index, entry, offset: 0, meant: byte, found, allowed }
}
