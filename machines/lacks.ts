/**
 * What a dump does not say, line by line, where an answer may hang on it.
 */
import { ROOT } from '../model/machine/columns.ts'
import type { Asked } from './cases.ts'
import { isTold } from './cpu.ts'
import { cutOff } from './cut-off.ts'
import { bdfOf, idOf, type Note } from './dumped.ts'
import { RELEASES, asksCpu, isAsked, readRelease, tellRelease } from './release.ts'
import { requestersLack } from './requesters.ts'
import { hostBridgeName, rootBus } from './why.ts'

export const lacksOf = (asked: Asked): Note[] => [
  ...unreadRelease(asked),
  ...(isTold(asked.cpu) || !asksCpu(asked.release)
    ? []
    : [
        {
          says: `${isAmd(asked) ? 'the family of the CPU' : 'the CPU'}: Linux believes that an AMD CPU of the Zen family or later forwards (name it with --cpu AMD:0x17, --cpu Intel, --cpu other or --cpuinfo FILE)`,
        },
      ]),
  ...guest(asked),
  ...unseen(asked),
  ...cutOff(asked),
  ...hostBridges(asked),
  ...requestersLack(asked.dump),
  ...ofFunctions(asked),
]

const isAmd = ({ cpu }: Asked): boolean => cpu?.vendor === 'AMD'

/** What runs there is a release that nobody has read, so another one is asked. */
const unreadRelease = ({ kernel, release }: Asked): Note[] => {
  const said = readRelease(kernel ?? '')
  if (kernel === undefined || (said !== undefined && isAsked(said))) return []
  return [
    {
      says: `what Linux ${kernel} does: this command knows ${RELEASES}; the answers are those of Linux ${tellRelease(release)} (name another with --kernel)`,
    },
  ]
}

/** Vendors of nothing but virtual machines: QEMU, VMware, Xen (pci.ids). Virtio (1af4) is made in hardware, too. */
const VIRTUAL: ReadonlySet<number | undefined> = new Set([0x1b36, 0x15ad, 0x5853])

const guest = ({ dump }: Asked): Note[] => {
  const first = dump.functions.find(({ id }) => VIRTUAL.has(id?.vendor))
  return first === undefined
    ? []
    : [
        {
          line: first.line,
          says: `what the host does: ${bdfOf(first)} (${idOf(first)!}) is of a virtual machine. A function that was passed through is below other bridges there, and whether requests between two of them arrive, a dump of the host shows`,
        },
      ]
}

const unseen = ({ dump, ifUnseen }: Asked): Note[] =>
  ifUnseen === undefined || dump.functions.length === 0
    ? []
    : [
        {
          says: 'whether there are capabilities beyond the first 256 bytes, as ACS is one: where the dump was made, none was visible',
        },
      ]

const hostBridges = (asked: Asked): Note[] =>
  asked.tree.hosts.flatMap((_, host) => {
    const first = asked.machine.parent.findIndex((above, f) => above === ROOT && asked.machine.host[f] === host)
    const f = asked.dump.functions[first]
    if (f === undefined) return []
    const notes: Note[] = []
    if (f.devfn !== 0)
      notes.push({
        line: f.line,
        says: `what is at 00.0 of root bus ${rootBus(asked, host)}: ${bdfOf(f)} is the first function, and Linux judges the host bridge by it`,
      })
    if (f.id === undefined)
      notes.push({
        line: f.line,
        says: `the id of ${hostBridgeName(asked, host).replace(' (no id in the dump)', '')}, by which Linux looks up the host bridge (lspci -nn)`,
      })
    return notes
  })

const ofFunctions = ({ dump, unread }: Asked): Note[] =>
  dump.functions.flatMap((f, i): Note[] => {
    const missing = [
      ...(unread.has(i) ? ['the ACS words'] : []),
      ...(f.isBridge && f.type === undefined ? ['the kind of port'] : []),
    ]
    if (missing.length === 0) return []
    return [{ line: f.line, says: `${missing.join(' and ')} of ${bdfOf(f)} (root sees them: sudo lspci -vvv -nn)` }]
  })
