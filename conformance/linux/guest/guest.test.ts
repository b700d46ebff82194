import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { AcsBit } from '../../../model/machine/acs.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { ScenarioFile } from '../../../model/scenario/file.ts'
import { identity, withLinuxAcs, type CaseFile } from '../compare/case.ts'
import { unaskable } from './askable.ts'
import { cpuModel } from './boot.ts'
import { MACHINE, SCENARIO } from './example.ts'
import { guestText } from './guest.ts'
import { FILE, FOLDER, initramfs } from './initramfs.ts'
import { kernelArguments, qemuArguments } from './qemu-machine.ts'

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

  it('asks who shares what, and holds timers from the first mapping on', () => {
    const text = guestText(3, { ...SCENARIO, shares: true })
    const lines = E.isRight(text) ? text.right.text.split('\n') : []
    expect(lines.slice(lines.indexOf('start'))).toEqual([
      'start',
      'dev 0',
      'dev 1',
      'mates 0',
      'mates 1',
      'ids 0',
      'ids 1',
      'add 1',
      'hold',
      'map 1 1 0 r1000:1000 b1.0:1000',
      'reach 1 7',
      'unmap 7',
      'end',
      '',
    ])
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
