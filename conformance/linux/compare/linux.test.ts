import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { AcsBit } from '../../../model/machine/acs.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { ScenarioFile } from '../../../model/scenario/file.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { listener, sumOf } from '../guest/answers.ts'
import { cpuModel } from '../guest/boot.ts'
import { identity, withLinuxAcs, type CaseFile } from './case.ts'
import { cases, qemuCases } from './cases.ts'
import { compare } from './compare.ts'
import { unaskable } from '../guest/askable.ts'
import { guestText } from '../guest/guest.ts'
import { isQemuMachine, kernelArguments, qemuArguments } from '../guest/qemu-machine.ts'
import { FILE, FOLDER, initramfs } from '../guest/initramfs.ts'

const heard = (...lines: string[]) => {
  const { guest, hear, stopped } = listener()
  lines.forEach(hear)
  stopped('QEMU ended (0)')
  return guest
}

const sealed = (text: string): string => `${text} $${sumOf(text)}`
const HELLO = sealed('@0 linux 6.12.117 cpu AuthenticAMD family 15 ram 1400000')
const TALK = [HELLO, ...['@1 7 begin', '@2 7 0 distance 4', '@3 7 1 add 0', '@4 7 end', '@5 over'].map(sealed)]

describe('what a guest says', () => {
  it('is heard by scenario and question', () => {
    const guest = heard(...TALK)
    expect(guest).toMatchObject({ over: true, hello: HELLO.slice(3).replace(/ \$\d+$/, '') })
    expect(guest.trouble).toBeUndefined()
    expect(guest.scenarios.get(7)).toEqual({ answers: [['distance 4'], ['add 0']], whole: true, ram: 0x1400000 })
  })

  it('is in trouble when any line is cut anywhere', () => {
    for (const [i, line] of TALK.entries())
      for (let kept = 0; kept < line.length; kept++) {
        const guest = heard(...TALK.with(i, line.slice(0, kept)))
        const troubles = [guest.trouble, guest.scenarios.get(7)?.trouble]
        expect(troubles.some(Boolean), `${line.slice(0, kept)} of ${line}`).toBe(true)
      }
  })

  it('is in trouble when a line loses characters in its middle', () => {
    for (const [i, line] of TALK.entries())
      for (let at = 0; at < line.length - 1; at++) {
        const guest = heard(...TALK.with(i, line.slice(0, at) + line.slice(at + 1 + (at % 16))))
        expect([guest.trouble, guest.scenarios.get(7)?.trouble].some(Boolean), `${line} at ${at}`).toBe(true)
      }
  })

  it('may be asked again where the console garbled it, not where the kernel complained', () => {
    const garbled = (line: string) => heard(...TALK.with(2, line)).scenarios.get(7)!.garbled
    expect([garbled('@2 7 0 dist'), garbled('BUG: bad'), heard(...TALK).scenarios.get(7)!.garbled]).toEqual([
      true,
      true,
      undefined,
    ])
    expect(heard(...TALK.toSpliced(2, 0, 'BUG: bad')).scenarios.get(7)!.garbled).toBeUndefined()
  })

  it('is in trouble when a line is lost', () => {
    for (let i = 0; i < TALK.length; i++) {
      const guest = heard(...TALK.toSpliced(i, 1))
      expect([guest.trouble, guest.scenarios.get(7)?.trouble].some(Boolean), TALK[i]).toBe(true)
    }
  })

  it.each([
    'BUG: kernel NULL pointer dereference, address: 0000000000000008',
    'WARNING: CPU: 0 PID: 1 at mm/memremap.c:217 pagemap_range+0x10/0x20',
    'Oops: 0000 [#1] SMP',
    ' Call Trace:',
    'Kernel panic - not syncing: Fatal exception',
  ])('is in trouble where the kernel says %s', (complaint) => {
    const guest = heard(...TALK.toSpliced(3, 0, complaint))
    expect(guest.scenarios.get(7)!.trouble).toContain(complaint.trim())
  })

  it('keeps what was said before and after the scenario in trouble', () => {
    const one = (n: number, from: number): string[] => [
      sealed(`@${from} ${n} begin`),
      sealed(`@${from + 1} ${n} 0 add 0`),
      sealed(`@${from + 2} ${n} end`),
    ]
    const lines = [HELLO, ...one(1, 1), ...one(2, 4), ...one(3, 7), sealed('@10 over')]
    const { scenarios } = heard(...lines.toSpliced(5, 0, 'WARNING: CPU: 0'))
    expect([1, 2, 3].map((n) => scenarios.get(n)!.trouble === undefined)).toEqual([true, false, true])
  })

  it('has no end where the guest stopped', () => {
    const { scenarios, over } = heard(...TALK.slice(0, 3))
    expect(over).toBe(false)
    expect(scenarios.get(7)).toMatchObject({ whole: false, trouble: 'QEMU ended (0)' })
  })
})

