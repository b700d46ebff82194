import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { circles, importsOf, reachable, sources } from './imports.ts'

/**
 * The walls of the house (docs/decisions/0001, 0011): who may import whom, what truth and belief may both use, and what a
 * browser can run.
 */

const LEAVES = [
  'model/address.ts',
  'model/call.ts',
  'model/choose.ts',
  'model/problem.ts',
  'model/nearest.ts',
  'model/place.ts',
]

/** Rooms by path, the narrowest first, and the rooms each may look into besides itself. */
const ROOMS: readonly (readonly [room: string, into: readonly string[]])[] = [
  ['model/address.ts', []],
  ['model/problem.ts', []],
  ['model/nearest.ts', []],
  ['model/choose.ts', []],
  ['model/call.ts', []],
  ['model/place.ts', ['model/address.ts']],
  ['model/machine', ['model/address.ts', 'model/problem.ts', 'model/nearest.ts']],
  ['model/hardware', ['model/machine', 'model/address.ts']],
  [
    'model/kernel',
    ['model/machine', 'model/address.ts', 'model/call.ts', 'model/choose.ts', 'model/problem.ts', 'model/nearest.ts'],
  ],
  ['model/designs', ['model/kernel', 'model/machine', 'model/address.ts', 'model/call.ts']],
  ['model', ['model/kernel', 'model/hardware', 'model/machine', ...LEAVES]],
  ['spec/files', ['spec', 'model']],
  ['spec', ['model', 'spec/files/parse.ts', 'spec/files/text.ts']],
  // The walls themselves are seen from everywhere.
  ['properties/suites/house', ['story', 'properties', 'spec', 'model']],
  ['properties', ['spec', 'model']],
  ['story', ['properties', 'spec', 'model']],
  ['counterexamples', ['properties', 'spec', 'model']],
  ['conformance', ['machines', 'story', 'properties', 'spec', 'model']],
  ['machines', ['spec', 'model']],
  ['cli', ['machines', 'conformance', 'story', 'properties', 'spec', 'model']],
]

/** Rooms that a browser runs: nothing in them needs Node, directly or through others. */
const IN_A_BROWSER = [
  'model',
  'spec',
  'story',
  'machines',
  ...['generate', 'scopes', 'drivers', 'search', 'shrink'].map((room) => `properties/${room}`),
]
const NEEDS_NODE = ['spec/files', 'machines/test']

/**
 * What both halves may call: arithmetic, and reading a bit of a register. Anything that decides is
 * written twice, on purpose: a decision that both share is one the checker can never find wrong.
 */
const SHARED_BY_TRUTH_AND_BELIEF = [
  ['ACS', 'KIND', 'ROOT', 'anyBit', 'bothWords'], // registers and constants of the machine
  ['PAGE', 'advance', 'alignDown', 'bus', 'overlaps', 'phys', 'physToBus', 'within'], // arithmetic
  ['INTERRUPT_BASE', 'INTERRUPT_SIZE'], // where x86 has its interrupts: the fabric acts on it, Linux reserves it
].flat()

const isIn = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`)
const roomOf = (path: string): string | undefined => ROOMS.find(([room]) => isIn(path, room))?.[0]
const isTest = (path: string): boolean => path.endsWith('.test.ts')

const files = [...new Set(ROOMS.map(([room]) => room.split('/')[0])), 'bench'].flatMap(sources)
const imports = files.flatMap(importsOf)
const into = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]))

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
      const [room, others] = ROOMS.find(([name]) => isIn(from, name)) ?? []
      const target = roomOf(to)
      return room !== undefined && target !== undefined && target !== room && !others!.some((name) => isIn(to, name))
    })
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  it('have no circle between files, types included', () => {
    expect(circles(into)).toEqual([])
    const round = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ])
    expect(circles(round)).toEqual([['a', 'b', 'c']])
  })

  it('keep Node out of what a browser runs', () => {
    const inside = files.filter(
      (file) =>
        !isTest(file) && IN_A_BROWSER.some((room) => isIn(file, room)) && !NEEDS_NODE.some((room) => isIn(file, room)),
    )
    const needing = inside.flatMap((file) => {
      const by = reachable(into, file)
      return [...by].flatMap(([to, from]) => (to.startsWith('node:') ? [`${file}: ${to}, by ${from}`] : []))
    })
    expect(needing).toEqual([])
    expect(inside.length).toBeGreaterThan(150)
    expect([...reachable(into, 'spec/files/library.ts').keys()]).toContain('node:fs')
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
        ['power', 'isBridge', 'opensWires', 'isFunction', 'bdf', 'hasCmb', 'servesOwnMemory'], // a fact of one function or client
        ['hostWindows', 'windowsOf', 'hostWindowsOf', 'claimsOf'], // whose an address is, as the file says
        ['isTranslating', 'defaultDomain'], // what an IOMMU does with a function
        ['addressOf', 'frameAt', 'barPageAt'], // where a frame lies, and which lies there
        ['optional', 'orUnknown', 'oneForm', 'record', 'list', 'listOfAtMost', 'numeric', 'oneOf', 'tagged'], // codecs
        ['layOut', 'parseDevfn', 'devfns', 'busNumbers', 'addresses', 'fabricColumns'], // from file to columns
        ['siblingsIn'], // what of a file hangs at one place
        ['shapeProblems', 'fitProblems', 'addressProblems', 'numberProblems'], // what cannot be
        ['senderProblems', 'hostsOfSenders'], // who cannot send for whom
      ]
        .flat()
        .toSorted(),
    )
  })
})
