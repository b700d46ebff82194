/**
 * Machines with many devices, for pictures: alike or not, below ports of their own, below one switch, in one device.
 */
import { sceneOf, type Scene } from '../../../story/picture/scene.ts'
import { explained } from '../../../story/story.ts'
import { designNamed } from '../../command.ts'
import { litmusOf } from './explained.ts'

const endpoint = (i: number, below: string, size: number, more = ''): string =>
  `{name: E${i}, type: endpoint, below: ${below}, bar: {size: ${size}M}${more}}`

const machine = (functions: readonly string[], providers: readonly string[], client: string): string =>
  [
    'machine:',
    '  hosts: [{name: hb0}]',
    '  functions:',
    ...functions.map((one) => `    - ${one}`),
    'steps:',
    ...providers.map((provider) => `  - {pci_p2pdma_add_resource: {provider: ${provider}}}`),
    `  - {dma_map_sgtable: {as: m, client: ${client}, direction: DMA_TO_DEVICE, list: [${providers.map((name) => `{bar: ${name}}`).join(', ')}]}}`,
    '  - {dma: {map: m}}',
  ].join('\n')

const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i))

const SWITCH = ['{name: rp, type: root port, on: hb0}', '{name: up, type: switch upstream port, below: rp}']
const port = (i: number, acs = ''): string => `{name: dp${i}, type: switch downstream port, below: up${acs}}`

/** No two neighbours are alike. */
const size = (i: number): number => 2 ** (1 + (i % 4))

const MANY: Readonly<Record<string, (n: number) => string>> = {
  'each below a root port': (n) =>
    machine(
      times(n, (i) => [`{name: rp${i}, type: root port, on: hb0}`, endpoint(i, `rp${i}`, 2)]).flat(),
      ['E0'],
      `E${n - 1}`,
    ),
  'alike, below a switch': (n) =>
    machine([...SWITCH, ...times(n, (i) => [port(i), endpoint(i, `dp${i}`, 2)]).flat()], ['E3'], `E${n - 2}`),
  'unlike, below a switch, all in one list': (n) =>
    machine(
      [
        ...SWITCH,
        ...times(n, (i) => [port(i, `, acs: ${i % 3 === 0 ? '[RR]' : '[SV]'}`), endpoint(i, `dp${i}`, size(i))]).flat(),
      ],
      times(n - 1, (i) => `E${i}`),
      `E${n - 1}`,
    ),
  'in the root complex': (n) =>
    machine(
      times(n, (i) => `{name: E${i}, type: root complex integrated endpoint, on: hb0, bar: {size: ${size(i)}M}}`),
      ['E1'],
      `E${n - 3}`,
    ),
}

/** Devices that no tree of functions holds. */
const DEVICES = (n: number): string =>
  [
    'machine:',
    '  hosts: [{name: hb0}]',
    `  functions: [{name: rp, type: root port, on: hb0}, ${endpoint(0, 'rp', 2)}]`,
    `  devices: [${times(n, (i) => `{name: D${i}}`).join(', ')}]`,
    'steps:',
    '  - {pci_p2pdma_add_resource: {provider: E0}}',
    `  - {dma_map_sgtable: {as: m, client: D${n - 1}, direction: DMA_TO_DEVICE, list: [{bar: E0}]}}`,
  ].join('\n')

const sceneWith = (text: string): Scene => {
  const litmus = litmusOf(text)
  return sceneOf('many.yaml', litmus, explained(litmus, designNamed('linux-6.12')))
}

/** A picture of each, with thirty. */
export const many = Object.entries({ ...MANY, 'of no bus': DEVICES }).map(([path, of]) => ({
  path,
  scene: sceneWith(of(30)),
}))
