/**
 * What is assumed of IOVAs, run by run: which numbers that user space chose are his own fault.
 */
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../model/machine/file.ts'
import { iovaAvoidsWindows } from '../../../spec/assumptions/index.ts'
import { watch } from '../../../spec/judge.ts'
import { routeSound } from '../../../spec/rules/routes/route-sound.ts'
import { compile } from '../../../model/scenario/file.ts'
import { events, linux612 } from '../kernel/ask.ts'

/** A has 32 address bits, B all of them. */
const machine: MachineFile = {
  hosts: [{ name: 'hb0', iommu: 'translating' }],
  functions: [
    { name: 'A', type: 'root complex integrated endpoint', on: 'hb0', dmaBits: 32, addressBits: 32 },
    { name: 'B', type: 'root complex integrated endpoint', on: 'hb0', at: '02.0' },
  ],
}

const seen = (client: string, iova: number, length: number, by?: 'iommufd') => {
  const steps = [
    { iommu_map: { as: 'm', client, iova, memory: { ram: 0x100000, length }, ...(by === undefined ? {} : { by }) } },
    { dma: { map: 'm' } },
  ]
  const happened = events(machine, steps)
  const { broken } = watch(routeSound, happened, linux612, compile({ machine, steps }))
  return { met: iovaAvoidsWindows.holdsIn!(happened), broken: broken !== undefined }
}

describe('iova-avoids-windows, of a number that user space chose', () => {
  it.each([
    ['that its device can say, to the last byte', 'A', 0xfffff000, 0x1000, true],
    ['beyond what its device can say', 'A', 0x100000000, 0x1000, false],
    ['whose end its device cannot say', 'A', 0xfffff000, 0x2000, false],
    ['that another device could not say', 'B', 0x100000000, 0x1000, true],
  ] as const)('%s', (_, client, iova, length, met) => {
    for (const by of [undefined, 'iommufd'] as const)
      expect(seen(client, iova, length, by)).toEqual({ met, broken: !met })
  })

  it('which Linux refuses anyway', () => {
    expect(seen('A', 2 ** 48, 0x1000)).toEqual({ met: true, broken: false })
  })
})
