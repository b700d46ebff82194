/** MT: by which way Linux believes that a client reaches a provider. */
import { axioms } from '../axiom.ts'

export const MAP_TYPE = axioms(
  'drivers/pci/p2pdma.c, {}, Linux 6.12.117',
  `
MT-1  | judged | pci_upstream_bridge() | The way of a function is itself, then bridge after bridge (for a virtual function from its physical one), and ends at the device on the root bus.
MT-2  | judged | calc_map_type_and_dist() | If the ways of provider and client meet, their distance is the number of steps up from either to the nearest device on both.
MT-3  | judged | calc_map_type_and_dist() | If no device on the way from one to the other redirects, provider, client and the common one included, the map type is BUS_ADDR. | The client itself is asked unless it is the common device.
MT-4  | judged | calc_map_type_and_dist() | If something redirects, or the ways do not meet, the host bridges decide between THRU_HOST_BRIDGE and NOT_SUPPORTED; there is a distance in either case.
MT-5  | judged | pci_bridge_has_acs_redir() | A device redirects if it has an ACS capability whose control word, read now and at the usual place, has Request Redirect, Completion Redirect or Egress Control.
MT-6  | judged | cpu_supports_p2pdma() | An AMD processor of family 0x17 or later forwards between all devices, wherever they are; Hygon's is not taken for one.
MT-7  | judged | host_bridge_whitelist() | Two host bridges forward if both are on the list and neither only for itself; one host bridge forwards if it is on the list.
MT-8  | judged | pci_host_bridge_dev() | A host bridge is known by the first device of its root bus, provided that it is 00.0 or a root port.
MT-9  | judged | pci_p2pdma_whitelist | Ten devices of Intel are on the list (3c00, 3c01, 2f00, 2f01 for one host bridge only; 2030 to 2033, 2020, 09a2), and no others.
MT-10 | judged | calc_map_type_and_dist() | Provider and client that are one function are 0 apart, and BUS_ADDR unless its own ACS redirects.
MT-11 | judged | calc_map_type_and_dist() | Two functions below one bridge are 2 apart, and its ACS counts though their traffic may never pass it; two on a root bus meet nowhere.
MT-12 | judged | calc_map_type_and_dist() | Numbers of PCI domains are not compared: devices of two domains have no common device.
MT-13 | read   | calc_map_type_and_dist() | Whether a call is verbose decides what is printed and nothing else.
MT-14 | judged | pci_p2pdma_map_type(), calc_map_type_and_dist() | A map type is kept with its provider under domain, bus, device and function of the client; a question for the distance overwrites it, and nothing takes it back.
MT-15 | judged | pci_p2pdma_map_type() | A map type is what is kept, else it is computed; a provider without P2P memory, and a client that is no PCI function, are NOT_SUPPORTED.
MT-16 | judged | pci_p2pdma_map_segment() | An entry that is BUS_ADDR gets its CPU physical address plus the bus offset of its page map, its length, and a mark; type and offset are looked up anew where the page map changes.
MT-17 | judged | pci_p2pdma_distance_many() | The distance to many clients is the sum over them, each replaced by its nearest PCI ancestor, and -1 if there are none or one is out of reach.
MT-18 | judged | pci_p2pmem_find_many() | Of all providers that have published memory the one with the least distance is found, at random among equals.
`,
)
