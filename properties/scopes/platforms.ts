/**
 * Platforms and ACS words that scopes are made of.
 */
import type { AcsBit } from '../../model/machine/acs.ts'
import type { AcsChoice, Platform } from './scope.ts'

export const UNLISTED: Platform = { vendor: 'Intel', family: 6 }
export const LISTED: Platform = { vendor: 'Intel', family: 6, rootPort: '8086:2030' }
export const LISTED_WITHIN_ONE: Platform = { vendor: 'Intel', family: 6, rootPort: '8086:2f00' }
export const ZEN: Platform = { vendor: 'AMD', family: 0x17 }
export const LISTED_ZEN: Platform = { vendor: 'AMD', family: 0x17, rootPort: '1022:1483' }
export const HYGON: Platform = { vendor: 'Hygon', family: 0x18, rootPort: '1d94:1453' }

export const NO_CAPABILITY: AcsChoice = {}
export const acs = (...control: AcsBit[]): AcsChoice => ({ control })
