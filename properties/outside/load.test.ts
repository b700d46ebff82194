import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { isOutside, joinAll, joinedNow, pathOf } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-load-'))
/** Suites of one worker share its lists: what joined here leaves with this suite. */
const lists = [designs as Design[], rules as Rule[]]
const lengths = lists.map(({ length }) => length)
afterAll(() => {
  for (const [i, list] of lists.entries()) list.splice(lengths[i])
  rmSync(folder, { recursive: true })
})

it('a design and a rule of one name are each known by their own file, and one of ours stays ours', async () => {
  const [design, rule] = ['design.mjs', 'rule.mjs'].map((name) => join(folder, name))
  writeFileSync(
    design,
    `import { linux, parts } from 'p2pdma-spec'
export default linux({ id: 'both', summary: 'a test', sources: ['a test'] }, { ...parts, hasAcsRedir: () => false })
`,
  )
  writeFileSync(
    rule,
    `import { always } from 'p2pdma-spec'
export default always({
  ...{ id: 'both', name: 'Both', sentence: 'Never asked.', why: 'A test.', sources: ['a test'] },
  ...{ assumptions: [], needs: ['mapSg'], start: null, next: () => ({ state: null }) },
})
`,
  )
  await joinAll({ designs: [design], rules: [], operations: [] })
  expect([isOutside('design', 'both'), isOutside('rule', 'both')]).toEqual([true, false])
  await joinAll({ designs: [], rules: [rule], operations: [] })
  expect([pathOf('design', 'both'), pathOf('rule', 'both')]).toEqual([[design], [rule]])
  expect(joinedNow()).toEqual({ designs: [design], rules: [rule], operations: [] })
})
