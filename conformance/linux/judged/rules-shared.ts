/** Rules about what functions share, which the recordings of `recordings/sharing` judge. */
import { isLazy } from '../../../model/kernel/iommu/domain.ts'
import { operationOf } from '../../../model/operations/steps.ts'
import type { CaseFile } from '../compare/case.ts'
import type { Question } from '../guest/guest.ts'
import { on } from './listen.ts'
import { rule, type JudgedRule } from './rule.ts'

/** Questions about sharing, by what they ask. */
const asks =
  (...kinds: readonly Question['ask'][]) =>
  ({ ask }: Question, { shares }: CaseFile): boolean =>
    shares === true && kinds.includes(ask)

/** A step of a case whose IOVAs are compared as they are. */
const maps = (question: Question, { shares, steps }: CaseFile): boolean =>
  shares === true && question.ask === 'step' && operationOf(steps[question.step]).answers === 'mapped'

const own = (id: string, of: string, says: string, asked: NonNullable<JudgedRule['asked']>): JudgedRule => ({
  id,
  of,
  says,
  asked,
})

const hasEmpty = (table: readonly { readonly length: number }[]): boolean => table.some(({ length }) => length === 0)

export const SHARED: readonly JudgedRule[] = [
  own(
    'AR-1',
    'pci_p2pdma_add_resource',
    'a piece that begins or ends outside of the BAR is EINVAL',
    (question, file) => {
      const add = question.ask === 'step' ? file.steps[question.step].pci_p2pdma_add_resource : undefined
      return add?.offset !== undefined
    },
  ),
  own(
    'DI-5',
    'iommu_dma_alloc_iova',
    'whole powers of two of pages from 4 GiB down; what was given back comes back',
    maps,
  ),
  own(
    'DI-17',
    'iommu_setup_default_domain',
    'functions of a group have one table, one allocator and one type',
    asks('reach'),
  ),
  own(
    'DI-18',
    'pci_for_each_dma_alias',
    'the IDs of the function, of its aliases, and of bridges to conventional PCI',
    asks('ids'),
  ),
  own(
    'DI-19',
    'pci_device_group',
    'who is in a group: by aliases, ports without isolation, functions of one device',
    asks('mates'),
  ),
  rule(
    'DI-20',
    'iommu_dma_map_sg',
    'an empty entry takes no IOVA, fails the list behind another, and ends the unmapping',
    on('iommuMapSg', ([, , { table }]) => hasEmpty(table)).or(on('iommuUnmapSg', ([, , { table }]) => hasEmpty(table))),
  ),
  rule(
    'DI-22',
    'queue_iova',
    'what is unmapped lazily leaves the table at once, and its range waits',
    on('freeIova', ([, hw, f]) => isLazy(hw, f)),
  ),
  rule('DI-23', 'fq_flush_timeout', 'a flush frees the ranges that wait', on('flushQueue')),
  rule(
    'DI-27',
    'queue_iova',
    'a queue that is full is flushed before one more range waits in it',
    on('fqFull', (_, isFull) => isFull),
  ),
]
