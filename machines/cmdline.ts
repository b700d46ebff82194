/**
 * A kernel command line, as far as it changes ACS words, checked against the machine. The reading of `pci=` itself is the
 * kernel's (`model/kernel/pci/acs-parameters.ts`): here the options are found, and what a list does not do is said.
 */
import { REDIRECTS } from './redirects.ts'
import { pciOptions, type PciOptions } from '../model/kernel/pci/acs-parameters.ts'
import { anyBit } from '../model/machine/acs.ts'
import type { Machine } from '../model/machine/columns.ts'
import type { Iommu } from '../model/machine/domain.ts'
import { arithmeticIn, readRelease } from './release.ts'
import { LISTS, entriesOf, entrySays, kernelSays, renumberingSays, undoneSays } from './parameters.ts'

export interface Cmdline {
  readonly options: PciOptions
  /** An IOMMU driver calls `pci_request_acs`. AMD's does without being asked; that stands in the dump's words already. */
  readonly requestsAcs: boolean
  /** The kernel that made the dump was booted with it: what it does to ACS words stands in the dump already. */
  readonly inForce: boolean
  /** What IOMMUs do, where it says so. */
  readonly iommu?: Iommu
  /** What the list does not do, though whoever wrote it may think so. */
  readonly says: readonly string[]
}

export const NO_CMDLINE: Cmdline = { options: { noAts: false, lost: [] }, requestsAcs: false, inForce: false, says: [] }

/** @param release of the kernel that is to read it, as uname -r prints it */
export const readCmdline = (m: Machine, text: string, release?: string, inForce = false): Cmdline => {
  // Of a line that a person types, the escape is one for the shell or for GRUB; of a running kernel it is what the kernel got.
  const words = kernelWords(inForce ? text : text.replaceAll('\\;', ';'))
  const pci = words.filter((word) => word.startsWith('pci=')).map((word) => word.slice('pci='.length))
  // Each `pci=` is read in its turn into the same variables: a later list replaces an earlier one.
  const options = pciOptions(pci.join(','))
  const known = readRelease(release ?? '')
  const iommu = iommuOf(words)
  const repeated = LISTS.flatMap((name) => {
    const times = pci.join(',').split(`${name}=`).length - 1
    return times > 1 ? [`${name} is given ${times} times; only the last one counts, the others do nothing`] : []
  })
  return {
    options,
    ...iommu,
    requestsAcs: requestsAcs(words),
    inForce,
    says: [
      ...(inForce ? [] : shellSays(text)),
      ...escapesSay(text, inForce),
      ...strangeWords(words),
      ...(inForce ? [] : withoutIommu(m, words, iommu.iommu)),
      ...repeated,
      ...options.lost.map(
        (lost) => `"${lost}" is no option: a comma ends the list in front of it; devices are separated by semicolons`,
      ),
      ...entriesOf(options).flatMap((entry) => entrySays(m, entry, known && arithmeticIn(known))),
      ...undoneSays(m, options, known),
      ...kernelSays(options, release),
      ...renumberingSays(
        pci.flatMap((one) => one.split(',')),
        options,
      ),
    ],
  }
}

/** A shell did not put in what was meant, because of the quotes. Or the text is a file's name, and not what is in the file. */
const shellSays = (text: string): string[] => {
  const left = /\$\(.*?\)|`.*?`|\$\{\w+\}|\$[A-Za-z_]\w*/.exec(text)?.[0]
  if (left !== undefined)
    return [
      `${left} stands in it as it was typed: a shell puts in what it stands for within double quotes, not within single ones`,
    ]
  return /^\s*\/\S*\s*$/.test(text)
    ? [`${text.trim()} is the name of a file, and no options: "$(cat ${text.trim()})" gives what is in it`]
    : []
}

const escapesSay = (text: string, inForce: boolean): string[] => {
  if (!text.includes('\\;')) return []
  return inForce
    ? [
        'the kernel got \\; in its list, and a device ends at ; alone: the list is cut there (one escape too many in /etc/default/grub)',
      ]
    : ['\\; is an escape for GRUB or a shell; here the kernel is taken to get ; alone']
}

/** What stands behind a word of two dashes is for the first process, not for the kernel. */
const kernelWords = (text: string): string[] => {
  const all = text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/["']/g, ''))
  const end = all.indexOf('--')
  return end < 0 ? all : all.slice(0, end)
}

/** `dmar_required`: Intel's driver is on, by the last word on it, and no `iommu=off` stands anywhere. */
const requestsAcs = (words: readonly string[]): boolean => {
  const values = words.flatMap((word) => /^intel_iommu=(.*)$/.exec(word)?.[1].split(',') ?? [])
  const isOff = words.some((word) => /^iommu=(?:[^,]*,)*off(?:,|$)/.test(word))
  return values.findLast((value) => value === 'on' || value === 'off') === 'on' && !isOff
}

/**
 * Whose redirects those of the dump are, of the firmware or of the kernel that had an IOMMU, it does not say. AMD's driver asks for
 * ACS (`detect_ivrs`) before it looks at `amd_iommu=off`; only `iommu=off` comes first (`amd_iommu_detect`, 6.12).
 */
const withoutIommu = (m: Machine, words: readonly string[], iommu: Iommu | undefined): string[] => {
  if (iommu !== 'off' || !m.acsControl.some((word) => word > 0 && anyBit(word, REDIRECTS))) return []
  return words.includes('amd_iommu=off') && !words.includes('iommu=off')
    ? [
        'with amd_iommu=off the kernel asks for ACS all the same, and switches redirects on; with iommu=off it does not ask',
      ]
    : [
        'with the IOMMU off the kernel asks for no ACS: redirects that it switched on itself are gone after that boot, those of the firmware stay, and the dump does not say which are which',
      ]
}

/** Words that look like one of the lists and are none. */
const strangeWords = (words: readonly string[]): string[] =>
  words.flatMap((word) => {
    const [, before, name] = /^(pci=.*?|)\b(\w*acs\w*)=/i.exec(word) ?? []
    if (name === undefined || word.startsWith('pcie_acs_override')) return []
    const isList = (LISTS as readonly string[]).includes(name)
    if (isList && before !== '') return []
    return [
      isList
        ? `${name}= stands by itself; the kernel reads it in pci=${name}= only`
        : `"${name}" is no option of the kernel; the lists are ${LISTS.join(' and ')}`,
    ]
  })

/** `iommu=pt` and its like count wherever they stand; without an IOMMU driver they mean nothing. */
const iommuOf = (words: readonly string[]): { iommu?: Iommu } => {
  const values = new Set(
    words.flatMap((word) => /^(?:iommu|intel_iommu|amd_iommu)=(.*)$/.exec(word)?.[1].split(',') ?? []),
  )
  if (values.has('off')) return { iommu: 'off' }
  if (values.has('pt') || words.includes('iommu.passthrough=1')) return { iommu: 'passthrough' }
  return values.has('on') || values.has('nopt') || words.includes('iommu.passthrough=0') ? { iommu: 'translating' } : {}
}
