/**
 * Machines of people who reported something, as their lspci would print them. The number is that of the report.
 */
import { describe, expect, it } from 'vitest'
import { readCpu } from '../cpu.ts'
import { askText, inShort, pairOf } from './asked.ts'
import { INTEL, ZEN } from './cpus.ts'

const seen = (line: string): string => `${line}\n\tControl: Mem+ BusMaster+\n`
const express = (type: string): string => `\tCapabilities: [40] Express (v2) ${type}, IntMsgNum 0\n`
const bridge = (at: string, id: string, type: string, [secondary, subordinate]: readonly [string, string]): string =>
  [
    seen(`${at} PCI bridge [0604]: x [${id}]`),
    `\tBus: primary=${at.slice(0, 2)}, secondary=${secondary}, subordinate=${subordinate}, sec-latency=0\n`,
    express(type),
  ].join('')
const endpoint = (at: string, name: string): string => seen(`${at} ${name}`) + express('Endpoint')
const host = (at: string, id: string): string => seen(`${at} Host bridge [0600]: x [${id}]`)
const GPU = '3D controller [0302]: x [10de:1b02]'

describe('reports', () => {
  it('11: a switch with a management function beside its upstream port (linuxhw/LsPCI, G292-Z20)', () => {
    const text = [
      host('00:00.0', '1022:1480'),
      bridge('00:03.1', '1022:1483', 'Root Port (Slot+)', ['02', '05']),
      bridge('02:00.0', '11f8:4052', 'Upstream Port', ['03', '05']),
      endpoint('02:00.1', 'Memory controller [0580]: x [11f8:4052]'),
      bridge('03:00.0', '11f8:4052', 'Downstream Port (Slot+)', ['04', '04']),
      bridge('03:01.0', '11f8:4052', 'Downstream Port (Slot+)', ['05', '05']),
      endpoint('04:00.0', GPU),
      endpoint('05:00.0', GPU),
    ].join('\n')
    const asked = askText(text, { cpu: ZEN })
    expect(asked.tree.notes).toEqual([])
    expect(inShort(pairOf(asked, '04:00.0', '05:00.0'))).toBe('BUS_ADDR 4')
    expect(inShort(pairOf(asked, '02:00.1', '05:00.0'))).toBe('BUS_ADDR 4')
  })

  it('13: three root buses in one domain, a card with a switch of its own on each (ROCm 1493)', () => {
    const below = (root: string, [a, b, c]: readonly [string, string, string]): string[] => [
      host(`${root}:00.0`, '1022:1480'),
      bridge(`${root}:03.0`, '1022:1483', 'Root Port (Slot+)', [a, c]),
      bridge(`${a}:00.0`, '1002:14a0', 'Upstream Port', [b, c]),
      bridge(`${b}:00.0`, '1002:14a1', 'Downstream Port (Slot-)', [c, c]),
      endpoint(`${c}:00.0`, GPU),
    ]
    const text = [below('20', ['21', '22', '23']), below('80', ['81', '82', '83']), below('e0', ['e1', 'e2', 'e3'])]
    const asked = askText(text.flat().join('\n'), { cpu: ZEN })
    expect(asked.tree.hosts.map(({ bus }) => bus)).toEqual([0x20, 0x80, 0xe0])
    for (const other of ['83:00.0', 'e3:00.0'])
      expect(inShort(pairOf(asked, '23:00.0', other))).toBe('THRU_HOST_BRIDGE 8')
  })

  it('17: two host bridges: refused, or through them where the list has both', () => {
    const twoRoots = (id: string): string =>
      [
        host('00:00.0', id),
        bridge('00:01.0', '8086:0001', 'Root Port (Slot+)', ['01', '01']),
        endpoint('01:00.0', GPU),
        host('80:00.0', id),
        bridge('80:01.0', '8086:0001', 'Root Port (Slot+)', ['81', '81']),
        endpoint('81:00.0', GPU),
      ].join('\n')
    const answer = (id: string): string => inShort(pairOf(askText(twoRoots(id), { cpu: INTEL }), '01:00.0', '81:00.0'))
    // 2f00 is listed for pairs below one host bridge only.
    expect(['8086:6f00', '8086:2020', '8086:2f00'].map(answer)).toEqual([
      'NOT_SUPPORTED 4',
      'THRU_HOST_BRIDGE 4',
      'NOT_SUPPORTED 4',
    ])
  })

  it('02: a card that was handed raw addresses below another root port: Linux refuses (NVIDIA 1324)', () => {
    const text = [
      host('00:00.0', '8086:a700'),
      bridge('00:01.0', '8086:a70d', 'Root Port (Slot+)', ['01', '01']),
      bridge('00:06.0', '8086:a74d', 'Root Port (Slot+)', ['02', '02']),
      endpoint('01:00.0', GPU),
      endpoint('02:00.0', 'Multimedia controller [0480]: x [1cd7:0010]'),
    ].join('\n')
    const pair = pairOf(askText(text, { cpu: INTEL }), '01:00.0', '02:00.0')
    expect(inShort(pair)).toBe('NOT_SUPPORTED 4')
    expect(pair.needs.join(' ')).toMatch(/another slot/)
  })

  it('08b: two drives on the root bus of a guest whose CPU says Zen: what is taken on trust is said', () => {
    const text = [
      host('00:00.0', '8086:1237'),
      seen('00:04.0 Non-Volatile memory controller [0108]: x [1b36:0010]'),
      seen('00:05.0 Non-Volatile memory controller [0108]: x [1b36:0010]'),
    ].join('\n')
    const asked = askText(text, { cpu: readCpu('AMD:0x19') })
    const pair = pairOf(asked, '00:04.0', '00:05.0')
    expect(inShort(pair)).toBe('THRU_HOST_BRIDGE 2')
    expect(pair.needs.join(' ')).toMatch(/root complex of 0000:00 really forwards .* which Linux takes on trust/)
    expect(inShort(pairOf(asked, '00:04.0', '00:04.0'))).toBe('BUS_ADDR 0')
    expect(inShort(pairOf(askText(text), '00:04.0', '00:05.0'))).toBe('depends 2')
  })
})
