/**
 * Belief: what the command line says of a machine that comes up (`pci_setup`, `pci_enable_acs`, `drivers/pci/pci.c`; `iommu_setup`,
 * `arch/x86/kernel/pci-dma.c`; `iommu_def_domain_type`, `drivers/iommu/iommu.c`; Linux 6.12.117).
 *
 * Rules AC-1 to AC-5 and IO-3. IOMMU drivers ask for ACS (`pci_request_acs`) when they find an IOMMU that is on.
 */
import type { BroughtUp } from '../design.ts'
import type { Hw } from '../../machine/columns.ts'
import { enableAcs } from './acs-enable.ts'
import { pciOptions, type PciOptions } from './acs-parameters.ts'

/** Parameters by name, in order. */
const parametersOf = (cmdline: string): [name: string, value: string][] =>
  cmdline
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const at = word.indexOf('=')
      return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
    })

/** What was said of IOMMUs; the last word counts. */
const iommusOf = (
  parameters: readonly (readonly [string, string])[],
): 'off' | 'passthrough' | 'translating' | undefined => {
  let said: 'off' | 'passthrough' | 'translating' | undefined
  for (const [name, value] of parameters) {
    const words = value.split(',')
    if ((name === 'iommu' || name === 'intel_iommu' || name === 'amd_iommu') && words.includes('off')) said = 'off'
    else if (name === 'iommu' && words.includes('pt')) said = 'passthrough'
    else if (name === 'iommu' && words.includes('nopt')) said = 'translating'
    else if (name === 'iommu.passthrough') said = /^[1yYt]|^on/.test(value) ? 'passthrough' : 'translating'
  }
  return said
}

/** AC-2: `pci=` may be given several times: its options stand behind one another, and of each the last counts. */
const pciOf = (parameters: readonly (readonly [string, string])[]): PciOptions =>
  pciOptions(
    parameters
      .filter(([name]) => name === 'pci')
      .map(([, value]) => value)
      .join(','),
  )

export const bringUp = ({ machine: m, acsControl }: Hw, cmdline: string): BroughtUp => {
  const parameters = parametersOf(cmdline)
  const options = pciOf(parameters)
  const said = iommusOf(parameters)
  const requested = said !== 'off' && m.iommu.some((iommu) => iommu !== 'off')
  return {
    acsControl: acsControl.map(
      (found, f) =>
        enableAcs(m, f, { capability: m.acsCapability[f], found }, { options, requested, outside: m.untrusted[f] })
          .control,
    ),
    domainKind: (f) => {
      const mode = said ?? m.iommu[f]
      if (mode === 'off') return undefined
      return mode === 'passthrough' ? 'identity' : 'translate'
    },
  }
}
