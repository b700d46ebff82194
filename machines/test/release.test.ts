/** The release decides: its list of host bridges, its quirks of ACS, and what its parameters do. */
import { describe, expect, it } from 'vitest'
import { bridgesForward } from '../../model/kernel/pci/allowlist.ts'
import { bridgesForwardIn } from '../../model/kernel/pci/allowlist-releases.ts'
import { quirkOf, quirksIn } from '../../model/kernel/pci/acs-quirks.ts'
import { groupNames } from '../report.ts'
import { designIn, isAsked, readRelease, type Release } from '../release.ts'
import { askText, dumpText, pairOf, inShort } from './asked.ts'
import { INTEL } from './cpus.ts'

const release = (text: string): Release => readRelease(text)!
const ports = (first: string, id: string): string =>
  [first, first.replace(/\d\.0$/, '2.0')]
    .map(
      (at, i) => `${at} PCI bridge [0604]: A [${id}]
\tBus: primary=00, secondary=0${i + 1}, subordinate=0${i + 1}, sec-latency=0
\tCapabilities: [40] Express (v2) Root Port (Slot+), IntMsgNum 0

0${i + 1}:00.0 Non-Volatile memory controller [0108]: B [144d:a808]
\tCapabilities: [70] Express (v2) Endpoint, IntMsgNum 0
`,
    )
    .join('\n')
const between = (text: string, kernel: string, cpu: Parameters<typeof askText>[1]): string =>
  inShort(pairOf(askText(text, { ...cpu, release: release(kernel) }), '01:00.0', '02:00.0'))

const BRIDGE = (id: string): string => `00:00.0 Host bridge [0600]: A [${id}]\n\n`
const through = 'THRU_HOST_BRIDGE 4'
const refused = 'NOT_SUPPORTED 4'

describe('a release', () => {
  it.each([
    ['6.12.117+deb13-amd64', { major: 6, minor: 12, patch: 117 }],
    ['6.8.0-49-generic', { major: 6, minor: 8, patch: 0 }],
    ['linux-5.4', { major: 5, minor: 4 }],
    ['6', undefined],
    ['6.12.1.1', undefined],
    ['next-20260101', undefined],
  ])('is read as uname -r prints it: %s', (text, found) => {
    expect(readRelease(text)).toEqual(found)
  })

  it('is asked where its rules were read', () => {
    const asked = ['4.19', '4.20', '5.1', '5.2', '5.3', '5.4', '6.12', '7.3', '7.4'].filter((one) =>
      isAsked(release(one)),
    )
    expect(asked).toEqual(['4.20', '5.1', '5.4', '6.12', '7.3'])
    expect(['5.1', '5.19', '6.0', '6.16', '7.3'].map((one) => designIn(release(one)))).toEqual([
      'linux-4.20',
      'linux-5.4',
      'linux-6.12',
      'linux-6.12',
      'linux-6.17',
    ])
  })

  it('of 6.12 has the list and the quirks that a search asks', () => {
    const [forwards, quirks] = [bridgesForwardIn(release('6.12')), quirksIn(release('6.12'))]
    for (const id of [
      '8086:3c00',
      '8086:2030',
      '8086:09a2',
      '8086:6f00',
      '1022:1450',
      '8086:a110',
      '17cb:0111',
      '1ae0:1',
    ])
      for (const vendor of ['AMD', 'Intel'] as const) {
        const { machine } = askText(BRIDGE(id) + ports('00:01.0', id), { cpu: { vendor, family: 0x17 } }).cases[0]
        expect(forwards(machine, 0, 0), id).toBe(bridgesForward(machine, 0, 0))
        expect(machine.parent.map((_, f) => quirks(machine, f))).toEqual(
          machine.parent.map((_, f) => quirkOf(machine, f)),
        )
      }
  })
})

