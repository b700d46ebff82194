/** What can be said to `p2pspec machine` besides the file. */
import type { Command } from '../command.ts'

export const OPTIONS: NonNullable<Command['options']> = {
  cpu: { type: 'string', value: 'CPU', says: 'the CPU: AMD:0x17 (family 0x17), Intel, Hygon or other' },
  cpuinfo: { type: 'string', value: 'FILE', says: 'the CPU, from a copy of /proc/cpuinfo' },
  kernel: {
    type: 'string',
    value: 'RELEASE',
    says: 'the release of Linux to ask, as uname -r prints it: 4.20 to 5.1, or 5.4 to 7.3 (default: the release that the file names, or 6.12)',
  },
  cmdline: {
    type: 'string',
    value: 'TEXT',
    says: 'a kernel command line: its pci= lists are checked, and the answers are those after booting with it',
  },
  'iommu-groups': {
    type: 'string',
    value: 'FILE',
    says: 'the IOMMU groups, as find /sys/kernel/iommu_groups -type l, ls /sys/kernel/iommu_groups/*/devices or dmesg prints them',
  },
  pair: {
    type: 'string',
    value: 'A B',
    says: 'only this pair: client A to memory of B, and client B to memory of A',
  },
  diff: {
    type: 'string',
    value: 'FILE',
    says: 'what differs in this second dump: functions, ACS words, answers, groups',
  },
  scenario: {
    type: 'string',
    value: 'OUT',
    says: 'writes the machine as a scenario to the file OUT, for explain, with steps of your own',
  },
  svg: { type: 'string', value: 'OUT', says: 'writes a picture of it for a browser to the file OUT' },
  collect: { type: 'boolean', says: 'prints the commands that make a file of the machine they run on' },
}
