/**
 * A recording: a machine, what a real kernel was asked on it, and what it answered.
 */
import { PAGE } from '../model/address.ts'
import type { CpuVendor, Machine } from '../model/machine/columns.ts'
import type { FunctionType } from '../model/machine/file.ts'
import { problem, type Problem } from '../model/problem.ts'

/** One entry of a mapped list, as the kernel printed it. */
export interface Entry {
  readonly phys: number
  readonly dma: number
  readonly bus: boolean
  /** Bytes, where the kernel printed them. */
  readonly length?: number
}

/** What the kernel was asked, and its answer; `line` counts from 1. */
export type RecordedQuestion = { readonly line: number } & (
  | {
      readonly ask: 'dev'
      readonly f: number
      readonly bdf: string
      readonly up: string
      readonly acs: string
      readonly phys: number
      readonly bus: number
      readonly length: number
    }
  | { readonly ask: 'add'; readonly provider: number; readonly rc: number }
  | { readonly ask: 'dist'; readonly provider: number; readonly client: number; readonly distance: number }
  /** 8 KiB of published memory; `phys` where the kernel printed it. */
  | { readonly ask: 'alloc'; readonly provider: number; readonly phys?: number; readonly bus: number }
  | {
      readonly ask: 'map'
      readonly provider: number
      readonly client: number
      readonly rc: number
      readonly entries: readonly Entry[]
      /** CPU physical address of each entry of the list as it was given, where the kernel printed them. */
      readonly given?: readonly number[]
    }
  | {
      readonly ask: 'page'
      readonly provider: number
      readonly client: number
      readonly err: number
      readonly dma: number
    }
  | { readonly ask: 'mapall'; readonly client: number; readonly rc: number; readonly entries: readonly Entry[] }
)

export interface Recording {
  /** Which kernel answered. */
  readonly kernel: string
  readonly machine: Machine
  readonly questions: readonly RecordedQuestion[]
}

/** Function types by the number in `type=` and `F` lines. */
export const TYPES: ReadonlyMap<string, FunctionType> = new Map([
  ['0', 'endpoint'],
  ['4', 'root port'],
  ['5', 'switch upstream port'],
  ['6', 'switch downstream port'],
  ['9', 'root complex integrated endpoint'],
  ['-1', 'conventional'],
])

/** The two CPU models of QEMU that recordings are made with: `max` is AMD family 15, EPYC is Zen. */
export const CPUS: ReadonlyMap<string, { vendor: CpuVendor; family: number }> = new Map([
  ['max', { vendor: 'AMD', family: 15 }],
  ['EPYC', { vendor: 'AMD', family: 0x17 }],
])

/** Largest recording that is read, bytes. The largest saved one has 27 000. */
export const LARGEST_RECORDING = 2 ** 22

/** A 64-bit word in hexadecimal, read as signed. */
export const hexNumber = (text: string): number => {
  const word = BigInt(`0x${text}`)
  return Number(word >= 2n ** 63n ? word - 2n ** 64n : word)
}

/** Whether the words of a line are numbers that are exact here: a rounded address would be another one. */
export const isExact = (line: string): boolean =>
  [...line.matchAll(/(?:^H |(?:phys|bus|dma|len)=)([0-9a-f]+)/g)].every(([, word]) =>
    Number.isSafeInteger(hexNumber(word)),
  )

/** What {@link isExact} asks for. */
export const EXACT = 'words below 2^53, or from 2^64 - 2^53: negative ones'

/** A problem of the machine, with the line of the function that has it; `lines`: that of each. */
export const atLine = ({ path, found, accepted }: Problem, lines: readonly number[]): Problem => {
  const index = /^functions\[(\d+)\]/.exec(path)?.[1]
  return problem(index === undefined ? path : `line ${lines[Number(index)]}: ${path}`, found, accepted)
}

/** Bytes of a P2P entry, and of each RAM entry, in a recorded list. */
export const ENTRY_BYTES = PAGE
