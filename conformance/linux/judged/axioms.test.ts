import { expect, it } from 'vitest'
import { AXIOMS } from '../../../spec/axioms/index.ts'
import { citationsIn, textsIn } from '../../../spec/files/citations.ts'
import { JUDGED } from './rules.ts'
import { SHOWN } from './shown.ts'

const judged = new Set([...JUDGED.map(({ id }) => id), ...SHOWN.flatMap(({ rules }) => rules)])
/** LAT-3 is lat3.json, and what begins with it. */
const findings = textsIn('conformance/recordings/findings').map((file) => file.replace(/^.*\/(\w+)[^/]*$/, '$1'))

/** Rules of memory that moves: scripts that a booted Linux went through, 6.12 or 7.3.4, have judged them. */
const ofMemory = citationsIn([
  ...textsIn('model/kernel/mm'),
  ...textsIn('model/kernel/lib/test-hmm'),
  ...textsIn('conformance/memory'),
  ...textsIn('conformance/linux/memory'),
])

it('an axiom is called judged exactly where a booted Linux was asked', () => {
  const asked = ({ id }: { readonly id: string }): boolean =>
    judged.has(id) || findings.includes(id.replace('-', '').toLowerCase())
  const wrong = AXIOMS.filter((one) => (one.evidence === 'judged') !== asked(one))
  expect(wrong.filter((one) => one.evidence !== 'judged' || !ofMemory.has(one.id)).map(({ id }) => id)).toEqual([])
  expect(findings).toContain('lat3')
})
