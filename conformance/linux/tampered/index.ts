/**
 * Models of Linux 6.12 with one thing wrong. Each must differ from the booted kernel where the right one agrees:
 * a comparison that accepts one of them compares too little, and the rule it breaks has not been judged.
 */
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { linux } from '../../../model/kernel/linux.ts'
import { ALLOWLIST } from './allowlist.ts'
import { BACK } from './back.ts'
import { CACHE } from './cache.ts'
import { DIRECT } from './direct.ts'
import { IOMMU } from './iommu.ts'
import type { Wrongs } from './make.ts'
import { PATH } from './path.ts'
import { SHARING } from './sharing.ts'

export const WRONGS: Wrongs = { ...PATH, ...ALLOWLIST, ...CACHE, ...DIRECT, ...IOMMU, ...BACK, ...SHARING }

export const tampered: readonly Design[] = Object.entries(WRONGS).map(([id, { parts: wrong }]) =>
  linux({ id, summary: id, sources: [] }, { ...parts, ...wrong }),
)

/** The tampered models that break a rule. */
export const breaking = (rule: string): readonly string[] =>
  Object.entries(WRONGS).flatMap(([id, { rules }]) => (rules.includes(rule) ? [id] : []))
