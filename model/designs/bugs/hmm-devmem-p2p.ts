/**
 * HMM maps pages of a device through the operations of their device: Jerome Glisse, 29 January 2019, 4/5, its loop as posted.
 *
 * The loop is wrong in three ways (F6). It writes what the exporter gives to the beginning of the range, wherever it is itself. It
 * skips the page behind. It next asks the exporter for the page behind the last one that it asked for, not for the next one.
 */
import { isP2p } from '../../kernel/lib/scatterlist.ts'
import { linux } from '../../kernel/linux.ts'
import { begun, ended, mapRam, mapRun } from '../../kernel/mm/p2p-vma.ts'
import { parts } from '../proposals/vma-ops.ts'

export default linux(
  {
    id: 'hmm-devmem-p2p',
    basis: 'vma-ops',
    mendedBy: 'vma-ops',
    summary: 'maps pages of a device by its operations, in a loop that skips pages and overwrites addresses',
    sources: [
      'Jerome Glisse, 29 January 2019, "[RFC PATCH 4/5] mm/hmm: add support for peer to peer to HMM device memory"',
      'F6, L50p',
    ],
  },
  {
    ...parts,
    mapUserRange: (own, call, request) => {
      const range = begun(call, request)
      for (let i = 0, at = 0; i < range.table.length; i++, at++) {
        if (isP2p(range.table[i])) i += isP2p(range.table[at]) ? mapRun(own, range, request, at, 0) : 0
        else mapRam(own, range, request, i)
      }
      return ended(range)
    },
  },
)
