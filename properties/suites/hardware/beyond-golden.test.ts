/**
 * Rules that no golden vector reaches, each with where it has requests land.
 */
import { describe, expect, it } from 'vitest'
import { phys } from '../../../model/address.ts'
import { deliverFromCpu } from '../../../model/hardware/from-cpu.ts'
import type { Hop } from '../../../model/hardware/landing.ts'
import { power } from '../../../model/machine/columns.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { T_A } from './machines.ts'
import { tryAll } from './rows.ts'
import { MORE } from './vectors/index.ts'

describe('rules of the fabric that no golden vector reaches', () => {
  for (const vector of MORE) it(vector.says, () => tryAll(vector))
})

describe('the reasons', () => {
  it('tell a CPU address outside every window from a hole in one (RC-11)', () => {
    const because = (address: number) => {
      const hops: Hop[] = []
      deliverFromCpu(power(layOut(T_A)), phys(address), 'read', hops)
      return hops.at(-1)!.because
    }
    expect([0x9000_0000, 0xb800_0000].map(because)).toEqual(['RC-11', 'RC-11-hole'])
  })
})
