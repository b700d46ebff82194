/**
 * What Linux takes on trust about the fabric below a host bridge.
 */
import { RAM } from '../../model/place.ts'
import type { Machine } from '../../model/machine/columns.ts'
import { ACS, anyBit, bothWords } from '../../model/machine/acs.ts'
import { mapsList, ownerIn } from '../meant.ts'
import type { Assumption } from '../rule.ts'

export const egressControlNeverBlocks: Assumption = {
  id: 'egress-control-never-blocks',
  sentence: 'Where Egress Control is on and a bit of its vector is set, Request Redirect is on as well.',
  why: 'Linux counts Egress Control as a redirect. With Request Redirect off the port does not redirect: it blocks the request as an ACS Violation.',
  sources: ['HW-AC-15, HW-AC-18, MT-5'],
  holds: ({ machine: m, operations }) => {
    const blocks = (f: number, control: number): boolean => {
      const inForce = bothWords(m.acsCapability[f], control)
      return m.egress[f].length > 0 && anyBit(inForce, ACS.EC) && !anyBit(inForce, ACS.RR)
    }
    const written = operations.some((op) => op.kind === 'setpci' && blocks(op.function, op.acs))
    return !written && !m.acsControl.some((control, f) => blocks(f, control))
  },
}

export const egressControlNeverBypasses: Assumption = {
  id: 'egress-control-never-bypasses',
  sentence: 'No port has Egress Control on together with Request Redirect.',
  why: 'Where both are on, requests go directly to a peer whose bit in the vector is clear, in spite of the redirect. Linux forms its isolation groups by the redirect alone.',
  sources: ['HW-AC-15, HW-AC-18', 'pci_acs_enabled and REQ_ACS_FLAGS, Linux 6.12.117'],
  holds: ({ machine: m, operations }) => {
    const bypasses = (f: number, control: number): boolean => {
      const inForce = bothWords(m.acsCapability[f], control)
      return anyBit(inForce, ACS.EC) && anyBit(inForce, ACS.RR)
    }
    const written = operations.some((op) => op.kind === 'setpci' && bypasses(op.function, op.acs))
    return !written && !m.acsControl.some((control, f) => bypasses(f, control))
  },
}

export const acsUnchangedSinceCached: Assumption = {
  id: 'acs-unchanged-since-cached',
  sentence:
    'Nobody writes an ACS control word after the first list was mapped, or after the first distance was asked for.',
  why: 'Linux caches a map type with the provider and never drops it, but people change ACS with setpci on running machines.',
  sources: ['MT-14, LAT-7, F10, L57'],
  defect: { rule: 'S21', designs: ['linux-5.4', 'linux-6.17', 'linux-6.12'] },
  holds: ({ operations }) => {
    const first = operations.findIndex((op) => mapsList(op) || op.kind === 'pci_p2pdma_distance_many')
    return first < 0 || operations.slice(first).every(({ kind }) => kind !== 'setpci')
  },
}

export const acsUnchangedSinceBoot: Assumption = {
  id: 'acs-unchanged-since-boot',
  sentence: 'Nobody writes an ACS control word while the machine runs.',
  why: 'Linux forms groups when it finds the functions. If somebody relaxes ACS later, devices of different groups reach each other, and the kernel still takes them for separate.',
  sources: ['DI-17, DI-19, L57', 'pci_device_group, Linux 6.12.117'],
  holds: ({ operations }) => operations.every(({ kind }) => kind !== 'setpci'),
}

export const functionsAreEnabled: Assumption = {
  id: 'functions-are-enabled',
  sentence: 'Every function has Memory Space Enable and Bus Master Enable on.',
  why: 'Drivers switch both on before they map anything. p2pdma never checks them.',
  sources: ['RT-1, RT-2, RT-10'],
  holds: ({ machine: m }) => m.decodes.every(Boolean) && m.masters.every(Boolean),
}

export const devicesServeThemselves: Assumption = {
  id: 'devices-serve-themselves',
  sentence: 'Where a client maps memory of its own device, the device serves the requests inside.',
  why: 'Linux finds distance 0 or 2 and hands out a bus address. If the device sends the request out instead, the request comes back to the port that it left by. What happens then is undefined; with Upstream Forwarding the request goes up to a root complex, which need not reflect it.',
  sources: ['RT-22, RT-23, MT-10, MT-11, A5-26'],
  holds: ({ machine: m, operations }) =>
    operations.every(
      (op) =>
        !mapsList(op) ||
        op.list.every((s) => {
          const owner = ownerIn(operations, s)
          return (owner === op.client ? m.ownInside : m.inside)[op.client] || !ofOneDevice(m, owner, op.client)
        }),
    ),
}

const ofOneDevice = (m: Machine, owner: number, client: number): boolean =>
  owner !== RAM &&
  m.parent[owner] === m.parent[client] &&
  m.host[owner] === m.host[client] &&
  Math.floor(m.devfn[owner] / 8) === Math.floor(m.devfn[client] / 8)
