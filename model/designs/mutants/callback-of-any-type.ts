/**
 * The page map's callback of 2017, read without a look at the type: breaks S2.
 *
 * The callback was to share its place with a field of HMM's (A0-02). Where the helper forgets the type, it calls HMM's method
 * for a page of another kind, and takes what that returns for an address: VM_FAULT_SIGBUS, 2 (from memory; any number would do).
 */
import { handOver, bus } from '../../address.ts'
import { linux } from '../../kernel/linux.ts'
import { isP2p, withDma, type SgEntry } from '../../kernel/lib/scatterlist.ts'
import type { Machine } from '../../machine/columns.ts'
import { parts } from '../proposals/pgmap-callback-fixed.ts'

/** HMM's field is filled in for memory that HMM manages: a row of the machine's memory, or what a driver registered so. */
const isHmms = ({ ram }: Machine, { pgmap }: SgEntry): boolean =>
  ram.some(({ base, type }) => base === pgmap && type === 'MEMORY_DEVICE_COHERENT')

const VM_FAULT_SIGBUS = 2

export default linux(
  {
    id: 'callback-of-any-type',
    summary: 'pgmap-callback-fixed whose helper calls the callback of every page map, whatever its type',
    sources: ['A0-02, A0-03'],
  },
  {
    ...parts,
    mapSg: (own, call, request) => {
      const mapped = parts.mapSg(own, call, request)
      if (mapped.rc !== 0) return mapped
      const { machine } = call.hw
      const table = mapped.table.map((entry) =>
        !isP2p(entry) && isHmms(machine, entry) ? withDma(entry, handOver(bus(VM_FAULT_SIGBUS)), entry.length) : entry,
      )
      return { ...mapped, table }
    },
  },
)
