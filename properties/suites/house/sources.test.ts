import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { designNames } from '../../../model/designs/index.ts'
import { REASONS } from '../../../model/hardware/reasons.ts'
import { AXIOMS } from '../../../spec/axioms/index.ts'
import { idsIn, idsOnly } from '../../../spec/axioms/ids.ts'
import { citationsIn, citing, textsIn } from '../../../spec/files/citations.ts'
import { LITMUS_FOLDER, ROOT_FOLDER, loadFolder, namesOf } from '../../../spec/files/library.ts'
import { rules } from '../../../spec/rules/index.ts'

/** Every id leads a stranger to a sentence, and whoever wrote the sentence down to somebody who needs it. */

const litmus = loadFolder(LITMUS_FOLDER).flatMap(namesOf)
/** Litmus tests that are laws or plain tests: the suites of properties/suites name them. */
const PLAIN = ['L16', 'L27', 'L31', 'L38', 'L41', 'L63']

/** What tests of bad input call a rule that is not there. */
const NOBODY = 'S99'

const KNOWN: ReadonlySet<string> = new Set([
  ...AXIOMS.map(({ id }) => id),
  ...rules.map(({ id }) => id),
  ...designNames(),
  ...litmus,
  ...PLAIN,
  NOBODY,
])

const lost = (text: string): string[] => [...idsIn(text)].filter((id) => !KNOWN.has(id))
const textOf = (file: string): string => readFileSync(`${ROOT_FOLDER}${file}`, 'utf8')

/** This file speaks of ids that nobody has. */
const everywhere = citing().filter((file) => !file.endsWith('house/sources.test.ts'))
const citations = citationsIn(everywhere)

describe('ids', () => {
  it('each that a text cites resolves', () => {
    const unresolved = [...citations]
      .filter(([id]) => !KNOWN.has(id))
      .map(([id, files]) => `${id} in ${files.join(', ')}`)
    expect(unresolved).toEqual([])
  })

  it('each axiom is cited by somebody, itself left out', () => {
    const own = citationsIn(textsIn('spec/axioms').filter((file) => !file.includes('vectors')))
    const uncited = AXIOMS.filter(({ id }) => !citations.has(id) && (own.get(id) ?? []).length < 2)
    expect(uncited.map(({ id }) => id)).toEqual([])
  })

  it('no two axioms have one id, and none has that of a rule, a design or a litmus test', () => {
    const ids = AXIOMS.map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    expect(ids.filter((id) => [...litmus, ...PLAIN].includes(id) || rules.some((rule) => rule.id === id))).toEqual([])
  })

  it('each hop of a story cites an axiom', () => {
    expect(Object.keys(REASONS).flatMap((reason) => [...idsIn(reason)].map((id) => [reason, KNOWN.has(id)]))).toEqual(
      Object.keys(REASONS).map((reason) => [reason, true]),
    )
  })

  it('nothing leads out of the repository', () => {
    const OUTSIDE = new RegExp(
      ['threads', 'hardware', 'kernel-semantics'].map((name) => `\\b${name}\\.md`).join('|') + '|SEED[0-9]',
    )
    const all = [...everywhere, ...textsIn('spec/axioms'), ...textsIn('docs')]
    expect(all.filter((file) => OUTSIDE.test(textOf(file)))).toEqual([])
  })
})

describe('the scanner', () => {
  it('finds ids in lists, ranges, comments that are broken, and before a word', () => {
    expect(
      [...idsIn('as MT-5, RT-15b and INV-D say; DX-1 to DX-3, A0-01 to\n * A0-03; HW-AC-15-block')].toSorted(),
    ).toEqual('A0-01 A0-02 A0-03 DX-1 DX-2 DX-3 HW-AC-15 INV-D MT-5 RT-15b'.split(' '))
    expect([...idsIn("S2 of D01 in L02; E4 and F3\n  sources: ['F10, E4']")].toSorted()).toEqual(
      'D01 E4 F10 L02 S2'.split(' '),
    )
  })

  it('finds none in words and numbers', () => {
    expect([...idsIn('GPL-2.0 UTF-8 CVE-2021-3929 MT-555 S2x xS2 0xD01 HW-1')]).toEqual([])
  })

  it('an id that nobody has is lost', () => {
    expect(lost('MT-19 of S98, as L02 and A9-01 say, but MT-5 to MT-20')).toEqual(['MT-19', 'MT-20', 'S98'])
  })

  it('tells a source of ids from one of words', () => {
    expect(idsOnly('MT-14, A3-36 to A3-38')).toEqual(['MT-14', 'A3-36', 'A3-38', 'A3-37'])
    expect(idsOnly('commit 3a19407913e8 (5.16), which mended BUG-1')).toBeUndefined()
  })
})
