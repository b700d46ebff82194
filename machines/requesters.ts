/** Functions whose requests arrive under the requester ID of another, as the kernel's quirks know them; and what no dump says of it. */
import { FIRST_VMD_DOMAIN, aliasQuirk, isSwitchtecNtb, isVmd } from '../model/kernel/pci/alias-quirks.ts'
import { bdfOf, type Dump, type Dumped, type Note } from './dumped.ts'

/** For each function those that it sends as, besides itself; of a VMD's domain only the VMD, where there is one to ask. */
export const aliasesOf = ({ functions }: Dump, parent: readonly number[], host: readonly number[]): number[][] => {
  const vmds = vmdsOf(functions)
  const onBus = new Map(functions.map(({ devfn }, f) => [`${parent[f]} ${host[f]} ${devfn}`, f]))
  return functions.map(({ id, devfn, domain }, f) => {
    if (domain >= FIRST_VMD_DOMAIN) return vmds.length === 1 ? [...vmds] : []
    if (id === undefined) return []
    return aliasQuirk(id.vendor, id.device, devfn).flatMap(
      (alias) => onBus.get(`${parent[f]} ${host[f]} ${alias}`) ?? [],
    )
  })
}

/** What sends under IDs that are not its own, and which ones a dump does not have. */
export const requestersLack = ({ functions }: Dump): Note[] => {
  const vmds = vmdsOf(functions)
  const domains = [...new Set(functions.map(({ domain }) => domain))].filter((domain) => domain >= FIRST_VMD_DOMAIN)
  const names = vmds.map((f) => bdfOf(functions[f])).join(', ')
  return [
    ...(domains.length === 0 || vmds.length === 1
      ? []
      : [
          {
            says: `which function opens ${domains.length === 1 ? 'the domain' : 'the domains'} ${domains.map((domain) => domain.toString(16)).join(', ')} (${vmds.length === 0 ? 'an Intel VMD, and the dump has none' : `Intel VMD: ${names}`}): all in such a domain send under its requester ID, and are in its IOMMU group`,
          },
        ]),
    ...functions.filter(isProxied).map((f) => ({
      line: f.line,
      says: `the proxy IDs of ${bdfOf(f)}, a non-transparent bridge: what is behind it sends under them, and the kernel reads them from its registers. Functions on its bus may be in its IOMMU group`,
    })),
  ]
}

const vmdsOf = (functions: readonly Dumped[]): number[] =>
  functions.flatMap(({ id, domain }, f) =>
    id !== undefined && domain < FIRST_VMD_DOMAIN && isVmd(id.vendor, id.device) ? [f] : [],
  )

/** Class 0680, as each kind of dump has it. */
const isProxied = ({ id, title }: Dumped): boolean =>
  id !== undefined && isSwitchtecNtb(id.vendor, id.device, /\[0680\]|\b(?:class )?0680\b|^Bridge\b/i.test(title))
