/**
 * YAML that is no scenario, each with what is said of it.
 */
import type { Row } from './bad-files.ts'
import { machine, scenario, offset } from './least.ts'

const FIELD =
  /^machine\.hosts\[0\]\.offset: found "1_000"; accepted: a whole number of bytes, either sign, at most 2\^52/

const BAR = ', {name: A, type: endpoint, below: rp, bar: {size: 2M}}'

/** YAML that is no scenario. */
export const NO_SCENARIO: readonly Row[] = [
  ['a list', '[]', /^top level: found \[\]; accepted: \{machine, steps, /],
  ['no steps', machine(), /^steps: found nothing; accepted: a list of one of boot, pci_p2pdma_add_resource, /],
  [
    'a wrong type deep inside',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: {}}}'),
    /^machine\.functions\[1\]\.bar\.size: found \{\}; accepted: a size in bytes/,
  ],
  [
    'a page map beyond its BAR',
    scenario('', BAR, '{memremap_pages: {provider: A, type: MEMORY_DEVICE_GENERIC, offset: 1M, size: 2M}}'),
    /^steps\[0\]\.memremap_pages\.offset: found 0x100000, size 0x200000; accepted: bytes of the BAR, which has 0x200000/,
  ],
  [
    'a page map of half a page',
    scenario('', BAR, '{memremap_pages: {provider: A, type: MEMORY_DEVICE_GENERIC, size: 0x800}}'),
    /^steps\[0\]\.memremap_pages\.size: found 0x800; accepted: a multiple of 4096/,
  ],
  [
    'a name that is a number',
    scenario('', ', {name: 3, type: endpoint, below: rp}'),
    /^machine\.functions\[1\]\.name: found 3; accepted: a name: text of 1 to 64/,
  ],
  [
    'a name without end',
    scenario('', `, {name: ${'x'.repeat(65)}, type: endpoint, below: rp}`),
    /^machine\.functions\[1\]\.name: found "x{65}"; accepted: a name/,
  ],
  [
    'a misspelt field',
    scenario(', ofset: 0'),
    /^machine\.hosts\[0\]\.ofset: found an unknown field; accepted: did you mean offset\? known here: name, /,
  ],
  [
    'a misspelt word',
    scenario('', ', {name: A, type: endpiont, below: rp}'),
    /^machine\.functions\[1\]\.type: found "endpiont"; accepted: did you mean endpoint\? one of root port, /,
  ],
  [
    'a step of an older format',
    scenario('', '', '{map_sgtable: {}}'),
    /^steps\[0\]\.map_sgtable: found an unknown field; accepted: one of boot, pci_p2pdma_add_resource, /,
  ],
  [
    'a field of an older format',
    `format: 0\n${scenario()}`,
    /^format: found an unknown field; accepted: known here: machine, steps, /,
  ],
  [
    'a rule nobody knows',
    `${scenario()}exists: {broken: S99}\nresult: Never`,
    /^exists\.broken: found "S99"; accepted: one of S1, /,
  ],
  ['a number written with _', offset('1_000'), FIELD],
  ['a number in quotes', offset('"1_000"'), FIELD],
  [
    'a unit that overflows',
    offset('9007199254740993G'),
    /^machine\.hosts\[0\]\.offset: found "9007199254740993G"; accepted: /,
  ],
  [
    'an address past 2^52',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: 4K, base: 0x10000000001000}}'),
    /^machine\.functions\[1\]\.bar\.base: found 4503599627374592; accepted: an address: a whole number from 0 to 2\^52$/,
  ],
  [
    'an IOVA past 2^52',
    scenario('', BAR, '{iommu_map: {as: m, client: A, iova: 0x1ffffffffff000, memory: {ram: 0x100000}}}'),
    /found 9007199254736896; accepted: a whole number from 0 to 2\^52$/,
  ],
  [
    'a BAR that no function has',
    scenario('', BAR, '{iommu_map: {as: m, client: A, iova: 0x1000, memory: {bar: rp}}}'),
    /\.memory\.bar: found rp, whose BAR has no address, or which has none; accepted: a BAR with an address$/,
  ],
  [
    'an address below 0',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: 4K, base: -4096}}'),
    /^machine\.functions\[1\]\.bar\.base: found -4096; accepted: an address/,
  ],
  [
    'a size of 0',
    scenario('', ', {name: A, type: endpoint, below: rp, bar: {size: 0}}'),
    /^machine\.functions\[1\]\.bar\.size: found 0; accepted: a size in bytes, above 0/,
  ],
  [
    'an offset past 2^52',
    offset('4503599627370497'),
    /^machine\.hosts\[0\]\.offset: found 4503599627370497; accepted: .*at most 2\^52/,
  ],
  [
    'a base and size past 2^52',
    scenario(', window: {base: 0x10000000000000, size: 1M}'),
    /^machine\.hosts\[0\]\.offset: found 0: the window would start at bus 4503599627370496; accepted: /,
  ],
  [
    'a BAR that ends past its window',
    scenario(', window: {base: 0x40000000, size: 1M}', ', {name: A, type: endpoint, below: rp, bar: {size: 2M}}'),
    /^machine\.functions\[0\]\.window: found 0x40000000\.\.0x401fffff; accepted: a range inside the window above it/,
  ],
  [
    'bytes past the end of a BAR',
    scenario(
      '',
      ', {name: A, type: endpoint, below: rp, bar: {size: 4K}}',
      '{unmapped_dma: {client: A, access: read, target: {bar: A, offset: 0x10000000000000, length: 4K}}}',
    ),
    /^steps\[0\]\.unmapped_dma\.target: found offset 0x10000000000000 and 4096 bytes; accepted: bytes inside the BAR of 0x1000$/,
  ],
  [
    'bytes past the end of RAM',
    scenario(
      '',
      ', {name: A, type: endpoint, below: rp}',
      '{dma_map_page: {client: A, page: {ram: 0xfffffffffffff, length: 1}}}',
    ),
    /^steps\[0\]\.dma_map_page\.page: found RAM 0xfffffffffffff of 1 bytes; accepted: bytes inside `machine\.ram`$/,
  ],
  [
    'a transfer without end',
    scenario(
      '',
      ', {name: A, type: endpoint, below: rp}',
      '{unmapped_dma: {client: A, access: read, target: {ram: 0, length: 512M}}}',
    ),
    /^steps\[0\]\.unmapped_dma\.target: found a transfer of 536870912 bytes; accepted: at most 4194304$/,
  ],
  [
    '2 000 entries',
    scenario('', '', '{dma: {map: m}}, '.repeat(2000)),
    /^steps: found a list of 2000; accepted: at most 1024 entries$/,
  ],
  [
    'the name of nobody',
    scenario('', ', {name: A, type: endpoint, below: __proto__}'),
    /^machine\.functions\[1\]\.below: found "__proto__"; accepted: the name of a function$/,
  ],
  [
    'a name of every object',
    scenario('', '', '{pci_p2pmem_publish: {provider: constructor}}'),
    /^steps\[0\]\.pci_p2pmem_publish\.provider: found "constructor"; accepted: a function: rp$/,
  ],
]