describe('a host bridge is believed', () => {
  it.each([
    ['8086:3c00', '4.20', refused],
    ['8086:3c00', '5.4', through],
    ['8086:2030', '5.4', refused],
    ['8086:2030', '5.6', through],
    ['8086:2031', '5.6', refused],
    ['8086:2031', '5.7', through],
    ['8086:0b25', '7.1.2', refused],
    ['8086:0b25', '7.1.3', through],
    ['8086:0b25', '7.2', through],
    ['1ae0:0042', '7.0', refused],
    ['1ae0:0042', '7.1', through],
    ['10de:2f95', '7.2', refused],
    ['10de:2f95', '7.3', through],
    ['1022:1450', '5.4', through],
    ['1022:1450', '5.9', refused],
  ])('%s by Linux %s: %s', (id, kernel, answer) => {
    expect(between(BRIDGE(id) + ports('00:01.0', '8086:2030'), kernel, { cpu: INTEL })).toBe(answer)
  })

  it('by the CPU from 5.9 on, and without a device at 00.0 by a root port from 5.18 on', () => {
    const zen = { cpu: { vendor: 'AMD', family: 0x19 } } as const
    const text = BRIDGE('1022:14d8') + ports('00:01.0', '1022:14db')
    expect([between(text, '5.8', zen), between(text, '5.9', zen)]).toEqual([refused, through])
    const alone = ports('00:01.0', '8086:2030')
    expect([between(alone, '5.17', { cpu: INTEL }), between(alone, '5.18', { cpu: INTEL })]).toEqual([refused, through])
  })

  it('hangs on the CPU only where Linux asks it', () => {
    const doubtsIn = (kernel: string): readonly string[] => askText(dumpText('13'), { release: release(kernel) }).doubts
    expect([doubtsIn('5.4'), doubtsIn('5.9')]).toEqual([[], ['zen']])
  })

  it('is told as that release sees it', () => {
    const why = (kernel: string): string =>
      pairOf(
        askText(BRIDGE('8086:6f00') + ports('00:01.0', '8086:6f02'), { cpu: INTEL, release: release(kernel) }),
        '01:00.0',
        '02:00.0',
      ).why
    expect(why('4.20')).toContain('before 5.4, Linux does not believe that any host bridge forwards')
    expect(why('5.4')).toMatch(/; Linux's list of host bridges does not have 0000:00:00.0 8086:6f00$/)
    expect(why('6.12')).toContain('the CPU is not an AMD CPU of the Zen family or later, and Linux')
  })
})

describe('a host bridge that is listed for itself alone', () => {
  it('is told as that, of two functions below two of them', () => {
    const one = BRIDGE('8086:3c00') + ports('00:01.0', '8086:3c02')
    const other = one.replaceAll(/^0([012]:0)/gm, '8$1').replaceAll(/=0(?=\d)/g, '=8')
    const asked = askText(`${one}\n${other}`, { cpu: INTEL })
    expect(pairOf(asked, '01:00.0', '02:00.0').type).toBe('THRU_HOST_BRIDGE')
    expect(pairOf(asked, '01:00.0', '82:00.0').why).toMatch(
      /has 0000:00:00\.0 8086:3c00 and 0000:80:00\.0 8086:3c00, but only for two functions below the same one$/,
    )
  })
})

describe('a parameter does what that release makes of it', () => {
  const list = 'intel_iommu=on pci=disable_acs_redir=0000:03:08.0;0000:03:10.0'
  const wordIn = (kernel: string, cmdline: string): number => {
    const asked = askText(dumpText('13'), { cpu: INTEL, cmdline, release: release(kernel) })
    return asked.cases[0].acsControl[asked.dump.functions.findIndex(({ bus, devfn }) => bus === 3 && devfn === 0x40)]
  }

  it('disable_acs_redir keeps Source Validation and Upstream Forwarding until 6.11', () => {
    expect([wordIn('6.10', list), wordIn('6.12', list)]).toEqual([0x11, 0])
  })

  it('config_acs is nothing before 6.11', () => {
    const config = 'pci=config_acs=xxxxxx1@0000:03:08.0'
    expect([wordIn('6.10', config), wordIn('6.12', config)]).toEqual([0, 1])
  })

  it('of 6.11 to 6.14 is a sum: a 0 gives back what firmware had, and a list of redirects switches on all else (R6.11-2)', () => {
    const [redirects, bits] = ['disable_acs_redir=0000:03:08.0', 'config_acs=0@0000:03:08.0;0000:03:10.0']
    const words = (kernel: string) => [redirects, bits].map((one) => wordIn(kernel, `intel_iommu=on pci=${one}`))
    // Firmware had 0 in them; the kernel makes 0x1d of it; of the seven bits the ports have all but Egress Control.
    expect(words('6.12')).toEqual([0, 0])
    for (const kernel of ['6.11', '6.12.22', '6.13.10', '6.14.1']) expect(words(kernel), kernel).toEqual([0x53, 0x1c])
    for (const kernel of ['6.12.23', '6.13.11', '6.14.2', '6.15']) expect(words(kernel), kernel).toEqual([0, 0])
    const second = 'intel_iommu=on pci=config_acs=1@0000:03:10.0;0@0000:03:08.0'
    expect(['6.14.1', '6.14.2'].map((kernel) => wordIn(kernel, second))).toEqual([0x1d, 0])
  })

  it('the line to type is one that the release knows, with the cost that it has there', () => {
    const needs = (kernel: string): string =>
      pairOf(
        askText(dumpText('13'), { cpu: INTEL, cmdline: 'intel_iommu=on', release: release(kernel) }),
        '04:00.0',
        '05:00.0',
      ).needs.join('\n')
    expect(needs('5.15')).toContain('boot with pci=disable_acs_redir=')
    expect(needs('5.15')).not.toMatch(/config_acs|Source Validation .* lost/)
    expect(needs('6.12')).toMatch(/config_acs[^]*Source Validation .* are lost/)
  })
})

describe('groups', () => {
  const card = (id: string): string => `${BRIDGE('8086:6f00')}
00:01.0 PCI bridge [0604]: A [8086:6f02]
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: [40] Express (v2) Root Port (Slot+), IntMsgNum 0
\tCapabilities: [110 v1] Access Control Services
\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-

01:00.0 Ethernet controller [0200]: B [${id}]
\tCapabilities: [70] Express (v2) Endpoint, IntMsgNum 0

01:00.1 Ethernet controller [0200]: B [${id}]
\tCapabilities: [70] Express (v2) Endpoint, IntMsgNum 0
`
  const isApart = (id: string, kernel: string): boolean =>
    groupNames(askText(card(id), { cpu: INTEL, release: release(kernel) })).some(
      (group) => group.length === 1 && group[0] === '0000:01:00.1',
    )

  it.each([
    ['8086:1521', '4.20', '4.20'],
    ['14e4:16d7', '5.13', '5.14'],
    ['14e4:1750', '5.19', '6.0'],
    ['14e4:1760', '6.10', '6.11'],
    ['8088:0100', '6.2', '6.3'],
  ])(
    'follow the quirks of the release: functions of %s are together in %s, and apart from %s on',
    (id, before, since) => {
      expect(isApart(id, since)).toBe(true)
      expect(isApart(id, before)).toBe(before === since)
    },
  )
})
