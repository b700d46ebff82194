import { lacksOf } from '../lacks.ts'
import { askText, dumpText, pairOf } from './asked.ts'
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

  it('of AMD without a family leaves open whether it is one of Zen: that is asked for, not the CPU', () => {
    const asked = askText(dumpText('13').replaceAll('ReqRedir-', 'ReqRedir+'), { cpu: readCpu('AMD') })
    const pair = pairOf(asked, '04:00.0', '05:00.0')
    expect(pair.type).toBe('depends')
    expect(pair.why).toContain('depends on the family of the AMD CPU, which nobody named: if')
    expect(lacksOf(asked)[0].says).toMatch(/^the family of the CPU: /)
  })
})
