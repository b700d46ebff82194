/** PM: page maps of devices, registered and taken down. */
import { axioms } from '../axiom.ts'

export const PAGE_MAPS = axioms(
  'mm/memremap.c, {}, Linux 6.12.117',
  `
PM-1  | judged | enum memory_type | Types count from 1: private, coherent, fsdax, generic, peer memory; 0 is kept free. | A map of type 0 is registered all the same, with a warning.
PM-2  | read   | memremap_pages() | A map without a range is EINVAL, before its type is looked at.
PM-3  | judged | memremap_pages() | Private memory needs migrate_to_ram, page_free and an owner; without one of them it is EINVAL and a warning.
PM-4  | judged | memremap_pages() | Coherent memory needs page_free and an owner; without any callbacks the kernel oopses. | The oops is in a recording that is not kept here.
PM-5  | read   | memremap_pages() | fsdax memory asks for no callbacks, and is mapped decrypted.
PM-7  | judged | memremap_pages() | A page map of an unknown type is registered, with a warning.
PM-13 | judged | pagemap_range() | Only the first and last page of a range are looked up, and only in live maps; what is found out later erases the range from the array, whoever had it.
PM-15 | judged | memremap_pages() | Where one range fails, those before it are taken down again, and its errno is the answer.
PM-18 | judged | __init_zone_device_page() | Pages of private and coherent memory begin with no reference, all others with one.
PM-19 | judged | pagemap_range() | Each page of the other types holds its map from the start; private and coherent ones while they are in use.
PM-20 | judged | get_dev_pagemap() | A page's map is found in an array by its number, and held only while it is live.
PM-21 | judged | memunmap_pages() | Once a map is killed no look-up finds it, though its pages are there.
PM-22 | judged | zone_device_page_init() | A page that a driver takes holds its map; of a dying map it is given out with a warning, and holds nothing.
PM-23 | judged | free_zone_device_folio() | The last reference makes a device's page forget whose it was, gives it to its driver, and lets go of its map.
`,
)
