import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answering, askable, classesOf, meetOf } from '../answer.ts'
import type { Asked } from '../cases.ts'
import { changeOf } from '../change.ts'
import { foldsOf } from '../fold.ts'
import { pairAsker } from '../report.ts'
import { asLspci } from './written.ts'
import { hostBridgeId, hostBridgeName, trust } from '../why.ts'
import { ROOT } from '../../model/machine/columns.ts'
import { askText } from './asked.ts'
import { INTEL } from './cpus.ts'
import { machines } from './made.ts'

const asked = fc
  .record({ made: machines, told: fc.boolean() })
  .map(({ made, told }) => askText(asLspci(made), told ? { cpu: INTEL } : {}))
const pairs = (one: Asked): [number, number][] =>
  askable(one).flatMap((a) => askable(one).flatMap((b): [number, number][] => (a === b ? [] : [[a, b]])))

describe('what the folding of pairs rests on', () => {
  it('a pair gets the same answer in both directions', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const answer = answering(one)
        for (const [a, b] of pairs(one)) {
          const [there, back] = [answer(a, b), answer(b, a)]
          expect([there.types, there.distance]).toEqual([back.types, back.distance])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('pairs that meet at one function, of functions that are alike, get the same answer', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const answer = answering(one)
        const alike = new Map(classesOf(one).flatMap(({ members, alike }) => members.map((f) => [f, alike] as const)))
        const known = new Map<string, string>()
        for (const [a, b] of pairs(one)) {
          const key = `${meetOf(one.machine.parent, a, b)} ${alike.get(a)} ${alike.get(b)}`
          const { types, distance } = answer(a, b)
          const told = `${types.join()} ${distance}`
          expect(known.get(key) ?? told).toBe(told)
          known.set(key, told)
        }
      }),
      { numRuns: 40 },
    )
  })
})

it('the table calls the ways of its pairs as each pair is called', () => {
  fc.assert(
    fc.property(machines, fc.boolean(), (made, hasNodes) => {
      const text = asLspci(made)
      const one = askText(
        hasNodes
          ? text.replaceAll(/^\S*(..):.*$/gm, (line) => `${line}\n\tNUMA node: ${line.charCodeAt(1) % 2}`)
          : text,
      )
      const ask = pairAsker(one)
      const called = new Set(pairs(one).map(([a, b]) => `${ask(a, b).type} ${ask(a, b).topo}`))
      expect(new Set(foldsOf(one).flatMap(({ type, topos }) => [...topos].map((name) => `${type} ${name}`)))).toEqual(
        called,
      )
    }),
    { numRuns: 20 },
  )
})

it('the table counts each pair once, where it meets and under its answer, and has its functions and distances', () => {
  interface Counted {
    pairs: number
    least: number
    most: number
    readonly functions: Set<number>
  }
  const counting = () => {
    const rows = new Map<string, Counted>()
    return {
      rows,
      at: (key: string): Counted => {
        const row = rows.get(key) ?? { pairs: 0, least: Infinity, most: 0, functions: new Set() }
        rows.set(key, row)
        return row
      },
    }
  }
  fc.assert(
    fc.property(asked, (one) => {
      const [each, folded] = [counting(), counting()]
      const answer = answering(one)
      for (const [a, b] of pairs(one).filter(([a, b]) => a < b)) {
        const { meet, type, types, distance } = answer(a, b)
        const name = one.machine.host[a] === one.machine.host[b] ? hostBridgeName : hostBridgeId
        const believed = meet === ROOT ? trust(one, { provider: a, client: b, type, types }, name) : ''
        const row = each.at(`${meet} ${types.join()} ${believed}`)
        row.pairs++
        row.least = Math.min(row.least, distance)
        row.most = Math.max(row.most, distance)
        row.functions.add(a).add(b)
      }
      for (const { meet, types, pairs, least, most, classes, trust: believed } of foldsOf(one)) {
        const row = folded.at(`${meet} ${types.join()} ${believed}`)
        row.pairs += pairs
        row.least = Math.min(row.least, least)
        row.most = Math.max(row.most, most)
        for (const { members } of classes) for (const f of members) row.functions.add(f)
      }
      expect(folded.rows).toEqual(each.rows)
    }),
    { numRuns: 40 },
  )
})

describe('the line to type', () => {
  it('makes the pair BUS_ADDR, and with one function less in it does not', () => {
    let lines = 0
    fc.assert(
      fc.property(asked, (one) => {
        const answer = answering(one)
        for (const [provider, client] of pairs(one).slice(0, 40)) {
          const change = changeOf(one, { provider, client, ...answer(provider, client) })
          if (change === undefined) continue
          lines++
          const types = (ports: readonly string[]) => {
            const cmdline = `pci=disable_acs_redir=${ports.join(';')}`
            const booted = askText(asLspciOf(one), { cpu: INTEL, cmdline })
            return answering(booted)(provider, client).type
          }
          const all = change.list.split(';')
          expect(types(all)).toBe('BUS_ADDR')
          for (const port of all) expect(types(all.filter((other) => other !== port))).not.toBe('BUS_ADDR')
        }
      }),
      { numRuns: 15 },
    )
    expect(lines).toBeGreaterThan(20)
  })
})

const asLspciOf = ({ dump }: Asked): string => asLspci([...dump.functions])
