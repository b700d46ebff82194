/** Linux 6.12 whose get_user_pages gives peer memory to everybody: breaks S28. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'gup-ungated',
    summary: 'Linux 6.12 without the test for FOLL_PCI_P2PDMA',
    sources: ['a mutant of this project: the test of try_grab_folio removed'],
  },
  { ...parts, gup: { ...parts.gup, gate: () => true } },
)
