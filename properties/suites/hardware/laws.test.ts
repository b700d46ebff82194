import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PAGE, bus, iova, phys } from '../../../model/address.ts'
import { deliver } from '../../../model/hardware/deliver.ts'
import { deliverFromCpu } from '../../../model/hardware/from-cpu.ts'
import { ROOT_COMPLEX, type Hop, type Landing } from '../../../model/hardware/landing.ts'
import type { Access, Header } from '../../../model/hardware/request.ts'
import { ACS, NO_ACS } from '../../../model/machine/acs.ts'
import { KIND, ACCESS_KINDS, power, type Hw, type Machine } from '../../../model/machine/columns.ts'
import type { Domain } from '../../../model/machine/domain.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import { addressProblems } from '../../../model/machine/addresses.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { shapeProblems } from '../../../model/machine/shape.ts'
import { above, addresses, headers, initiators, machines, oddMachines } from './arbitrary.ts'

/**
 * Laws of the fabric on machines nobody thought of. Each counts how often its premise held, for a law that never
 * applies would hold of anything.
 */
const RUNS = { seed: 11, numRuns: 300 }

interface Request {
  readonly f: number
  readonly address: ReturnType<typeof bus>
  readonly access: Access
}

const requests = (m: Machine, from = initiators(m)): Request[] =>
  from.flatMap((f) => addresses(m).flatMap((address) => ACCESS_KINDS.map((access) => ({ f, address, access }))))

const land = (hw: Hw, { f, address, access }: Request, header: Header = {}): { landing: Landing; hops: Hop[] } => {
  const hops: Hop[] = []
  return { landing: deliver(hw, f, address, access, hops, header), hops }
}

const reachesRc = (hops: readonly Hop[]): boolean => hops.some(({ at }) => at === ROOT_COMPLEX)
const same = (a: Landing, b: Landing): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Runs the law on 300 machines; `check` answers how often its premise held. */
const law = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => number): void => {
  let applied = 0
  fc.assert(
    fc.property(arbitrary, (value) => {
      applied += check(value)
    }),
    RUNS,
  )
  expect(applied).toBeGreaterThan(100)
}

/** Fails with the request in the message. */
const holds = (premise: boolean, conclusion: () => boolean, request: unknown): number => {
  if (premise && !conclusion()) throw new Error(JSON.stringify(request))
  return premise ? 1 : 0
}
const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)

/** Every function able, no ACS, no IOMMU. */
const plain = (f: FunctionFile): FunctionFile => {
  const bare: FunctionFile = { ...f, iommu: 'off' }
  for (const field of ['acs', 'decodes', 'masters'] as const) delete bare[field]
  return bare
}
const all = (change: (f: FunctionFile) => FunctionFile, machine: MachineFile): MachineFile => ({
  ...machine,
  functions: machine.functions.map(change),
})
const everyDomain = (m: Machine, domain: Domain): Hw => ({
  ...power(m),
  domains: new Map(m.name.map((_, f) => [f, domain])),
})

describe('the odd machines', () => {
  it('are machines that a file may describe', () => {
    law(oddMachines, (file) => {
      // RAM that a bus sees where a window lies (HB-6) is the generator’s doing, or not.
      const problems = [...shapeProblems(file), ...addressProblems(layOut(file))].filter(
        ({ path }) => !path.startsWith('ram'),
      )
      return holds(true, () => problems.length === 0, problems)
    })
  })
})

