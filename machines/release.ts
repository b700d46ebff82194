/** The kernel that is asked, by its release: which host bridges it lists, which quirks of ACS it knows, what its parameters do. */
import { groupOf } from '../model/kernel/iommu/groups.ts'
import { bridgesForwardIn, listedIn } from '../model/kernel/pci/allowlist-releases.ts'
import { quirksIn } from '../model/kernel/pci/acs-quirks.ts'
import type { AcsArithmetic } from '../model/kernel/pci/acs-enable.ts'
import { isSince, readRelease, type Release } from '../model/kernel/pci/release.ts'
import type { Parts } from '../model/kernel/parts.ts'

export { readRelease, type Release }

/** Releases that can be asked: 5.2 and 5.3 had rules of their own for a host bridge, and later ones nobody has read. */
export const RELEASES = '4.20 to 5.1, or 5.4 to 7.3, as uname -r prints them'

export const isAsked = (release: Release): boolean =>
  isSince(release, '4.20') && !isSince(release, '7.4') && (!isSince(release, '5.2') || isSince(release, '5.4'))

/** The design whose mapping of lists that release has: the newest that is not newer. */
export const designIn = (release: Release): string => {
  const found = ['6.17', '6.0', '5.4'].find((since) => isSince(release, since)) ?? '4.20'
  return `linux-${found === '6.0' ? '6.12' : found}`
}

/** `6.12`, `6.12.23` */
export const tellRelease = ({ major, minor, patch }: Release): string =>
  `${major}.${minor}${patch === undefined ? '' : `.${patch}`}`

/** Parts of that design, with the lists that were in force. */
export const partsIn = (parts: Parts, release: Release): Parts => {
  const quirks = quirksIn(release)
  return {
    ...parts,
    bridgesForward: bridgesForwardIn(release),
    groupOf: (hw, f) => groupOf(hw, f, quirks),
  }
}

/** The id of a host bridge that is on its list; where it has no list, any. */
export const listedBy = (release: Release): { readonly vendor: number; readonly device: number } =>
  listedIn(release) ?? { vendor: 0x8086, device: 0x2030 }

/** MT-6 came with 5.9; a list of host bridges that counts behind an IOMMU with 5.4. */
export const asksCpu = (release: Release): boolean => isSince(release, '5.9')
export const hasList = (release: Release): boolean => isSince(release, '5.4')

/** `config_acs` came with 6.11: before, the word is unknown and changes nothing. */
export const knowsConfigAcs = (release: Release): boolean => isSince(release, '6.11')

/** Releases with "PCI/ACS: Fix 'pci=config_acs=' parameter" (9cf8a952d57b), the last for all that come after it. */
export const MENDED_IN = ['6.12.23', '6.13.11', '6.14.2', '6.15'] as const
/** `mended in A, B and C` */
export const MENDED = `mended in ${MENDED_IN.slice(0, -1).join(', ')} and ${MENDED_IN.at(-1)}`

/**
 * How `disable_acs_redir` and `config_acs` make a word. Read: 6.11, 6.12.117, 6.13.7, 6.14.0. That 6.13.11 and 6.14.2 took the mend over is
 * from the mails of their review, and from memory.
 */
export const arithmeticIn = (release: Release): AcsArithmetic => {
  if (!isSince(release, '6.11')) return 'from the default'
  return isSince(release, MENDED_IN.toReversed().join(' ')) ? 'from what was found' : 'by sum'
}
