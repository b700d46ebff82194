/** The fewest groups of owners, whoever comes first: gives the same groups in any order, where owner-groups does not. */
import { acquireBy } from '../../kernel/gpu/drm-pagemap.ts'
import { fewestGroups } from '../../kernel/gpu/owner-cover.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'owner-cover',
    basis: 'owner-groups',
    summary: 'owner-groups with the fewest possible groups, the same in whatever order devices come',
    sources: ['made by this project, to compare with', 'A2-13'],
  },
  { ...parts, memory: linuxMm, acquireOwner: acquireBy(fewestGroups) },
)