const MACHINE: ScenarioFile['machine'] = {
  hosts: [{ name: 'hb0', offset: 0x80000000 }],
  functions: [
    { name: 'rp', type: 'root port', on: 'hb0', id: '8086:2030', acs: ['RR'] },
    { name: 'A', type: 'endpoint', below: 'rp', bar: { size: 0x200000 } },
  ],
}
const SCENARIO: ScenarioFile = {
  machine: MACHINE,
  steps: [
    { pci_p2pdma_add_resource: { provider: 'A' } },
    { dma_map_sgtable: { as: 'm', client: 'A', direction: 'DMA_TO_DEVICE', list: [{ ram: 0x1000 }, { bar: 'A' }] } },
    { dma: { map: 'm' } },
    { dma_unmap_sgtable: { map: 'm' } },
  ],
}

describe('the text for the guest', () => {
  it('has the machine, the questions, and an end', () => {
    const text = guestText(3, SCENARIO)
    expect(E.isRight(text) && text.right.text.split('\n')).toEqual([
      'scenario 3',
      'host 10 4000000000 400000000 80000000',
      'function 0 -1 -1 8 4 8086 2030 7f 4 0 ffffffffffffffff 0 10000 ffffffff',
      'function 0 0 -1 0 0 1111 101 ffff 0 200000 ffffffffffffffff 0 10000 ffffffff',
      'start',
      'dev 0',
      'dev 1',
      'add 1',
      'map 1 1 0 r1000:1000 b1.0:1000',
      'unmap 3',
      'again 3',
      'alloc 1 2000',
      'end',
      '',
    ])
    expect(E.isRight(text) && text.right.questions.length).toBe(7)
  })

  it.each<[string, Partial<ScenarioFile>]>([
    ['no IOMMU sees made-up functions', { machine: { ...MACHINE, hosts: [{ name: 'hb0', iommu: 'translating' }] } }],
    [
      'DMA is coherent on x86',
      { machine: { ...MACHINE, functions: MACHINE.functions.map((f) => ({ ...f, coherent: false })) } },
    ],
    ['Linux warns of a second page map for a BAR', { steps: [SCENARIO.steps[0], SCENARIO.steps[0]] }],
  ])('is refused: %s', (reason, change) => {
    expect(guestText(0, { ...SCENARIO, ...change })).toEqual(E.left(reason))
  })
})

describe('ACS words of a guest that was told about them', () => {
  const words = (pci: string, requestsAcs: boolean) => {
    const { functions } = withLinuxAcs({ ...MACHINE, hosts: [{ name: 'hb0', domain: 0x10 }] }, { pci, requestsAcs })
    return functions.map(({ acs }) => (acs === undefined || Array.isArray(acs) ? acs : acs.control))
  }
  it.each<[string, boolean, AcsBit[]]>([
    ['', false, ['RR']],
    ['', true, ['SV', 'RR', 'CR', 'UF']],
    ['noats', true, ['SV', 'TB', 'RR', 'CR', 'UF']],
    ['disable_acs_redir=0010:00:01.0', false, []],
    ['disable_acs_redir=0011:00:01.0', false, ['RR']],
    ['disable_acs_redir=pci:8086:2030', true, []],
    ['config_acs=1x0xx@10:00:01.0', false, ['UF']],
  ])('pci=%s, an IOMMU in it: %s', (pci, requestsAcs, control) => {
    expect(words(pci, requestsAcs)).toEqual([control, undefined])
  })
  it('are asked for when it is booted, and once more after its functions were restored', () => {
    const asked: CaseFile = { ...SCENARIO, pci: 'noats', requestsAcs: true }
    expect(kernelArguments(MACHINE, asked)).toBe('intel_iommu=on iommu=pt pci=noats')
    expect(qemuArguments(MACHINE, asked)).toEqual(['-device', 'intel-iommu,intremap=off'])
    const text = guestText(0, asked)
    expect(E.isRight(text) && text.right.text).toContain('\nrestore 0\nend\n')
  })
})

