/** The ACS control bits by which a port redirects, in a word. */
import { bitsOf } from '../model/machine/acs.ts'

export const REDIRECTS = bitsOf(['RR', 'CR', 'EC'])
