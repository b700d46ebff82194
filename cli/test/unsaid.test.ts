/**
 * A file may leave something unsaid, and no design is blamed for that. Some people reported machines whose root complex nobody has
 * asked; some machines could once not be written down. The names are those of the reports; the machines are theirs, reduced.
 */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { designNamed } from '../command.ts'
import { readLitmus, type Litmus } from '../../spec/litmus.ts'
import { verdictFirst } from '../../story/head.ts'
import { explained } from '../../story/story.ts'

const read = (text: string): Litmus => {
  const litmus = readLitmus(text)
  if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
  return litmus.right
}
const answers = (text: string) => explained(read(text), designNamed('linux-6.12'))
const broken = (text: string): string => verdictFirst(read(text), answers(text))[2][1]
const distance = (text: string): number | undefined =>
  answers(text)
    .told.events.flatMap(({ outcome }) => ('distance' in outcome ? [outcome.distance] : []))
    .at(-1)

const DRIVES = (forwards: string): string => `machine:
  cpu: {vendor: AMD, family: 0x19}
  hosts: [{name: hb0}]
  functions:
    - {name: nvme0, type: root complex integrated endpoint, on: hb0, at: '04.0', id: '1b36:0010', bar: {size: 1G}}
    - {name: nvme1, type: root complex integrated endpoint, on: hb0, at: '05.0', id: '1b36:0010'}
${forwards}steps:
  - {pci_p2pdma_add_resource: {provider: nvme0}}
  - {dma_map_sgtable: {as: other, client: nvme1, direction: DMA_TO_DEVICE, list: [{bar: nvme0}]}}
`

const CARDS = `machine:
  cpu: {vendor: Intel, family: 6}
  hosts: [{name: hb0, iommu: translating}]
  functions:
    - {name: rp0, type: root port, on: hb0, at: '01.0', id: '8086:a70d', acs: [SV, RR, CR, UF]}
    - {name: GPU, type: endpoint, below: rp0, bar: {size: 16G}}
    - {name: rp1, type: root port, on: hb0, at: '06.0', id: '8086:a74d', acs: [SV, RR, CR, UF]}
    - {name: CAP, type: endpoint, below: rp1, bar: {size: 2M}}
steps:
  - {pci_p2pdma_add_resource: {provider: GPU}}
  - {pci_p2pdma_distance_many: {provider: GPU, clients: [CAP]}}
  - {dma_map_resource: {as: m, client: CAP, direction: DMA_FROM_DEVICE, resource: {bar: GPU}}}
  - {dma: {map: m}}
`

describe('a root complex of which nothing is said', () => {
  it('08b: makes the answer depend on it, and left out is the same as unknown', () => {
    for (const forwards of ['', '  forwards: unknown\n'])
      expect(broken(DRIVES(forwards))).toBe(
        'Depends on whether the root complex passes requests from peer to peer, which the file does not say: if so, no rule; else S3 RefuseUnknown.',
      )
  })

  it('08b: and where it is said, the answer is said', () => {
    expect(broken(DRIVES('  forwards: []\n'))).toMatch(/^S3 RefuseUnknown/)
    expect(broken(DRIVES('  forwards: [{from: any, to: any, operations: [read, write]}]\n'))).toBe('No rule.')
  })

  it('02, 01b: so for a call that does not ask, of which it is told that it does not', () => {
    expect(broken(CARDS)).toMatch(
      /^Depends on whether the root complex passes requests .*: if so, no rule; else S2 RouteSound.* The driver asks for the distance, and then maps with dma_map_resource, which asks for no map type\.$/,
    )
  })
})

describe('a call that maps a peer and asks nobody for the way', () => {
  const MACHINE = (forwards: string): string => `machine:
  hosts: [{name: hb0, iommu: translating}]
  functions:
    - {name: rp0, type: root port, on: hb0}
    - {name: A, type: endpoint, below: rp0, bar: {size: 2M}}
    - {name: rp1, type: root port, on: hb0}
    - {name: B, type: endpoint, below: rp1}
${forwards}`
  const WAYS = [
    ['linux-6.12', '{iommu_map: {as: m, client: B, iova: 0x10000, memory: {bar: A}}}'],
    ['linux-6.12', '{dma_map_resource: {as: m, client: B, resource: {bar: A}}}'],
    [
      'dma-only',
      '{dma_iova_try_alloc: {as: m, client: B, direction: DMA_TO_DEVICE, size: 4096}}\n  - {dma_iova_link: {map: m, memory: {bar: A}}}',
    ],
  ] as const

  it.each(WAYS)(
    '%s, %s: hangs on what the root complex forwards, and is not counted where that is said',
    (design, step) => {
      const told = (forwards: string): string => {
        const litmus = read(`${MACHINE(forwards)}steps:\n  - ${step}\n  - {dma: {map: m}}\n`)
        return verdictFirst(litmus, explained(litmus, designNamed(design)))[2][1]
      }
      expect(told('')).toMatch(
        /^Depends on whether the root complex passes .*: if so, no rule; else S2 RouteSound( and S3 RefuseUnknown)?\.$/,
      )
      expect(told('  forwards: []\n')).toMatch(
        /^S2 .* not counted against the design: peers-are-mapped-as-lists is not met\./,
      )
      expect(told('  forwards: [{from: any, to: any, operations: [read, write]}]\n')).toBe('No rule.')
    },
  )
})

