/**
 * Machines that cannot be, and a possible one that they are variants of.
 */

const HB = { name: 'hb0' }
export const RP = { name: 'rp', type: 'root port', on: 'hb0' }
export const A = { name: 'A', type: 'endpoint', below: 'rp', bar: { size: '2M' } }
const RCI = { name: 'rci', type: 'root complex integrated endpoint', on: 'hb0' }
export const machine = (...functions: object[]) => ({ hosts: [HB], functions })
/** A switch below a switch, and so on. */
const nest = (switches: number): object[] => [
  RP,
  ...Array.from({ length: switches }, (_, i) => [
    { name: `up${i}`, type: 'switch upstream port', below: i === 0 ? 'rp' : `dp${i - 1}` },
    { name: `dp${i}`, type: 'switch downstream port', below: `up${i}` },
  ]).flat(),
]

/** Each on the root bus of a host bridge of its own. */
const sendingInTurn = (...senders: object[]) => ({
  hosts: senders.map((_, i) => ({ name: `hb${i}` })),
  functions: senders.map((sender, i) => ({ ...RCI, name: `v${i}`, on: `hb${i}`, ...sender })),
})

/** Each with where it is refused, and a piece of what is found there. */
export const IMPOSSIBLE: readonly (readonly [sentence: string, machine: object, path: string, found: string])[] = [
  [
    'a cycle',
    machine(
      { name: 'up', type: 'switch upstream port', below: 'dp' },
      { name: 'dp', type: 'switch downstream port', below: 'up' },
    ),
    'machine.functions[0].below',
    'a cycle through up, dp',
  ],
  [
    'overlapping BARs',
    machine(
      RP,
      { ...A, bar: { size: '2M', base: 0x40000000 } },
      { ...A, name: 'B', at: '00.1', bar: { size: '1M', base: 0x40100000 } },
    ),
    'machine.functions[2].bar',
    'overlaps the BAR of A',
  ],
  [
    'RAM seen at a bus address that a bridge window claims',
    { ...machine(RP, A), hosts: [{ ...HB, offset: 0x3ff0000000 }] },
    'machine.ram[0]',
    'RAM seen at bus',
  ],
  [
    'RAM inside a host window',
    { ...machine(RP, { ...A, bar: { size: '2M', base: 0x1000000 } }) },
    'machine.ram[0]',
    'overlaps the window of hb0',
  ],
  [
    'two functions at one devfn',
    machine(RP, { ...RP, name: 'rp1', at: '02.0' }, { ...RP, name: 'rp2', at: '02.0' }),
    'machine.functions[2].at',
    '02.0, as rp1 on the same bus',
  ],
  ['two devices at the end of one link', machine(RP, A, { ...A, name: 'B' }), 'machine.functions[2].at', 'where A is'],
  [
    'a device without function 0',
    machine({ ...A, below: undefined, on: 'hb0', type: 'root complex integrated endpoint', at: '03.1' }),
    'machine.functions[0].at',
    '03.1 without a function 03.0',
  ],
  [
    'an offset that wraps',
    { ...machine(RP, A), hosts: [{ ...HB, offset: 0x5000000000 }] },
    'machine.hosts[0].offset',
    'would start at bus -',
  ],
  [
    'an offset past 2^53',
    { ...machine(RP, A), hosts: [{ ...HB, offset: 2 ** 60 }] },
    'machine.hosts[0].offset',
    '1152921504606847000',
  ],
  [
    'a BAR outside the window above it',
    machine({ ...RP, window: { base: 0x4000000000, size: '1M' } }, A),
    'machine.functions[1].bar',
    '0x4000000000..0x40001fffff',
  ],
  [
    'a BAR that is no power of two',
    machine(RP, { ...A, bar: { size: 0x300000 } }),
    'machine.functions[1].bar.size',
    '0x300000',
  ],
  ['a parent that does not exist', machine(RP, { ...A, below: 'nobody' }), 'machine.functions[1].below', '"nobody"'],
  [
    'an endpoint inside a switch',
    machine(RP, { name: 'up', type: 'switch upstream port', below: 'rp' }, { ...A, below: 'up' }),
    'machine.functions[2].below',
    'a endpoint below a switch upstream port',
  ],
  ['a name used twice', machine(RP, { ...RP, type: 'root port' }), 'machine.functions[1].name', '"rp"'],
  [
    'forwarding to a function that is not on a root bus',
    { ...machine(RP, A), forwards: [{ from: 'rp', to: 'A', operations: ['read'] }] },
    'machine.forwards[0].to',
    '"A"',
  ],
  [
    'more than 256 buses one behind the other',
    { hosts: [HB], functions: nest(400) },
    'machine.functions[257].below',
    'more than 256 bridges above it',
  ],
  [
    'more than 32 devices inside a switch',
    machine(
      RP,
      { name: 'up', type: 'switch upstream port', below: 'rp' },
      ...Array.from({ length: 33 }, (_, i) => ({ name: `dp${i}`, type: 'switch downstream port', below: 'up' })),
    ),
    'machine.functions[34]',
    'device number 0x20 for dp32',
  ],
  [
    'a BAR of a port inside its own window',
    machine({ ...RP, window: { base: 0x4000000000, size: '4M' }, bar: { base: 0x4000200000, size: '1M' } }, A),
    'machine.functions[0].bar',
    'overlaps the window of rp',
  ],
  [
    'a BAR of a port where a device has one',
    machine({ ...RP, window: { base: 0x4000000000, size: '2M' }, bar: { base: 0x4000200000, size: '1M' } }, A, {
      ...RCI,
      bar: { base: 0x4000200000, size: '1M' },
    }),
    'machine.functions[2].bar',
    'overlaps the BAR of rp',
  ],
  ['a link below an endpoint', machine(RP, { ...A, linkUp: false }), 'machine.functions[1].linkUp', 'it on a endpoint'],
  [
    'a requester id that is no neighbour’s',
    machine(RP, { ...A, sendsAs: 'rp' }),
    'machine.functions[1].sendsAs',
    '"rp"',
  ],
  [
    'two functions of two host bridges that send for each other',
    sendingInTurn({ sendsAs: 'v1' }, { sendsAs: 'v0' }),
    'machine.functions[0].sendsAs',
    '"v1" of hb1, for which a function of hb0 sends',
  ],
  [
    'host bridges whose functions have each other as aliases, in a circle of three',
    sendingInTurn({ aliases: ['v1'] }, { aliases: ['v2'] }, { aliases: ['v0'] }),
    'machine.functions[2].aliases[0]',
    '"v0" of hb0',
  ],
  [
    'ACS with and without the capability',
    machine({ ...RP, acs: [], implicitAcs: ['RR'] }),
    'machine.functions[0].implicitAcs',
    '`acs` and `implicitAcs`',
  ],
  [
    'an ACS bit that nothing has without the capability',
    machine({ ...RP, implicitAcs: ['EC'] }),
    'machine.functions[0].implicitAcs',
    'EC',
  ],
  [
    'two answers for the BARs of ports',
    machine({ ...RP, enhancedAcs: {}, portBarRequests: 'direct' }),
    'machine.functions[0].portBarRequests',
    '`enhancedAcs` and',
  ],
  [
    'ACS of a bridge to conventional PCI',
    machine(RP, { name: 'b', type: 'PCIe to PCI bridge', below: 'rp', acs: [] }),
    'machine.functions[1].acs',
    'ACS of a PCIe to PCI bridge',
  ],
  [
    'a device in the place of a bridge to conventional PCI',
    machine(RP, { name: 'b', type: 'PCIe to PCI bridge', below: 'rp' }, { ...A, at: '00.0' }),
    'machine.functions[2].at',
    '00.0 below rp, where b is',
  ],
  [
    'Memory Space Enable of one virtual function',
    machine(RP, A, { ...A, name: 'v', at: '01.0', virtualOf: 'A', decodes: false }),
    'machine.functions[2].decodes',
    'it on a virtual function',
  ],
  [
    'virtual functions of unequal size',
    machine(
      RP,
      A,
      { ...A, name: 'v', at: '01.0', virtualOf: 'A' },
      { ...A, name: 'w', at: '01.1', virtualOf: 'A', bar: { size: '1M' } },
    ),
    'machine.functions[3].bar',
    '1048576',
  ],
  [
    'a Max_Payload_Size that does not exist',
    machine(RP, { ...A, maxPayload: 192 }),
    'machine.functions[1].maxPayload',
    '192',
  ],
  [
    'two ports of one number',
    machine({ ...RP, portNumber: 3 }, { ...RP, name: 'rp1', portNumber: 3 }),
    'machine.functions[1].portNumber',
    '3, as rp',
  ],
  ['a Port Number past 255', machine({ ...RP, portNumber: 256 }), 'machine.functions[0].portNumber', '256'],
  ['a misspelt field', { ...machine(RP, A), forward: [] }, 'machine.forward', 'an unknown field'],
  ['a wrong type deep inside', machine(RP, { ...A, bar: { size: 'big' } }), 'machine.functions[1].bar.size', '"big"'],
  [
    'a negative address',
    machine(RP, { ...A, bar: { size: '2M', base: -4096 } }),
    'machine.functions[1].bar.base',
    '-4096',
  ],
  [
    'an address past 2^53',
    machine(RP, { ...A, bar: { size: '2M', base: 2 ** 60 } }),
    'machine.functions[1].bar.base',
    '1152921504606847000',
  ],
]
