/**
 * The golden vectors HW-GV-1 to HW-GV-95 against `deliver`, and the machines that they are about.
 */
import { describe, expect, it } from 'vitest'
import { bdf, isBridge } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { addressProblems } from '../../../model/machine/addresses.ts'
import { shapeProblems } from '../../../model/machine/shape.ts'
import { T_A, T_C, T_N, T_O } from './machines.ts'
import { indexOf, tryAll, type Vector } from './rows.ts'
import { VECTORS } from './vectors/index.ts'

/** Rules of the document that rest on memory of the specification alone (label [M]), or have no label of their own. */
const FROM_MEMORY = new Set(
  'RT-1 RT-6 RT-10 RT-16 RT-21 HW-AC-27 RC-7 RC-8 RC-11 HB-4 HB-5 HB-6 HB-8 IO-3 IO-4 CP-1 DP-3 DP-15'.split(' '),
)

/** What is to be known of a row's evidence: it asks what the specification leaves open, or rests on memory. */
const evidence = ({ why, tries }: Vector): string => {
  const open = tries.some(([, , , { kind }]) => kind === 'undefined') ? ['undefined by the specification'] : []
  const remembered = why.split(', ').some((rule) => FROM_MEMORY.has(rule)) ? ['from memory'] : []
  return [...open, ...remembered].map((note) => ` [${note}]`).join('')
}

describe('golden vectors of the fabric', () => {
  for (const vector of VECTORS) it(`HW-GV-${vector.id}: ${vector.says}${evidence(vector)}`, () => tryAll(vector))

  it('are HW-GV-1 to HW-GV-95, each of them', () => {
    const ids = VECTORS.map(({ id }) => id)
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 95 }, (_, i) => i + 1))
  })

  it('each try something', () => {
    expect(VECTORS.filter(({ tries }) => tries.length === 0)).toEqual([])
  })
})

describe('topologies of the golden vectors', () => {
  // prettier-ignore
  const PLACES: readonly (readonly [MachineFile, name: string, at: string, behind?: readonly [number, number]])[] = [
    [T_A, 'RP0',    '0000:00:01.0', [0x01, 0x04]],
    [T_A, 'USP',    '0000:01:00.0', [0x02, 0x04]],
    [T_A, 'DSP1',   '0000:02:00.0', [0x03, 0x03]],
    [T_A, 'EPA',    '0000:03:00.0'],
    [T_A, 'DSP2',   '0000:02:01.0', [0x04, 0x04]],
    [T_A, 'EPB',    '0000:04:00.0'],
    [T_A, 'RP1',    '0000:00:02.0', [0x05, 0x05]],
    [T_A, 'EPC',    '0000:05:00.0'],
    [T_A, 'RP2',    '0000:00:03.0', [0x06, 0x06]],
    [T_A, 'EPM.f0', '0000:06:00.0'],
    [T_A, 'EPM.f1', '0000:06:00.1'],
    [T_A, 'RCI',    '0000:00:1f.0'],
    [T_A, 'RP3',    '0001:00:01.0', [0x01, 0x01]],
    [T_A, 'EPD',    '0001:01:00.0'],
    [T_N, 'DSP11',  '0000:02:00.0', [0x03, 0x06]],
    [T_C, 'BRG',    '0000:04:00.0', [0x05, 0x05]],
    [T_C, 'X',      '0000:05:00.0'],
    [T_C, 'Y',      '0000:05:01.0'],
  ]

  it('give every function the bus number that is written down for it', () => {
    const found = PLACES.map(([file, name]) => {
      const m = layOut(file)
      const f = indexOf(m, name)
      const behind = isBridge(m.kind[f]) ? [[m.secondary[f], m.subordinate[f]]] : []
      return [file, name, bdf(m, f), ...behind]
    })
    expect(found).toEqual(PLACES)
  })

  it('T-A, T-N and T-C are machines that a scenario file may describe', () => {
    for (const file of [T_A, T_N, T_C]) expect([...shapeProblems(file), ...addressProblems(layOut(file))]).toEqual([])
  })

  it('T-O is refused in a scenario file for the aliasing that it exists to show, and nothing else (HB-6)', () => {
    expect([...shapeProblems(T_O), ...addressProblems(layOut(T_O))].map(({ path }) => path)).toEqual(['ram[0]'])
  })
})
