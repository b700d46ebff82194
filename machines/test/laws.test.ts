import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answering, askable, classesOf, meetOf } from '../answer.ts'
import type { Asked } from '../cases.ts'
import { changeOf } from '../change.ts'
import { foldsOf } from '../fold.ts'
import { pairAsker } from '../report.ts'
import { asLspci } from './written.ts'
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
