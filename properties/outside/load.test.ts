import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { isOutside, joinAll, joinedNow, pathOf } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-load-'))
afterAll(() => rmSync(folder, { recursive: true }))

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
