/**
 * S35 WriteProtected: nobody writes to what he may only read.
 */
import type { Entry } from '../../../model/machine/page-table.ts'
import type { MeantPage } from '../../../model/memory/meant.ts'
import { always } from '../../rule.ts'
import type { Event } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const writeProtected = always<null>({
  id: 'S35',
  name: 'WriteProtected',
  sentence:
    'No page table of a process or of a device allows a write to memory that may only be read, and no store to it succeeds.',
  why: 'Readers of a file share memory read-only, and forked processes do so until one of them writes. A device with a writable entry changes the memory for all of them, and no fault tells anybody.',
  sources: ['HM-6, HM-7, MN2-22'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, event) => {
    const { before, after, index } = event
    if (before.mm === after.mm) return { state }
    const readOnly = [...readOnlyPages(event)]
    const wrong = readOnly.find(({ entry, device }) => (entry?.kind === 'present' && entry.write) || device?.write)
    const fired = readOnly.some(({ entry, device }) => entry !== undefined || device !== undefined)
    if (wrong === undefined) return { state, fired }
    const who = wrong.device?.write === true ? 'a device' : `process ${wrong.process}`
    const found = `${who} may write to page ${wrong.page} of process ${wrong.process}, which may only be read`
    return { state, fired, broken: brokenAt(index, found, 'an entry for reading') }
  },
})

interface Found {
  readonly process: number
  readonly page: number
  readonly entry: Entry | undefined
  readonly device: { readonly write: boolean } | undefined
}

/** Pages that a process may only read, and what page tables have for them. */
function* readOnlyPages({ after: { mm, meant } }: Event): Generator<Found> {
  const { spaces, mirrors } = mm.memory
  for (const [process, pages] of Object.entries(meant.pages))
    for (const [page, { write }] of Object.entries(pages as Record<string, MeantPage>)) {
      if (write) continue
      const at = { process: Number(process), page: Number(page) }
      yield { ...at, entry: spaces[at.process].entries[at.page], device: undefined }
      // Devices mirror the first process.
      if (at.process === 0)
        for (const table of Object.values(mirrors)) yield { ...at, entry: undefined, device: table[at.page] }
    }
}
