/** Linux 6.12 that believes no function redirects: breaks S2 wherever one does (BUG-17). */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'ignores-acs',
    summary: 'Linux 6.12 that does not look at ACS control words',
    sources: ['a mutant of this project, after BUG-17'],
  },
  { ...parts, hasAcsRedir: () => false },
)
