/**
 * A kernel command line, as far as it changes ACS words, checked against the machine. The reading of `pci=` itself is the
 * kernel's (`model/kernel/pci/acs-parameters.ts`): here the options are found, and what a list does not do is said.
 */
import { pciOptions, type PciOptions } from '../model/kernel/pci/acs-parameters.ts'
import type { Machine } from '../model/machine/columns.ts'
import type { Iommu } from '../model/machine/domain.ts'
import { arithmeticIn, readRelease } from './release.ts'
import { LISTS, entriesOf, entrySays, kernelSays, renumberingSays } from './parameters.ts'

export interface Cmdline {
  readonly options: PciOptions
  /** An IOMMU driver calls `pci_request_acs`. AMD's does without being asked; that stands in the dump's words already. */
  readonly requestsAcs: boolean
  /** What IOMMUs do, where it says so. */
  readonly iommu?: Iommu
  /** What the list does not do, though whoever wrote it may think so. */
  readonly says: readonly string[]
}

export const NO_CMDLINE: Cmdline = { options: { noAts: false, lost: [] }, requestsAcs: false, says: [] }

/** @param release of the kernel that is to read it, as uname -r prints it */
export const readCmdline = (m: Machine, text: string, release?: string): Cmdline => {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/["']/g, ''))
  const pci = words.filter((word) => word.startsWith('pci=')).map((word) => word.slice('pci='.length))
  // Each `pci=` is read in its turn into the same variables: a later list replaces an earlier one.
  const options = pciOptions(pci.join(','))
  const known = readRelease(release ?? '')
  const repeated = LISTS.flatMap((name) => {
    const times = pci.join(',').split(`${name}=`).length - 1
    return times > 1 ? [`${name} is given ${times} times; only the last one counts, the others do nothing`] : []
  })
  return {
    options,
    ...iommuOf(words),
    requestsAcs: words.some((word) => /^intel_iommu=(?:[^,]*,)*on(?:,|$)/.test(word)),
    says: [
      ...repeated,
      ...options.lost.map(
        (lost) => `"${lost}" is no option: a comma ends the list in front of it; devices are separated by semicolons`,
      ),
      ...entriesOf(options).flatMap((entry) => entrySays(m, entry, known && arithmeticIn(known))),
      ...kernelSays(options, release),
      ...renumberingSays(
        pci.flatMap((one) => one.split(',')),
        options,
      ),
    ],
  }
}

/** `iommu=pt` and its like count wherever they stand; without an IOMMU driver they mean nothing. */
const iommuOf = (words: readonly string[]): { iommu?: Iommu } => {
  const values = new Set(
    words.flatMap((word) => /^(?:iommu|intel_iommu|amd_iommu)=(.*)$/.exec(word)?.[1].split(',') ?? []),
  )
  if (values.has('off')) return { iommu: 'off' }
  if (values.has('pt') || words.includes('iommu.passthrough=1')) return { iommu: 'passthrough' }
  return values.has('on') || values.has('nopt') || words.includes('iommu.passthrough=0') ? { iommu: 'translating' } : {}
}
