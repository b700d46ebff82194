import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { REFERENCE } from '../../properties/search/visit.ts'
import { columnOf } from '../../story/words/designs.ts'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { families } from '../../spec/rules/index.ts'
import { MATRIX, SEMANTICS, pageOf } from '../docs/places.ts'
import { shelf } from '../docs/shelf.ts'
import { tellSources } from '../docs/sources.ts'
import { pages, readme, stale } from '../commands/docs.ts'
import { anchor, markdownTable, prose, replaceBlock } from '../docs/markdown.ts'

const s = shelf()
const wanted = pages(s, readme())
const page = (path: string): string => wanted.get(path)!
const familyPages = families.map((family) => page(`${SEMANTICS}/${pageOf(family)}`)).join('\n')

const occurrences = (text: string, line: RegExp): string[] => [...text.matchAll(line)].map(([, found]) => found)

describe('the reference pages', () => {
  it('are current: npx p2pspec docs writes them', () => {
    expect(stale(wanted), 'run: npx p2pspec docs').toEqual([])
  })

  it('have no link that leads nowhere', () => {
    const links = [...wanted].flatMap(([path, text]) =>
      occurrences(text, /\]\(([^)\s]+)\)/g)
        .filter((to) => !to.startsWith('http'))
        .map((to) => ({ path, to })),
    )
    expect(links.length).toBeGreaterThan(100)
    const dead = links.filter(({ path, to }) => {
      const [file, heading] = to.split('#')
      const target = posix.join(posix.dirname(path), file)
      const text = wanted.get(target)
      if (text === undefined || heading === undefined) return !wanted.has(target) && !existsSync(ROOT_FOLDER + target)
      return (
        !text.includes(`<a id="${heading}">`) &&
        !occurrences(text, /^#+ (.*)$/gm).some((title) => anchor(title) === `#${heading}`)
      )
    })
    expect(dead).toEqual([])
  })

  it('are told apart when a file is changed, missing or none of them', () => {
    const other = new Map(wanted).set(MATRIX, 'changed').set(`${SEMANTICS}/new.md`, 'new')
    other.delete(`${SEMANTICS}/lists.md`)
    expect(stale(other)).toEqual(expect.arrayContaining([MATRIX, `${SEMANTICS}/new.md`, `${SEMANTICS}/lists.md`]))
  })
})

describe('what stands in them exactly once', () => {
  const titles = s.rules.map(({ id, name }) => `${id} ${name}`).toSorted()
  const ids = (of: readonly { id: string }[]): string[] => of.map(({ id }) => id).toSorted()

  it('each rule: a section of a family, a line of the index, a row of the matrix and of README.md', () => {
    expect(occurrences(familyPages, /^## (.*)$/gm).toSorted()).toEqual(titles)
    expect(occurrences(page(`${SEMANTICS}/README.md`), /^- \[(S\d+ \w+)\]/gm).toSorted()).toEqual(titles)
    expect(occurrences(page(MATRIX), /^\| \[(S\d+ \w+)\]/gm).toSorted()).toEqual(titles)
    expect(occurrences(page('README.md'), /^\| (S\d+ \w+) +\|/gm).toSorted()).toEqual(titles)
  })

  it('each assumption: a section', () => {
    expect(s.assumptions.length).toBeGreaterThan(5)
    const named = s.rules.flatMap(({ assumptions }) => assumptions)
    expect(named.filter((assumption) => !s.assumptions.includes(assumption))).toEqual([])
    expect(occurrences(page(`${SEMANTICS}/assumptions.md`), /^## (.*)$/gm).toSorted()).toEqual(ids(s.assumptions))
  })

  it('each design and mutant: a section, and a column of the matrix', () => {
    const all = ids([...s.designs, ...s.mutants])
    expect(occurrences(page(`${SEMANTICS}/designs.md`), /^## (.*)$/gm).toSorted()).toEqual(all)
    const heads = occurrences(page(MATRIX), /^\| {3,}\|(.*)\|$/gm).flatMap((head) => head.split('|'))
    expect(heads.map((cell) => cell.trim()).toSorted()).toEqual([...s.designs, ...s.mutants].map(columnOf).toSorted())
    for (const { id, alias } of s.designs)
      if (id !== REFERENCE && alias !== undefined) expect(page(MATRIX)).toMatch(new RegExp(`\\b${alias} ${id}[,.]`))
  })

  it('each counterexample: the section of its rule links to it', () => {
    const saved = [...s.counterexamples, ...s.trust].map(({ path }) => path)
    expect(saved.filter((path) => !familyPages.includes(`](../../${path})`))).toEqual([])
  })
})

describe('the pieces', () => {
  it('a source is split by what each of its rules is worth', () => {
    expect(tellSources(['MT-13, MT-1, HB-8, L23'])).toBe(
      [
        '- [MT-1](axioms-linux.md#mt-1) (judged by a booted Linux)',
        '- [MT-13](axioms-linux.md#mt-13) (read)',
        '- [HB-8](axioms-fabric.md#hb-8) (from memory)',
        '- L23 (of this project)',
      ].join('\n'),
    )
    expect(tellSources(['map_sg, Linux 4.20 (from memory)'])).toBe('- `map_sg`, Linux 4.20 (from memory)')
  })

  it('identifiers become code, and a star is no emphasis', () => {
    expect(prose('get_user_pages() of __iomem, 2 * 3,\n`as_is`')).toBe(
      '`get_user_pages()` of `__iomem`, 2 \\* 3, `as_is`',
    )
  })

  it('a table is padded, a block replaced between its markers only', () => {
    expect(
      markdownTable([
        ['', 'D'],
        ['S2', 'X'],
      ]),
    ).toBe('|     | D   |\n| --- | --- |\n| S2  | X   |')
    expect(replaceBlock('a <!-- m -->old<!-- /m --> b', 'm', 'new')).toBe('a <!-- m -->\n\nnew\n\n<!-- /m --> b')
    expect(replaceBlock('a', 'm', 'new')).toBeUndefined()
  })
})