describe('the fabric', () => {
  it('without ACS and IOMMU delivers a request for a BAR behind the same switch, below the root complex', () => {
    law(machines, (file) => {
      const m = layOut(all(plain, file))
      const switches = (f: number): number[] => above(m, f).filter((up) => m.kind[up] === KIND.switchUp)
      const pairs = initiators(m).flatMap((f) => initiators(m).map((g) => ({ f, g })))
      return sum(
        pairs.map(({ f, g }) => {
          const near = f !== g && switches(f).some((up) => switches(g).includes(up))
          const request = { f, address: m.bar[g], access: 'read' as const }
          const { landing, hops } = land(power(m), request)
          // Whether functions of one device reach each other is up to the device (RT-22).
          const arrives = m.parent[f] === m.parent[g] || (landing.kind === 'bar' && landing.owner === g)
          return holds(near, () => arrives && !reachesRc(hops), { ...request, file })
        }),
      )
    })
  })

  it('with a blocked domain lets nothing through that reached the root complex, translated or not', () => {
    law(fc.tuple(oddMachines, headers), ([odd, header]) => {
      // A host bridge that decodes first forwards before the IOMMU: that is its danger (RC-5).
      const m = layOut({ ...odd, hosts: odd.hosts.map((host) => ({ ...host, decodesFirst: false })) })
      const hw = everyDomain(m, { kind: 'blocked' })
      return sum(
        requests(m).map((request) => {
          const { landing, hops } = land(hw, request, header)
          const stopped = landing.kind === 'nowhere' || landing.kind === 'interrupt'
          return holds(reachesRc(hops), () => stopped, { request, landing, odd })
        }),
      )
    })
  })

  it('asks about Direct Translated only where a request is translated', () => {
    law(fc.tuple(oddMachines, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 })), ([file, on]) => {
      const hw = power(layOut(file))
      const DT = ACS.DT
      const acsControl = hw.acsControl.map((word, f) => {
        if (word === NO_ACS) return word
        const rest = Math.floor(word / (2 * DT)) * 2 * DT + (word % DT)
        return on[f] ? rest + DT : rest
      })
      return sum(
        requests(hw.machine).map((request) =>
          holds(true, () => same(land(hw, request).landing, land({ ...hw, acsControl }, request).landing), request),
        ),
      )
    })
  })

  it('looks at no ACS word, and at no oddity of one, for what comes down from a CPU, nor for the answer', () => {
    law(fc.tuple(oddMachines, fc.nat({ max: 0x7f })), ([file, word]) => {
      const before = power(layOut(file))
      const withoutEnhanced = (f: FunctionFile): FunctionFile => {
        const rest = { ...f }
        delete rest.enhancedAcs
        return rest
      }
      const after = power(layOut(all(withoutEnhanced, file)))
      const acsControl = after.acsControl.map(() => word)
      return sum(
        addresses(before.machine).flatMap((address) =>
          ACCESS_KINDS.map((access) => {
            const [one, other] = [before, { ...after, acsControl }].map((hw) =>
              deliverFromCpu(hw, phys(address), access),
            )
            return holds(one.kind === 'bar', () => same(one, other), { address, access, file })
          }),
        ),
      )
    })
  })

  it('lands every request somewhere, and the same one always there, told or not', () => {
    law(fc.tuple(oddMachines, headers, fc.nat()), ([file, header, forged]) => {
      const m = layOut(file)
      const hw = power(m)
      return sum(
        requests(m, [...m.name.keys()]).map((request) => {
          const { f, address, access } = request
          const neighbours = initiators(m).filter((g) => m.host[g] === m.host[f])
          const said = forged % 2 === 0 ? header : { ...header, requester: neighbours[forged % neighbours.length] }
          const { landing, hops } = land(hw, request, said)
          const again = deliver(hw, f, address, access, undefined, said)
          return holds(true, () => hops.length > 0 && isLanding(m, landing) && same(landing, again), { request, said })
        }),
      )
    })
  })

  it('gives an IOVA that equals a sibling’s window to the sibling, unless the port redirects (HW-GV-64, HW-GV-65)', () => {
    law(fc.tuple(machines, fc.boolean()), ([file, redirects]) => {
      const forward = (f: FunctionFile): FunctionFile =>
        f.type.endsWith('port') ? { ...plain(f), acs: ['UF'] } : plain(f)
      const m = layOut(all(forward, file))
      const pairs = initiators(m).flatMap((f) => initiators(m).map((g) => ({ f, g })))
      return sum(pairs.map(({ f, g }) => siblingWindow(m, f, g, redirects)))
    })
  })

  it('stops every translated request at a port with Translation Blocking', () => {
    law(oddMachines, (file) => {
      const hw = power(
        layOut(all((f) => (f.type.endsWith('port') ? { ...f, acs: ['TB', 'DT'] } : { ...f, inside: false }), file)),
      )
      const m = hw.machine
      return sum(
        requests(m).map((request) =>
          holds(
            above(m, request.f).length > 0,
            () => land(hw, request, { translated: true }).landing.kind === 'nowhere',
            request,
          ),
        ),
      )
    })
  })
})

const siblingWindow = (m: Machine, f: number, g: number, redirects: boolean): number => {
  const [port, peer] = [m.parent[f], m.parent[g]]
  const siblings = port !== peer && m.kind[port] === KIND.switchDown && m.parent[port] === m.parent[peer]
  const row = { iova: iova(m.bar[g]), phys: phys(m.ram[0].base), size: PAGE, read: true, write: true }
  const hw: Hw = {
    ...power(m),
    acsControl: m.acsControl.with(port, redirects ? ACS.RR : 0),
    domains: new Map([[f, { kind: 'translate', table: [row] }]]),
  }
  const landed = (): boolean => {
    const landing = deliver(hw, f, m.bar[g], 'write')
    return redirects
      ? landing.kind === 'ram' && landing.address === m.ram[0].base
      : landing.kind === 'bar' && landing.owner === g
  }
  return holds(siblings, landed, { f, g, redirects })
}

/** Whatever it names is there. */
const isLanding = (m: Machine, landing: Landing): boolean => {
  switch (landing.kind) {
    case 'ram':
      return m.ram.some(({ base, size }) => landing.address >= base && landing.address < base + size)
    case 'interrupt':
      return true
    case 'bar':
    case 'read lost':
      return landing.offset >= 0 && landing.offset < m.barSize[landing.owner]
    case 'nowhere':
    case 'undefined':
      return landing.at === ROOT_COMPLEX || landing.at in m.name
    default:
      return landing satisfies never
  }
}