describe('a drive that maps its own memory', () => {
  const OWN = (id: string, bar: string): string => `machine:
  hosts: [{name: hb0}]
  functions:
    - {name: drive, type: root complex integrated endpoint, on: hb0, ${id}${bar}}
steps:
  - {pci_p2pdma_add_resource: {provider: drive}}
  - {dma_map_sgtable: {as: own, client: drive, direction: DMA_FROM_DEVICE, list: [{bar: drive}]}}
  - {dma: {map: own}}
`
  const told = (text: string): string => `${broken(text)} ${JSON.stringify(answers(text).story.machine)}`

  it('08b: serves it inside by definition where it is a controller memory buffer, and the story says so', () => {
    for (const text of [OWN('', 'bar: {size: 2M, cmb: true}'), OWN("id: '1b36:0010', ", 'bar: {size: 2M}')]) {
      expect(told(text)).toMatch(/^No rule\./)
      expect(told(text)).toContain('its BAR is a controller memory buffer, which it serves inside by definition')
    }
  })

  it('08b: and where nobody says what the BAR is, the answer depends on it', () => {
    const nvme = "id: '1b36:0010', "
    for (const text of [OWN('', 'bar: {size: 2M}'), OWN(nvme, 'bar: {size: 2M, cmb: false}')])
      expect(broken(text)).toMatch(/^Depends on whether .*serves requests for its own memory inside/)
  })

  it('08b: what the file says of the device itself counts first', () => {
    expect(broken(OWN('inside: false, ', 'bar: {size: 2M, cmb: true}'))).not.toMatch(/^No rule/)
  })
})

describe('machines of reports', () => {
  const DISTANCE = '  - {pci_p2pdma_distance_many: {provider: A, clients: [B]}}\n'

  it('11: two functions below a switch with a management function count 4', () => {
    expect(
      distance(`machine:
  cpu: {vendor: AMD, family: 0x17}
  hosts: [{name: hb0}]
  functions:
    - {name: rp, type: root port, on: hb0, at: '03.1', id: '1022:1483'}
    - {name: d3, type: conventional, on: hb0, at: '03.0', id: '1022:1482'}
    - {name: up, type: switch upstream port, below: rp, at: '00.0', id: '11f8:4052'}
    - {name: mgmt, type: endpoint, below: rp, at: '00.1', id: '11f8:4052', bar: {size: 4M}}
    - {name: dp0, type: switch downstream port, below: up, at: '00.0'}
    - {name: dp1, type: switch downstream port, below: up, at: '01.0'}
    - {name: A, type: endpoint, below: dp0, bar: {size: 2M}}
    - {name: B, type: endpoint, below: dp1}
steps:
${DISTANCE}`),
    ).toBe(4)
  })

  it('13: three root buses of one domain are reached through the host bridges, 4 each', () => {
    expect(
      distance(`machine:
  cpu: {vendor: AMD, family: 0x17}
  hosts: [{name: pci20, domain: 0, bus: 0x20}, {name: pci80, domain: 0, bus: 0x80}, {name: pcie0, domain: 0, bus: 0xe0}]
  functions:
    - {name: r20, type: root port, on: pci20, at: '03.0', id: '1022:1483'}
    - {name: A, type: endpoint, below: r20, bar: {size: 32G}}
    - {name: r80, type: root port, on: pci80, at: '01.0', id: '1022:1483'}
    - {name: B, type: endpoint, below: r80, bar: {size: 32G}}
    - {name: re0, type: root port, on: pcie0, at: '03.0', id: '1022:1483'}
    - {name: C, type: endpoint, below: re0, bar: {size: 32G}}
steps:
  - {pci_p2pdma_distance_many: {provider: A, clients: [B, C]}}
`),
    ).toBe(8)
  })

  it('17: two host bridges and a BAR of 32 GiB are laid out, and answered: -1, or through the bridges where these are listed', () => {
    const two = (allowlist: string): string => `machine:
${allowlist}  hosts: [{name: hb0}, {name: hb1}]
  functions:
    - {name: r0, type: root port, on: hb0, id: '8086:6f00'}
    - {name: A, type: endpoint, below: r0, bar: {size: 32G}}
    - {name: r1, type: root port, on: hb1, id: '8086:6f00'}
    - {name: B, type: endpoint, below: r1, bar: {size: 2M}}
steps:
${DISTANCE}`
    expect([distance(two('')), distance(two("  allowlist: [{id: '8086:6f00'}]\n"))]).toEqual([-1, 4])
  })
})
