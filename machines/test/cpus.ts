/** CPUs as a person tells them. */
import { readCpu } from '../cpu.ts'

export const INTEL = readCpu('Intel')
export const ZEN = readCpu('AMD:0x17')
