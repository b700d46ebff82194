/** Linux 6.12 that believes every function redirects and no host bridge forwards: breaks S19. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'refuses-all',
    summary: 'Linux 6.12 that refuses every P2P page',
    sources: ['a mutant of this project, after pci_test_p2p of January 2019, which always answered false (F7)'],
  },
  { ...parts, classify: () => ({ type: 'NOT_SUPPORTED', distance: 0 }) },
)
