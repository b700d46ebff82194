import { describe, expect, it } from 'vitest'
import { isTold, readCpu, readCpuinfo } from '../cpu.ts'

describe('a CPU', () => {
  it('is told with a family in any of three ways, or without one', () => {
    for (const word of ['AMD:0x17', 'amd:23', 'AMD:17h']) expect(readCpu(word)).toEqual({ vendor: 'AMD', family: 0x17 })
    expect(readCpu('Intel')).toEqual({ vendor: 'Intel' })
  })

  it('is refused where it is not sure what is meant, with what may be', () => {
    expect(() => readCpu('AMD:17')).toThrow(/AMD:0x17 for family 17h, or AMD:0x11 for "cpu family : 17"/)
    expect(() => readCpu('AMD:1a')).toThrow(/accepted: AMD:0x1a, if that is meant/)
    expect(readCpu('AMD:25')).toEqual({ vendor: 'AMD', family: 0x19 })
  })

  it('of AMD without a family is not told well enough: older ones do not forward', () => {
    expect([readCpu('AMD'), readCpu('AMD:0x10'), readCpu('Intel'), undefined].map(isTold)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('is the first of /proc/cpuinfo; a machine that is no x86 has none that Linux believes', () => {
    expect(readCpuinfo('vendor_id : GenuineIntel\ncpu family : 6\nvendor_id : AuthenticAMD\n')).toEqual({
      vendor: 'Intel',
      family: 6,
    })
    expect(readCpuinfo('processor\t: 0\nCPU implementer\t: 0x41\n')).toEqual({ vendor: 'other' })
    expect(() => readCpuinfo('nothing')).toThrow(/vendor_id/)
  })
})