describe('a pool', () => {
  const file: CaseFile = {
    machine: MACHINE,
    steps: [SCENARIO.steps[0]],
    pools: [
      { provider: 'A', pieces: [{ take: 0x1000 }, { take: 0x200000 }, { give: 0 }, { take: 0x200000 }, { give: 0 }] },
    ],
  }
  const text = guestText(0, file)
  if (E.isLeft(text)) throw new Error(text.left)
  const answers = [
    ['dev 0010:00:01.0 - 1:0004 0 0 0'],
    ['dev 0010:01:00.0 0010:00:01.0 0:0000 4000200000 3f80200000 200000'],
    ['add 0'],
    ['alloc 4000200000 3f80200000'],
    ['take 4000200000 3f80200000'],
    ['take none'],
    ['given'],
    ['take 4000200000 3f80200000'],
    ['skipped'],
  ]
  const differences = (said: string[][]) => compare(linux612, file, text.right.questions, said, 0).differences
  it('runs dry, and takes back', () => {
    expect(text.right.text).toContain('take 1 1000\ntake 1 200000\ngive 4\ntake 1 200000\ngive 4\nend')
    expect(differences(answers)).toEqual([])
  })
  it.each([4, 5, 6, 7, 8])('and what question %i says of it matters', (q) => {
    const other = answers[q][0] === 'take none' ? 'take 4000201000 3f80201000' : 'take none'
    expect(differences(answers.with(q, [other])).length).toBe(1)
  })
  it('of nobody is not asked', () => {
    const none = guestText(0, { ...file, steps: [] })
    expect(E.isRight(none) && none.right.text).not.toContain('take')
  })
})

describe('a virtual function', () => {
  const virtual = (...places: string[]): ScenarioFile['machine'] => ({
    ...MACHINE,
    functions: [
      ...MACHINE.functions,
      ...places.map((at, i) => ({
        name: `A${i}`,
        type: 'endpoint' as const,
        below: 'rp',
        at,
        virtualOf: 'A',
        bar: { size: 0x200000 },
      })),
    ],
  })
  it('is told to the guest with its physical one, whose vendor it has', () => {
    const text = guestText(0, { machine: virtual('00.1'), steps: [] })
    expect(E.isRight(text) && text.right.text).toContain(
      '\nfunction 0 0 1 1 0 1111 102 ffff 0 200000 ffffffffffffffff 0 10000 ffffffff\n',
    )
  })
  it('says the same device as all others of its physical one', () => {
    const m = layOut(virtual('00.2', '00.1'))
    expect([1, 2, 3].map((f) => identity(m, f))).toEqual([
      { vendor: 0x1111, device: 0x101 },
      { vendor: 0x1111, device: 0x103 },
      { vendor: 0x1111, device: 0x103 },
    ])
  })
  it('follows the one before it', () => {
    expect(unaskable({ machine: virtual('00.2', '00.3'), steps: [] })).toBeUndefined()
    expect(unaskable({ machine: virtual('00.1', '00.3'), steps: [] })).toMatch(/one after the other/)
  })
})

