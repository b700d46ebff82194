/**
 * S33 HeldWhileUsed: a reference keeps what it refers to.
 */
import type { MemoryObject } from '../../../model/world.ts'
import { always } from '../../rule.ts'
import { mapEvent } from '../../meant.ts'
import { tellPlace } from '../../tell.ts'

export const heldWhileUsed = always<null>({
  id: 'S33',
  name: 'HeldWhileUsed',
  sentence: 'While an allocation holds memory, the struct pages of that memory exist whenever the kernel reads them.',
  why: 'Mapping a list reads the struct page of every entry. A holder of the memory can do no more than hold it. If the page map may go away meanwhile, every later use is a use after free.',
  sources: ['BUG-35, PM-25, INV-D'],
  assumptions: [],
  needs: ['mapSg', 'alloc'],
  start: null,
  next: (state, event) => {
    const { index, outcome, before } = event
    if (outcome.kind === 'oops' && outcome.missing === undefined) {
      const found = `the kernel reads the struct page of ${tellPlace(before.hw.machine, outcome.at)}, which is held and is gone`
      const allowed = ['a struct page that is there']
      return { state, fired: true, broken: { step: index, entry: 0, offset: 0, meant: outcome.at, found, allowed } }
    }
    const held = mapEvent(event)?.operation.list.some(({ object }) =>
      isAllocation(before.objects.get(object ?? -1)?.by),
    )
    return { state, fired: held === true }
  },
})

const isAllocation = (by: MemoryObject['by'] | undefined): boolean => by === 'kernel' || by === 'user'
