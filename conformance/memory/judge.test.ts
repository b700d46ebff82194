import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAIT } from '../../model/call.ts'
import { MEMUNMAP_PAGES } from '../../model/kernel/mm/device/page-map.ts'
import { linuxMmWith, type OwnRows } from '../../model/kernel/mm/linux-mm.ts'
import type { MmParts } from '../../model/kernel/mm/parts.ts'
import { Refused } from '../../model/problem.ts'
import { judgeHmmTable, readHmmTable } from './hmm-table.ts'
import { judgeScript, type Designs } from './judge.ts'
import { scriptFiles, scriptIn, textOf } from './recordings.ts'
import { readScript } from './script.ts'
import { TAMPERED } from './tampered.ts'

const right = <T>(result: E.Either<unknown, T>): T => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}
const judged = (file: string, designs?: Designs) =>
  file === 'hmm.txt' ? judgeHmmTable(right(readHmmTable(textOf(file))), designs) : judgeScript(scriptIn(file), designs)

describe('the model answers as Linux did', () => {
  it('there are scripts', () => {
    expect(scriptFiles.length).toBeGreaterThan(100)
  })
  it.each([...scriptFiles, 'hmm.txt'])('%s', (file) => {
    const { answers, differences } = judged(file)
    expect(differences).toEqual([])
    expect(answers).toBeGreaterThan(file === 'hmm.txt' ? 90 : 4)
  })
})

describe('a rule that is broken is noticed', () => {
  it.each(TAMPERED.map(([broken, recording, designs]) => [broken, recording, designs] as const))(
    '%s (%s)',
    (_, recording, designs) => {
      expect(judged(recording, designs).differences).not.toEqual([])
    },
  )
})

describe('a design of memory', () => {
  it('with a part that nobody reads is refused, and told the nearest name', () => {
    const typo = { alowedRefs: () => 9 } as unknown as Partial<MmParts>
    expect(() => linuxMmWith(typo)).toThrow(Refused)
    expect(() => linuxMmWith(typo)).toThrow(/did you mean allowedRefs\?/)
  })
})

describe('a design of memory with rows of its own', () => {
  const { kill, wait, unmap, synchronize, exit } = MEMUNMAP_PAGES
  const rowsOf = (rows: Partial<typeof MEMUNMAP_PAGES>): readonly string[] =>
    Object.keys(linuxMmWith({}, { memunmap_pages: rows }).tables['memunmap_pages'])
  const ORDER = ['kill', 'wait', 'unmap', 'synchronize', 'exit']

  it('has them in the place of those of Linux, and the order of its own where it has all', () => {
    const waits = () => WAIT
    expect(linuxMmWith({}, { memunmap_pages: { wait: waits } }).tables['memunmap_pages']['wait']).toBe(waits)
    expect(rowsOf({ wait })).toEqual(ORDER)
    expect(rowsOf({ exit, unmap, synchronize, kill })).toEqual(ORDER)
    expect(rowsOf({ exit, unmap, synchronize, kill, wait })).toEqual(['exit', 'unmap', 'synchronize', 'kill', 'wait'])
  })

  it.each([
    [{ memunmap_page: {} }, /^memunmap_page: found a table .*did you mean memunmap_pages\?/],
    [{ memunmap_pages: { unmapp: kill } }, /^memunmap_pages\.unmapp: found a row .*did you mean unmap\?/],
  ])('is refused where nobody has them, and told the nearest name', (rows, told) => {
    expect(() => linuxMmWith({}, rows as OwnRows)).toThrow(Refused)
    expect(() => linuxMmWith({}, rows as OwnRows)).toThrow(told)
  })
})

describe('the judge of scripts', () => {
  const lines = textOf('mem-1.txt').split('\n')
  const answers = lines.flatMap((line, i) => (line.startsWith('= ') || line.startsWith('left ') ? [i] : []))

  it('notices every answer that was changed', () => {
    for (const i of answers) {
      const changed = lines.with(i, lines[i].startsWith('left') ? 'left A:1' : `${lines[i]}0`)
      expect(judgeScript(right(readScript(changed.join('\n')))).differences, lines[i]).toHaveLength(1)
    }
  })

  it('counts that the kernel warned, and not in which words', () => {
    const text = textOf('mem-282.txt')
    const other = text.replace('!warn is_valid_gup_args', '!warn something_else')
    const none = text.replace(' !warn is_valid_gup_args', '')
    expect(judgeScript(right(readScript(other))).differences).toEqual([])
    expect(judgeScript(right(readScript(none))).differences).toHaveLength(1)
  })

  it('refuses a recording that was cut, at whatever line, and says where', () => {
    const refused = fc.property(fc.integer({ min: 1, max: lines.length - 2 }), (kept) => {
      const cut = readScript(lines.slice(0, kept).join('\n'))
      expect(cut).toMatchObject({ _tag: 'Left', left: [{ path: `line ${kept}` }] })
    })
    fc.assert(refused, { seed: 3, numRuns: 60 })
  })

  it.each([
    ['> raed 4', /a step: did you mean read\?/],
    ['> read', /^read /],
    ['> read 4 5', /^read /],
    ['> zap 5 5000', /^zap with a range P Q of at most/],
    ['> migrate 0 5 to=A owner=A', /^migrate with select=/],
    ['> hmm 0 3 owner=A default=x', /default= followed by/],
    ['> hmm 0 3 owner=A default=f maks=f', /maks=: .*mask=/],
  ])('refuses the step %s, and says what is accepted', (text, accepted) => {
    const changed = readScript(lines.with(11, text).join('\n'))
    expect(changed).toMatchObject({ _tag: 'Left', left: [{ path: 'line 12', found: JSON.stringify(text) }] })
    expect(E.isLeft(changed) && changed.left[0].accepted).toMatch(accepted)
  })
})

describe('the table of hmm_range_fault', () => {
  const lines = textOf('hmm.txt').split('\n')

  it('refuses a line that it does not know, and one that is cut', () => {
    expect(readHmmTable(lines.with(3, 'hmm page=full').join('\n'))).toMatchObject({
      _tag: 'Left',
      left: [{ path: 'line 4' }],
    })
    expect(readHmmTable(lines.slice(0, 9).join('\n'))).toMatchObject({ _tag: 'Left', left: [{ path: 'line 9' }] })
  })

  it('notices a changed answer', () => {
    const changed = lines.with(1, lines[1].replace('got=zero', 'got=ram'))
    expect(judgeHmmTable(right(readHmmTable(changed.join('\n')))).differences).toHaveLength(1)
  })
})
