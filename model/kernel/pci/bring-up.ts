/**
 * Belief: what the command line says of a machine that comes up (`pci_setup`, `pci_enable_acs`, `drivers/pci/pci.c`; `iommu_setup`,
 * `arch/x86/kernel/pci-dma.c`; `iommu_def_domain_type`, `drivers/iommu/iommu.c`; `pci_ats_init`, `drivers/pci/ats.c`; Linux 6.12.117).
 *
 * Rules AC-1 to AC-5, DI-22 and IO-3. IOMMU drivers ask for ACS (`pci_request_acs`) when they find an IOMMU that is on.
 */
import type { BroughtUp } from '../design.ts'
import type { CpuVendor, Hw } from '../../machine/columns.ts'
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

/** What IOMMUs are for, the last word counts; undefined: nothing was said. */
const kindOf = (parameters: Parameters): 'passthrough' | 'translating' | undefined => {
  let said: 'passthrough' | 'translating' | undefined
  for (const [name, value] of parameters) {
    const words = value.split(',')
    if (name === 'iommu' && words.includes('pt')) said = 'passthrough'
    else if (name === 'iommu' && words.includes('nopt')) said = 'translating'
    else if (name === 'iommu.passthrough') said = /^[1yYt]|^on/.test(value) ? 'passthrough' : 'translating'
  }
  return said
}

/** All words of the parameters of this name, in order. */
const wordsOf = (parameters: Parameters, name: string): string[] =>
  parameters.filter(([one]) => one === name).flatMap(([, value]) => value.split(','))

/**
 * Who is switched off, and whether anybody asks for ACS then. `iommu=off` (`no_iommu`) stops both drivers of x86 before they look. Each
 * reads its own word besides: Intel’s the last `on` or `off` (`dmar_disabled`), AMD’s any `off` (`amd_iommu_disabled`), and that one
 * after it has asked for ACS (`detect_ivrs`).
 */
const offOf = (parameters: Parameters, maker: CpuVendor): { readonly isOff: boolean; readonly asksAcs: boolean } => {
  const noIommu = wordsOf(parameters, 'iommu').includes('off')
  const isIntelOff = wordsOf(parameters, 'intel_iommu').findLast((word) => word === 'on' || word === 'off') === 'off'
  const isAmdOff = wordsOf(parameters, 'amd_iommu').includes('off')
  if (maker === 'Intel') return { isOff: noIommu || isIntelOff, asksAcs: !noIommu && !isIntelOff }
  return { isOff: noIommu || (isAmdOff && maker !== 'other'), asksAcs: !noIommu }
}

/** DI-22: whether unmaps wait for the IOTLB; nothing was said: as the machine says. What an IOMMU driver's own words say stays said. */
const isStrict = (parameters: Parameters): boolean | undefined => {
  if (wordsOf(parameters, 'intel_iommu').includes('strict')) return true
  if (wordsOf(parameters, 'amd_iommu').includes('fullflush')) return true
  const last = wordsOf(parameters, 'iommu.strict').at(-1)
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
  const said = kindOf(parameters)
  const { isOff, asksAcs } = offOf(parameters, m.cpuVendor)
  const strict = isStrict(parameters)
  const requested = asksAcs && m.iommu.some((iommu) => iommu !== 'off')
  return {
    acsControl: acsControl.map(
      (found, f) =>
        enableAcs(m, f, { capability: m.acsCapability[f], found }, { options, requested, outside: m.untrusted[f] })
          .control,
    ),
    iommuOf: (f) => {
      if (isOff) return 'off'
      const mode = said === 'translating' && isTranslating(m.iommu[f]) ? m.iommu[f] : (said ?? m.iommu[f])
      if (!isTranslating(mode) || strict === undefined) return mode
      return strict ? 'translating' : 'translating lazily'
    },
    noAts: options.noAts,
  }
}
