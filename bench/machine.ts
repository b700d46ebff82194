/**
 * `npm run bench -- machine`: `p2pspec machine` on 4 096 functions beside 1 024. The ratio says whether a function of a large
 * machine costs more than one of a small machine: pairs grow with the square, and the answers must not.
 */
import { parts } from '../model/designs/releases/linux-6.12.ts'
import { foldsOf } from '../machines/fold.ts'
import { ask } from '../machines/cases.ts'
import { groupsOf } from '../machines/change.ts'
import { readLspci } from '../machines/lspci.ts'
import { paired, type Contestant } from './measure.ts'
import { count, table } from './table.ts'

const ROUNDS = 5
const hex = (n: number, digits = 2): string => n.toString(16).padStart(digits, '0')

/** A domain of 16 switches with eight cards each: 289 functions. */
const domain = (d: number): string => {
  const at = (bus: number, slot: number): string => `${hex(d, 4)}:${hex(bus)}:${hex(slot)}.0`
  const port = (bus: number, slot: number, type: string, secondary: number, last: number): string =>
    `${at(bus, slot)} PCI bridge [0604]: x [10b5:8747]\n\tBus: primary=${hex(bus)}, secondary=${hex(secondary)}, subordinate=${hex(last)}\n\tCapabilities: [68] Express (v2) ${type}\n\n`
  const card = (bus: number): string =>
    `${at(bus, 0)} 3D controller [0302]: x [10de:1b02]\n\tCapabilities: <access denied>\n\n`
  const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
  return [
    `${at(0, 0)} Host bridge [0600]: x [8086:2020]\n\n`,
    ...numbers(16).flatMap((s) => {
      const first = 1 + s * 10
      return [
        port(0, s + 1, 'Root Port', first, first + 9),
        port(first, 0, 'Upstream Port', first + 1, first + 9),
        ...numbers(8).flatMap((p) => [
          port(first + 1, p, 'Downstream Port', first + 2 + p, first + 2 + p),
          card(first + 2 + p),
        ]),
      ]
    }),
  ].join('')
}

/** The first functions of such a machine. */
const machineOf = (functions: number): string[] =>
  Array.from({ length: Math.ceil(functions / 289) }, (_, d) => domain(d))
    .join('')
    .split(/\n\n/)
    .slice(0, functions)

const contestant = (functions: number): Contestant => {
  const blocks = machineOf(functions)
  return {
    name: `${functions} functions`,
    run: (round) => {
      const text = blocks.join('\n\n').replaceAll('1b02', hex(0x1b02 + round, 4))
      const asked = ask(readLspci(text), { parts })
      if (asked.dump.functions.length !== functions) throw new Error(`${asked.dump.functions.length} functions`)
      const pairs = foldsOf(asked).reduce((sum, fold) => sum + fold.pairs, 0)
      if (pairs === 0 || groupsOf(asked, asked.cases[0]).length === 0) throw new Error('no answers')
      return functions
    },
  }
}

export const machine = async (print: (text: string) => void): Promise<void> => {
  const rows = paired([contestant(1024), contestant(4096)], ROUNDS)
  print('Reading, all pairs and all groups; as many functions a second where the machine is four times as large?')
  print(
    table(
      ['machine', 'functions a CPU second', 'ratio'],
      rows.map(({ name, rate, ratio, low, high }) => [
        name,
        count(rate),
        `${ratio.toFixed(2)} (${low.toFixed(2)} .. ${high.toFixed(2)})`,
      ]),
    ),
  )
}
