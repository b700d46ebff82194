import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../spec/library.ts'

/**
 * The walls of the house (DESIGN.md): who may import whom, and what truth and belief may both use.
 */

/** Rooms by path, the narrowest first, and the rooms each may look into besides itself. */
const ROOMS: readonly (readonly [room: string, into: readonly string[]])[] = [
  ['model/address.ts', []],
  ['model/problem.ts', []],
  ['model/nearest.ts', []],
  ['model/choose.ts', []],
  ['model/machine', ['model/address.ts', 'model/problem.ts', 'model/nearest.ts']],
  ['model/hardware', ['model/machine', 'model/address.ts']],
  ['model/kernel', ['model/machine', 'model/address.ts', 'model/choose.ts']],
  ['model/designs', ['model/kernel', 'model/machine', 'model/address.ts']],
  [
    'model',
    [
      'model/designs',
      'model/kernel',
      'model/hardware',
      'model/machine',
      'model/address.ts',
      'model/problem.ts',
      'model/nearest.ts',
      'model/choose.ts',
    ],
  ],
  ['spec', ['model']],
  ['properties', ['spec', 'model']],
  ['counterexamples', ['properties', 'spec', 'model']],
  ['conformance', ['properties', 'spec', 'model']],
  ['cli', ['conformance', 'properties', 'spec', 'model']],
]

/**
 * What both halves may call: arithmetic, and reading a bit of a register. Anything that decides is
 * written twice, on purpose: a decision that both share is one the checker can never find wrong.
 */
const SHARED_BY_TRUTH_AND_BELIEF = [
  ['ACS', 'KIND', 'ROOT', 'anyBit', 'bothWords'], // registers and constants of the machine
  ['advance', 'bus', 'phys', 'physToBus', 'within'], // arithmetic
  ['INTERRUPT_BASE', 'INTERRUPT_SIZE'], // where x86 has its interrupts: the fabric acts on it, Linux reserves it
].flat()

interface Import {
  readonly from: string
  readonly to: string
  /** Names imported as values; types decide nothing. */
  readonly values: readonly string[]
}

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT_FOLDER, folder)).flatMap((entry) => {
    const path = join(folder, entry)
    if (statSync(join(ROOT_FOLDER, path)).isDirectory()) return sources(path)
    return path.endsWith('.ts') ? [path] : []
  })

const importsOf = (from: string): Import[] => {
  const text = readFileSync(join(ROOT_FOLDER, from), 'utf8')
  const statements = [...text.matchAll(/(?:import|export)\s+(type\s+)?([^'"]*?)\s+from\s+['"](\.[^'"]+)['"]/g)]
  return statements.map(([, allTypes, names, path]) => ({
    from,
    to: relative(ROOT_FOLDER, join(ROOT_FOLDER, dirname(from), path)),
    values: allTypes === undefined ? valuesIn(names) : [],
  }))
}

const valuesIn = (names: string): string[] =>
  names
    .replaceAll(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim().split(' as ')[0])
    .filter((name) => name !== '' && !name.startsWith('type '))

const isIn = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`)
const roomOf = (path: string): string | undefined => ROOMS.find(([room]) => isIn(path, room))?.[0]

const files = [...new Set(ROOMS.map(([room]) => room.split('/')[0]))].flatMap(sources)
const imports = files.flatMap(importsOf)

describe('the walls', () => {
  it('are looked at: every room has files, and files import each other', () => {
    for (const [room] of ROOMS)
      expect(
        files.filter((file) => roomOf(file) === room),
        room,
      ).not.toEqual([])
    expect(imports.length).toBeGreaterThan(100)
  })

  it('let imports run one way only', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [room, into] = ROOMS.find(([name]) => isIn(from, name))!
      return roomOf(to) !== room && !into.some((other) => isIn(to, other))
    })
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  it('keep truth and belief from sharing a function', () => {
    const used = (room: string): Set<string> =>
      new Set(imports.filter(({ from, to }) => isIn(from, room) && !isIn(to, room)).flatMap(({ values }) => values))
    const [truth, belief] = [used('model/hardware'), used('model/kernel')]
    const shared = [...truth].filter((name) => belief.has(name))
    expect(shared.toSorted()).toEqual(
      SHARED_BY_TRUTH_AND_BELIEF.filter((name) => truth.has(name) && belief.has(name)).toSorted(),
    )
  })

  it('keep decisions out of the machine: it exports facts, and these functions only', () => {
    const exported = sources('model/machine').flatMap((file) => {
      const text = readFileSync(join(ROOT_FOLDER, file), 'utf8')
      return [
        ...text.matchAll(
          /^export (?:function (?=\w)|const (?=\w+(?:\s*:[^=]*)? = (?:async )?(?:<[^>]*>)?(?:\(|literals$)))(\w+)/gm,
        ),
      ].map(([, name]) => name)
    })
    expect(exported.toSorted()).toEqual(
      [
        ['anyBit', 'bothWords', 'bitNames', 'bitsOf'], // a register word
        ['power', 'isBridge', 'isFunction', 'bdf'], // a fact of one function or client
        ['optional', 'oneForm', 'record', 'list', 'oneOf', 'tagged'], // codecs
        ['layOut', 'parseDevfn', 'devfns', 'busNumbers', 'addresses', 'fabricColumns'], // from file to columns
        ['shapeProblems', 'fitProblems', 'addressProblems'], // what cannot be
      ]
        .flat()
        .toSorted(),
    )
  })
})
