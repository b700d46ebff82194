/**
 * Which provider is found or named, as Linux 6.12.117 has it: MT-18 and AR-12. What is expected was read in
 * `drivers/pci/p2pdma.c`.
 */
import { describe, expect, it } from 'vitest'
import { ENODEV } from '../../../../model/kernel/errno.ts'
import { enableStore, nearest, MOST_TIES } from '../../../../model/kernel/pci/p2pmem-find.ts'
import { publish } from '../../../../model/kernel/pci/p2pmem.ts'
import { F, one } from './provider.ts'

describe('MT-18, findMany', () => {
  const never = (): number => {
    throw new Error('nothing to choose')
  }
  const distances = (by: Readonly<Record<number, number>>) => (f: number) => by[f]
  it('takes the nearest that reaches all', () => {
    expect(nearest([1, 2, 3], distances({ 1: 4, 2: 2, 3: 6 }), never)).toBe(2)
    expect(nearest([1, 2, 3], distances({ 1: -1, 2: -1, 3: 6 }), never)).toBe(3)
    expect(nearest([1, 2, 3], () => -1, never)).toBeUndefined()
    expect(nearest([], () => 0, never)).toBeUndefined()
  })
  it('leaves ties to chance', () => {
    const pick = (way: number) => (label: string, n: number) => (expect([label, n]).toEqual(['provider', 2]), way)
    const tied = distances({ 1: 2, 2: 4, 3: 2 })
    expect([0, 1].map((way) => nearest([1, 2, 3], tied, pick(way)))).toEqual([1, 3])
    expect([0, 1].map((way) => nearest([2, 1, 3], tied, pick(way)))).toEqual([1, 3])
  })
  it('remembers 512 equals', () => {
    expect(MOST_TIES).toBe(512)
    const many = Array.from({ length: 600 }, (_, f) => f)
    const last = (_: string, n: number): number => n - 1
    expect(nearest(many, () => 2, last)).toBe(511)
    expect(nearest(many, (f) => (f === 599 ? 1 : 2), never)).toBe(599)
  })
})

describe('AR-12, enableStore', () => {
  const named = (name: string): number | undefined => (name === '0000:01:00.0' ? F : undefined)
  const store = (text: string, k = publish(one, F, true)) => enableStore(k, text, named)
  it('takes the name of a function that has published memory', () => {
    expect(store('0000:01:00.0')).toEqual({ rc: 0, use: true, provider: F })
    expect(store('0000:01:00.0\n')).toEqual({ rc: 0, use: true, provider: F })
    expect(store('0000:01:00.0', one)).toEqual({ rc: -ENODEV })
  })
  it('takes a boolean of any kind', () => {
    for (const yes of ['1', '1\n', 'y', 'Yes', 'true', 'on', 'ON\n', 'yellow', 'y10'])
      expect(store(yes), yes).toEqual({ rc: 0, use: true })
    for (const no of ['0', '0\n', 'n', 'No', 'false', 'off', 'of']) expect(store(no), no).toEqual({ rc: 0, use: false })
  })
  it('takes a 0 or 1 with more behind it for a function that is not there', () => {
    for (const wrong of ['0000:02:00.0', '10', '0 ', '2', '', 'o', 'maybe', 'maybe off', '0000:01:\n00.0'])
      expect(store(wrong), wrong).toEqual({ rc: -ENODEV })
  })
})
