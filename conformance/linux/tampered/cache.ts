/** Wrong memories and choices: the cache of map types, distances, publishing and finding, `drivers/pci/p2pdma.c`. */
import { hasP2pmem } from '../../../model/kernel/pci/p2pmem.ts'
import { bus, handOver } from '../../../model/address.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import type { MapType } from '../../../model/kernel/pci/map-type.ts'
import { freshMapType } from '../../../model/kernel/pci/p2pdma.ts'
import { isFunction, type Machine } from '../../../model/machine/columns.ts'
import { breaks, seeing, type Wrongs } from './make.ts'

/** The first client with the same bus, device and function number in whatever domain. */
const twin = (m: Machine, client: number): number => {
  const found = m.busNumber.findIndex((number, f) => number === m.busNumber[client] && m.devfn[f] === m.devfn[client])
  return found < 0 ? client : found
}

/** Within one list the first answer is everybody's. */
const firstAnswer = ({ mapType }: Parts): Partial<Parts> => {
  let first: MapType | undefined
  return {
    mapType: (all, call, provider, client) => {
      const { k, type } = mapType(all, call, provider, client)
      return { k, type: (first ??= type) }
    },
  }
}

/** {@link Parts.distanceMany} with another answer for each client. */
const eachDistance = (sum: (distances: readonly number[]) => number): Partial<Parts> => ({
  distanceMany: (all, call, provider, clients) => {
    let { k } = call
    const distances = clients.map((client) => {
      const one = parts.distanceMany(all, { ...call, k }, provider, [client])
      k = one.k
      return one.distance
    })
    return { k, distance: sum(distances) }
  },
})

/** {@link Parts.findMany} that sees other distances. */
const finding = (distanceMany: (all: Parts) => Parts['distanceMany']): Partial<Parts> => ({
  findMany: (all, call, clients) => parts.findMany({ ...all, distanceMany: distanceMany(all) }, call, clients),
})
const FAR = 1000

export const CACHE: Wrongs = {
  'no map type is kept': breaks('MT-14', { mapType: freshMapType }),
  'the cache knows no domains': breaks('MT-14', {
    mapType: (all, call, provider, client) => parts.mapType(all, call, provider, twin(call.hw.machine, client)),
  }),
  'asking a distance keeps nothing': breaks('MT-14', {
    distanceMany: (all, call, ...args) => ({ ...parts.distanceMany(all, call, ...args), k: call.k }),
  }),
  'a refusal is not kept': breaks('MT-14', {
    mapType: (all, call, ...args) => {
      const { k, type } = parts.mapType(all, call, ...args)
      return type === 'NOT_SUPPORTED' ? { k: call.k, type: freshMapType(all, call, ...args).type } : { k, type }
    },
  }),
  'a device below a function maps as that function': breaks('MT-15 LAT-15', {
    mapType: (all, call, p, c) => parts.mapType(all, call, p, call.hw.machine.clientFunction[c]),
  }),
  'the bus offset has the other sign': breaks('MT-16', { busAddress: (at, offset) => handOver(bus(at - offset)) }),
  'the first peer of a list speaks for all': breaks('MT-16', {
    ...seeing('directMapSg', firstAnswer),
    ...seeing('iommuMapSg', firstAnswer),
  }),
  'a bus address has no mark': breaks('MT-16', {
    asBusAddress: (...args) => ({ ...parts.asBusAddress(...args), marked: false }),
  }),
  'distances are not added': breaks(
    'MT-17',
    eachDistance((all) => (all.includes(-1) ? -1 : Math.max(...all))),
  ),
  'clients out of reach do not count': breaks(
    'MT-17',
    eachDistance((all) => (all.every((d) => d < 0) ? -1 : all.reduce((sum, d) => sum + Math.max(0, d), 0))),
  ),
  'a device below a function has no distance': breaks('MT-17 LAT-15', {
    distanceMany: (all, call, provider, clients) =>
      clients.every((c) => isFunction(call.hw.machine, c))
        ? parts.distanceMany(all, call, provider, clients)
        : { k: call.k, distance: -1 },
  }),
  'the farthest provider is found': breaks(
    'MT-18',
    finding((all) => (...args) => {
      const { k, distance } = all.distanceMany(...args)
      return { k, distance: distance < 0 ? distance : FAR - distance }
    }),
  ),
  'a provider of the first client is found': breaks(
    'MT-18',
    finding((all) => (own, call, provider, clients) => all.distanceMany(own, call, provider, clients.slice(0, 1))),
  ),
  'any published provider is found': breaks(
    'MT-18',
    finding(() => (_, { k }) => ({ k, distance: 0 })),
  ),
  'a page map keeps no bus offset': breaks('AR-4', {
    asBusAddress: (all, k, entry) =>
      parts.asBusAddress({ ...all, busAddress: (address) => all.busAddress(address, 0) }, k, entry),
  }),
  'unpublished memory is found': breaks('AR-7', { publish: (k, provider) => parts.publish(k, provider, true) }),
  'only published memory is mapped': breaks('AR-7', {
    mapType: (all, call, provider, client) =>
      hasP2pmem(call.k.pools, provider)
        ? parts.mapType(all, call, provider, client)
        : { k: call.k, type: 'NOT_SUPPORTED' },
  }),
}