describe('cases', () => {
  const drawn = [...cases(300, 1), ...qemuCases(50, 1)]
  it('are possible', () => {
    for (const file of drawn) {
      expect(E.isRight(checkScenario(file)), JSON.stringify(checkScenario(file))).toBe(true)
      expect([undefined, 'the guest has no bounce buffers']).toContain(unaskable(file))
    }
  })
  it('can be asked, nearly all of them', () => {
    expect(drawn.filter((file) => unaskable(file) !== undefined).length).toBeLessThan(drawn.length / 10)
  })
  it('are of QEMU where an IOMMU sees functions, and nowhere else', () => {
    const iommus = drawn.map(({ machine }) => [isQemuMachine(machine), machine.hosts[0].iommu ?? 'off'].join(' '))
    expect([...new Set(iommus)].toSorted()).toEqual(['false off', 'true off', 'true passthrough', 'true translating'])
  })
  it('draw everything that a guest can be told', () => {
    const has = (test: (file: CaseFile) => boolean) => expect(drawn.some(test), String(test)).toBe(true)
    has(({ requestsAcs }) => requestsAcs === true)
    has(({ pci, requestsAcs }) => pci !== undefined && requestsAcs === undefined)
    has(({ pci, machine }) => pci !== undefined && isQemuMachine(machine))
    has(({ strict, machine }) => strict === true && machine.hosts[0].iommu === 'translating')
    has(({ strict, machine }) => strict === false && machine.hosts[0].iommu === 'translating')
    has(({ machine }) => machine.functions.some(({ virtualOf }) => virtualOf !== undefined))
    has(({ machine }) => machine.functions.some(({ maxSegment }) => maxSegment !== undefined))
    has(({ machine }) => machine.functions.some(({ boundary }) => boundary !== undefined))
    has(({ pools = [] }) => pools.some(({ pieces }) => pieces.some((piece) => 'give' in piece)))
  })
  it('are the same for the same seed', () => {
    expect(cases(20, 5)).toEqual(cases(20, 5))
    expect(cases(20, 6)).not.toEqual(cases(20, 5))
  })
})

describe('a machine of QEMU', () => {
  const machine: ScenarioFile['machine'] = {
    hosts: [{ name: 'hb0', iommu: 'translating' }],
    functions: [
      { name: 'mch', type: 'conventional', on: 'hb0', at: '00.0', id: '8086:29c0' },
      { name: 'rp0', type: 'root port', on: 'hb0', at: '10.0', id: '1b36:000c' },
      { name: 'A', type: 'conventional', below: 'rp0', at: '00.0', id: '1af4:1110', bar: { size: 0x200000 } },
    ],
  }
  it('is told to QEMU and to its kernel', () => {
    expect(qemuArguments(machine).filter((word) => word !== '-device' && word !== '-object')).toEqual([
      'intel-iommu,intremap=off',
      'pcie-root-port,id=rp0,chassis=1,slot=1,addr=10.0,multifunction=on,disable-acs=true',
      'memory-backend-ram,id=mA,size=2097152,share=on',
      'ivshmem-plain,id=A,memdev=mA,bus=rp0,addr=00.0,multifunction=on',
    ])
    expect(kernelArguments(machine)).toBe('intel_iommu=on')
  })
  it('is adopted by the guest', () => {
    const text = guestText(0, { machine, steps: [] })
    expect(E.isRight(text) && text.right.text.split('\n').filter((line) => line.startsWith('own'))).toEqual([
      'own 0 0 -1 ffffffffffffffff 0 10000 ffffffff',
      'own 0 80 -1 ffffffffffffffff 0 10000 ffffffff',
      'own 1 0 2 ffffffffffffffff 0 10000 ffffffff',
    ])
  })
})

describe('comparing where an IOMMU chooses addresses', () => {
  const machine = (untrusted: boolean): ScenarioFile['machine'] => ({
    hosts: [{ name: 'hb0', iommu: 'translating' }],
    functions: [
      { name: 'mch', type: 'conventional', on: 'hb0', at: '00.0', id: '8086:29c0' },
      { name: 'rp0', type: 'root port', on: 'hb0', at: '10.0', id: '1b36:000c' },
      {
        name: 'A',
        type: 'conventional',
        below: 'rp0',
        at: '00.0',
        id: '1af4:1110',
        bar: { size: 0x200000 },
        untrusted,
      },
    ],
  })
  const differences = (untrusted: boolean, mapped: string[]) => {
    // Half pages do not join; whole ones do not bounce.
    const length = untrusted ? 0x1000 : 0x800
    const list = [
      { ram: 0x1000, length },
      { ram: 0x9000, length },
    ]
    const steps = [{ dma_map_sgtable: { as: 'm', client: 'A', direction: 'DMA_TO_DEVICE' as const, list } }]
    const file = { machine: machine(untrusted), steps }
    const answers = [
      ['dev 0000:00:00.0 - 0:0000 0 0 0'],
      ['dev 0000:00:10.0 - 0:0000 0 0 0'],
      ['dev 0000:01:00.0 0000:00:10.0 0:0000 fe800000 fe800000 200000'],
      ['domain lazy'],
      mapped,
    ]
    const text = guestText(0, file)
    if (E.isLeft(text)) throw new Error(text.left)
    return compare(linux612, file, text.right.questions, answers, 0).differences.length
  }
  const at = (first: string, second: string, length: string) => [
    'map 0 2',
    `seg 1000 ${length} ${first} ${length} 0`,
    `seg 9000 ${length} ${second} ${length} 0`,
    `to 1000 ${length}`,
    `to 9000 ${length}`,
  ]

  it('takes any base for a list, and no other distances in it', () => {
    expect(differences(false, at('fffc0000', 'fffc1000', '800'))).toBe(0)
    expect(differences(false, at('10000', '11000', '800'))).toBe(0)
    expect(differences(false, at('11000', '10000', '800'))).toBe(1)
  })
  it('takes any place for each entry of an untrusted client', () => {
    expect(differences(true, at('11000', '10000', '1000'))).toBe(0)
    expect(differences(true, at('11000', '10008', '1000'))).toBe(1)
    expect(differences(true, at('11000', '10000', '1000').with(0, 'map 0 1'))).toBe(1)
  })
})

