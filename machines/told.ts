/**
 * What a collected file says besides lspci, in comments that `--collect` has put there: `# p2pspec cpu AuthenticAMD 25`.
 */
import { readCpuinfo, type Cpu } from './cpu.ts'

export interface ToldInFile {
  readonly cpu?: Cpu
  readonly cmdline?: string
  readonly kernel?: string
}

const LINE = /^# p2pspec (cpu|cmdline|kernel) +(\S.*?)\s*$/gm

export const toldIn = (text: string): ToldInFile => {
  const said = new Map([...text.matchAll(LINE)].map(([, what, value]) => [what, value]))
  const [vendor, family] = said.get('cpu')?.split(/\s+/) ?? []
  const [cmdline, kernel] = [said.get('cmdline'), said.get('kernel')]
  return {
    ...(vendor === undefined ? {} : { cpu: readCpuinfo(`vendor_id: ${vendor}\ncpu family: ${family ?? ''}`) }),
    ...(cmdline === undefined ? {} : { cmdline }),
    ...(kernel === undefined ? {} : { kernel }),
  }
}

/**
 * The commands that make such a file. Only words of the command line that matter here are kept, and no serial number: not of a
 * device, nor in a slot's or board's name.
 */
export const COLLECT = `{
  echo "# p2pspec kernel $(uname -r)"
  echo "# p2pspec cmdline $(grep -oE '(^| )(pci|iommu|iommu.passthrough|intel_iommu|amd_iommu)=[^ ]*' /proc/cmdline | tr '\\n' ' ')"
  echo "# p2pspec cpu $(awk -F': *' '/^vendor_id/ {v = $2} /^cpu family/ {f = $2; exit} END {print v == "" ? "other" : v, f}' /proc/cpuinfo)"
  sudo lspci -D -nn -vvv | grep -viE 'serial number|\\[SN\\]|\\[V[0-9A-Z]\\]|\\[Y[0-9A-Z]\\]|\\[RV\\]'
} > box.lspci`
