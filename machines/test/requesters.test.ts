/** Functions that send as another: a VMD for its whole domain, quirks for functions of their bus, bridges that are not transparent. */
import { describe, expect, it } from 'vitest'
import { bdfOf } from '../dumped.ts'
import { lacksOf } from '../lacks.ts'
import { groupNames, tellNote } from '../report.ts'
import { askText } from './asked.ts'
import { INTEL } from './cpus.ts'

const ENDPOINT = '\tCapabilities: [70] Express (v2) Endpoint, IntMsgNum 0\n\n'
const VMD = (at: string): string => `${at} RAID bus controller [0104]: VMD [8086:28c0]
\tCapabilities: [80] Express (v1) Root Complex Integrated Endpoint, IntMsgNum 0

`
const drives = (domain: string): string => `${domain}:00:02.0 PCI bridge [0604]: A [8086:347a]
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: [40] Express (v2) Root Port (Slot+), IntMsgNum 0

${domain}:01:00.0 Non-Volatile memory controller [0108]: B [144d:a808]
${ENDPOINT}`

const groupOf = (text: string, name: string): string[] | undefined =>
  groupNames(askText(text, { cpu: INTEL })).find((group) => group.includes(name))
const lacks = (text: string): string =>
  lacksOf(askText(text, { cpu: INTEL }))
    .map(tellNote)
    .join('\n')

describe('a VMD', () => {
  it('has all of its domain in its group: they send under its requester ID', () => {
    const text = VMD('0000:64:00.5') + drives('10000')
    expect(groupOf(text, '10000:01:00.0')).toEqual(['0000:64:00.5', '10000:00:02.0', '10000:01:00.0'])
    expect(lacks(text)).not.toContain('VMD')
  })

  it('is not guessed where there are several, or none', () => {
    const several = VMD('0000:64:00.5') + VMD('0000:c9:00.5') + drives('10000') + drives('10001')
    expect(groupOf(several, '10001:01:00.0')).not.toContain('0000:c9:00.5')
    expect(lacks(several)).toContain(
      'which function opens the domains 10000, 10001 (Intel VMD: 0000:64:00.5, 0000:c9:00.5): all in such a domain send under its requester ID',
    )
    expect(lacks(drives('10000'))).toContain(
      'which function opens the domain 10000 (an Intel VMD, and the dump has none)',
    )
  })
})

describe('a quirk', () => {
  const pair = (at: string, other: string, id: string): string =>
    [at, other].map((one) => `00:${one} SATA controller [0106]: M [${id}]\n${ENDPOINT}`).join('')

  it.each([
    ['1b4b:9230', '03.0', '03.1'],
    ['1180:e832', '03.2', '03.0'],
    ['8086:2260', '03.0', '10.0'],
    ['8086:2954', '03.0', '05.4'],
    ['10b5:87b0', '03.0', '1d.5'],
  ])('of %s says that %s sends as %s too', (id, at, other) => {
    const { machine, dump } = askText(pair(at, other, id), { cpu: INTEL })
    const functionAt = (place: string): number => dump.functions.findIndex((f) => bdfOf(f).endsWith(place))
    expect(machine.dmaAliases[functionAt(at)]).toContain(functionAt(other))
  })

  it('puts functions of two devices into one group', () => {
    expect(groupOf(pair('03.0', '10.0', '8086:2260'), '0000:00:03.0')).toContain('0000:00:10.0')
  })

  it('of a function says nothing of others', () => {
    expect(groupOf(pair('03.0', '04.1', '1b4b:9230'), '0000:00:03.0')).toEqual(['0000:00:03.0'])
    expect(groupOf(pair('03.0', '10.0', '8086:2261'), '0000:00:03.0')).toEqual(['0000:00:03.0'])
  })
})

describe('a Switchtec', () => {
  const at = (title: string): string => `03:00.1 ${title}: S [11f8:8536]\n${ENDPOINT}`

  it('that is a non-transparent bridge has proxy IDs, which no dump has', () => {
    expect(lacks(at('Bridge [0680]'))).toMatch(/^line 1: the proxy IDs of 0000:03:00\.1, a non-transparent bridge/m)
    expect(lacks(at('Memory controller [0580]'))).not.toContain('proxy')
  })
})
