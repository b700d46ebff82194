/**
 * Belief: what the command line says of a machine that comes up (`pci_setup`, `pci_enable_acs`, `drivers/pci/pci.c`; `iommu_setup`,
 * `arch/x86/kernel/pci-dma.c`; `iommu_def_domain_type`, `drivers/iommu/iommu.c`; `pci_ats_init`, `drivers/pci/ats.c`; Linux 6.12.117).
 *
 * Rules AC-1 to AC-5, DI-22 and IO-3. IOMMU drivers ask for ACS (`pci_request_acs`) when they find an IOMMU that is on.
 */
import type { BroughtUp } from '../design.ts'
import type { Hw } from '../../machine/columns.ts'
import { isTranslating } from '../../machine/domain.ts'
import { enableAcs } from './acs-enable.ts'
import { pciOptions, type PciOptions } from './acs-parameters.ts'

/** By name, in order. */
type Parameters = readonly (readonly [name: string, value: string])[]

const parametersOf = (cmdline: string): Parameters =>
  cmdline
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word): [string, string] => {
      const at = word.indexOf('=')
      return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
    })

/** What was said of IOMMUs; the last word counts. */
const iommusOf = (parameters: Parameters): 'off' | 'passthrough' | 'translating' | undefined => {
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

/** DI-22: whether unmaps wait for the IOTLB; nothing was said: as the machine says. What an IOMMU driver's own words say stays said. */
const isStrict = (parameters: Parameters): boolean | undefined => {
  const words = (name: string): string[] =>
    parameters.filter(([one]) => one === name).flatMap(([, value]) => value.split(','))
  if (words('intel_iommu').includes('strict') || words('amd_iommu').includes('fullflush')) return true
  const last = words('iommu.strict').at(-1)
  return last === undefined ? undefined : /^[1yYt]|^on/.test(last)
}

/** AC-2: `pci=` may be given several times: its options stand behind one another, and of each the last counts. */
const pciOf = (parameters: Parameters): PciOptions =>
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
  const strict = isStrict(parameters)
  const requested = said !== 'off' && m.iommu.some((iommu) => iommu !== 'off')
  return {
    acsControl: acsControl.map(
      (found, f) =>
        enableAcs(m, f, { capability: m.acsCapability[f], found }, { options, requested, outside: m.untrusted[f] })
          .control,
    ),
    iommuOf: (f) => {
      const mode = said === 'translating' && isTranslating(m.iommu[f]) ? m.iommu[f] : (said ?? m.iommu[f])
      if (!isTranslating(mode) || strict === undefined) return mode
      return strict ? 'translating' : 'translating lazily'
    },
    noAts: options.noAts,
  }
}
