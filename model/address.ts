/**
 * Address spaces, and all arithmetic on addresses.
 *
 * A number below 2^53 is an address only together with the space it counts in. The spaces are
 * branded and never mixed: the same number in two of them names different bytes.
 *
 * Law: an address is the *signed* reading of a 64-bit word. What the kernel prints as 2^64 - x is -x
 * here; no machine decodes a negative address, so a design that wraps below zero lands nowhere.
 *
 * JavaScript's bit operators work on 32 bits (`0xffffffff + 1 & 0xffffffff` is 0), so nothing in the
 * model uses them on addresses; lint sees to it.
 */

declare const space: unique symbol

/** CPU physical address, in bytes. */
export type Phys = number & { readonly [space]: 'phys' }
/** Address on the PCI side of one host bridge, in bytes. Each host bridge has a space of its own. */
export type Bus = number & { readonly [space]: 'bus' }
/** Input address of one IOMMU domain, in bytes. */
export type Iova = number & { readonly [space]: 'iova' }
/** Address on a private interconnect between devices of one owner, in bytes. */
export type Interconnect = number & { readonly [space]: 'interconnect' }
/** `dma_addr_t`: a number the kernel gives a device. Opaque: nothing may be derived from it. */
export type Dma = number & { readonly [space]: 'dma' }

/** 4 KiB. No transaction crosses a boundary of this size (PCIe 2.2.7, RT-5). */
export const PAGE = 4096
/** A bridge's memory windows start and end on this granularity, 1 MiB (RT-8). */
export const BRIDGE_GRANULARITY = 0x100000
/** x86: writes here are interrupts and never memory, and no translation may lead here (IO-9). */
export const INTERRUPT_BASE = 0xfee00000
export const INTERRUPT_SIZE = 0x100000
/** Addresses stay below this, so that they and sums of two of them are exact integers. */
export const ADDRESS_LIMIT = 2 ** 52

export const phys = (address: number): Phys => address as Phys
export const bus = (address: number): Bus => address as Bus
export const iova = (address: number): Iova => address as Iova

/** The kernel hands a number to the device; from here on its space is forgotten. */
export const handOver = (address: Phys | Bus | Iova): Dma => address as number as Dma
/** The device puts the number on its bus, unchanged: only there does it mean something again. */
export const onTheWire = (address: Dma): Bus => address as number as Bus

/** `address + bytes`, in the same space. */
export const advance = <A extends number>(address: A, bytes: number): A => (address + bytes) as A

/** Outbound translation of a host bridge: `bus = phys - offset` (HB-1). */
export const physToBus = (address: Phys, offset: number): Bus => (address - offset) as Bus
/** The inverse of {@link physToBus}. */
export const busToPhys = (address: Bus, offset: number): Phys => (address + offset) as Phys

/** Whether `address` lies in `[base, base + size)`. */
export const within = (address: number, base: number, size: number): boolean => address >= base && address < base + size
/** Whether `[a, a + sizeA)` and `[b, b + sizeB)` share a byte. */
export const overlaps = (a: number, sizeA: number, b: number, sizeB: number): boolean => a < b + sizeB && b < a + sizeA

/** The least multiple of `alignment` (bytes) at or above `address`. */
export const alignUp = (address: number, alignment: number): number => Math.ceil(address / alignment) * alignment
/** The greatest multiple of `alignment` (bytes) at or below `address`. */
export const alignDown = (address: number, alignment: number): number => Math.floor(address / alignment) * alignment

/** As the kernel prints it: hexadecimal, a negative reading as the 64-bit word it stands for. */
export const hex = (address: number): string =>
  '0x' + (address < 0 ? BigInt(address) + 2n ** 64n : address).toString(16)
