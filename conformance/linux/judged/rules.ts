/** The rules that the booted kernel judges, in the order of the page. */
import { DMA } from './rules-dma.ts'
import { LATENT } from './rules-latent.ts'
import { PCI } from './rules-pci.ts'
import type { JudgedRule } from './rule.ts'
import { SHARED } from './rules-shared.ts'

export const JUDGED: readonly JudgedRule[] = [...PCI, ...DMA, ...LATENT, ...SHARED]
