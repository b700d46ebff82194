/**
 * Linux 6.12 whose migration entries are put back where migration entries are, and nowhere else: an exclusive entry stays
 * what it is. Keeps S36, which 6.12 breaks (MN2-1).
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'exclusive-stays',
    summary: 'Linux 6.12 that takes no exclusive entry for a migration entry',
    sources: ['a mutant of this project: the exclusive entries of check_pte, mm/page_vma_mapped.c, left out', 'MN2-1'],
  },
  { ...parts, memory: linuxMmWith({ putsBack: ({ kind }) => kind === 'migration' }) },
)
