/** Machines whose bus numbers or further BARs cannot be. */
import { A, RP, machine } from './impossible.ts'

export const IMPOSSIBLE_NUMBERS: readonly (readonly [
  sentence: string,
  machine: object,
  path: string,
  found: string,
])[] = [
  [
    'buses behind a bridge that the bridge above does not have',
    machine(
      { ...RP, buses: { secondary: 3, subordinate: 5 } },
      { name: 'up', type: 'switch upstream port', below: 'rp', buses: { secondary: 6, subordinate: 6 } },
    ),
    'machine.functions[1].buses',
    'buses 6 to 6 behind up',
  ],
  [
    'buses that two bridges have',
    machine(
      { ...RP, buses: { secondary: 3, subordinate: 5 } },
      { ...RP, name: 'rq', buses: { secondary: 5, subordinate: 6 } },
    ),
    'machine.functions[1].buses',
    'buses 5 to 6 behind rq, where buses 3 to 5 behind rp are',
  ],
  [
    'buses that end before they begin',
    machine({ ...RP, buses: { secondary: 3, subordinate: 2 } }, A),
    'machine.functions[0].buses',
    'buses 3 to 2 behind rp',
  ],
  [
    'a bus below its own',
    machine(
      { ...RP, buses: { secondary: 3, subordinate: 5 } },
      { name: 'up', type: 'switch upstream port', below: 'rp', buses: { secondary: 2, subordinate: 5 } },
    ),
    'machine.functions[1].buses',
    'buses 2 to 5 behind up',
  ],
  [
    'a bus of its own for what is no virtual function',
    machine(RP, { ...A, bus: 7 }),
    'machine.functions[1].bus',
    'it on a function that is no virtual one',
  ],
  [
    'another BAR outside every window',
    machine(
      { ...RP, window: { base: 0x4000000000, size: '16M' } },
      { ...A, otherBars: [{ base: 0x5000000000, size: '1M' }] },
    ),
    'machine.functions[1].otherBars[0]',
    '0x5000000000..0x50000fffff',
  ],
]