describe('comparing', () => {
  const text = guestText(0, SCENARIO)
  if (E.isLeft(text)) throw new Error(text.left)
  const RAM = 0x1400000
  const answers = [
    ['dev 0010:00:01.0 - 1:0004 0 0 0'],
    ['dev 0010:01:00.0 0010:00:01.0 0:0000 4000200000 3f80200000 200000'],
    ['add 0'],
    ['map 0 2', 'seg 1401000 1000 1401000 1000 0', 'seg 4000200000 1000 3f80200000 1000 1'],
    ['unmapped 0', 'seg 1401000 1000 1401000 1000 0', 'seg 4000200000 1000 3f80200000 1000 0'],
    [
      'map 0 2',
      'seg 1401000 1000 1401000 1000 0',
      'seg 4000200000 1000 3f80200000 1000 1',
      'unmapped 0',
      'seg 1401000 1000 1401000 1000 0',
      'seg 4000200000 1000 3f80200000 1000 0',
    ],
    ['alloc 4000200000 3f80200000'],
  ]
  const differences = (said: string[][]) => compare(linux612, SCENARIO, text.right.questions, said, RAM).differences

  it('agrees with Linux', () => {
    expect(compare(linux612, SCENARIO, text.right.questions, answers, RAM)).toEqual({ answers: 7, differences: [] })
  })

  it('notices every answer that is changed, and every one that is not there', () => {
    const noticed = fc.property(fc.nat(answers.length - 1), fc.nat(), fc.nat(), (q, l, c) => {
      const line = answers[q][l % answers[q].length]
      const digits = [...line.matchAll(/\b[0-9a-f]+\b/g)].filter(({ index }) => index > 0)
      fc.pre(digits.length > 0)
      const { 0: word, index } = digits[c % digits.length]
      const changed =
        line.slice(0, index) + (word === '0' ? '1' : `${word === '1' ? '' : '1'}0`) + line.slice(index + word.length)
      const lines = answers[q].with(l % answers[q].length, changed)
      // What unmap leaves in an entry besides the mark is nobody's.
      const unmapped = answers[q].slice(0, l % answers[q].length).some((before) => before.startsWith('unmapped'))
      if (unmapped && c % digits.length < 4) return
      expect(differences(answers.with(q, lines)), changed).not.toEqual([])
    })
    fc.assert(noticed, { seed: 1, numRuns: 500 })
    for (const q of answers.keys()) expect(differences(answers.with(q, []))).not.toEqual([])
  })
})

describe('a guest', () => {
  it('has the CPU that the machine has', () => {
    expect([cpuModel('AMD', 15), cpuModel('AMD', 0x17), cpuModel('Intel', 6)]).toEqual([
      'max',
      'EPYC',
      'max,vendor=GenuineIntel,family=6',
    ])
  })

  it('begins from an archive that is the same for the same files', () => {
    const archive = Buffer.from(
      initramfs([
        { name: 'bin', mode: FOLDER },
        { name: 'a', mode: FILE, content: Buffer.from('hello') },
      ]),
    )
    expect(archive.length % 4).toBe(0)
    expect(archive.toString('latin1').split('070701').length).toBe(4)
    expect(archive.toString('latin1')).toContain('a\0hello\0\0\0')
  })
})
