/**
 * Scripts in which something happens: steps that fit each other more often than in `any-script.ts`, so that memory really moves, is mirrored,
 * held, shared with a child, and comes back. Notifiers and page maps too.
 */
import * as fc from 'fast-check'

const at = fc.integer({ min: 0, max: 6 })
const range = fc
  .tuple(at, fc.integer({ min: 1, max: 5 }))
  .map(([from, count]) => `${from} ${Math.min(from + count, 7)}`)
const one = at.map((page) => `${page} ${page + 1}`)
const near = fc.oneof({ weight: 2, arbitrary: range }, { weight: 1, arbitrary: one })
const page = at.map(String)

const OWNER = { A: 'A', A2: 'A', B: 'B', C: 'C' } as const
const device = fc.constantFrom('A', 'A2', 'B', 'C')
const owner = fc.constantFrom('A', 'A', 'B', 'C', '-')

const words = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((chosen) => chosen.filter(Boolean).join(' '))

/** With the owner that goes with the destination, or the source. */
const toDevice = (first: string): fc.Arbitrary<string> =>
  fc
    .tuple(near, device, fc.constantFrom('system', 'system', 'system,coherent', 'system,private'), fc.nat(5))
    .map(
      ([pages, to, select, skip]) =>
        `${first} ${pages} to=${to} select=${select} owner=${OWNER[to]}${skip === 0 ? ' skip=1,4' : ''}`,
    )
const toRam = (first: string): fc.Arbitrary<string> =>
  fc
    .tuple(near, fc.constantFrom('A', 'B', 'C'), fc.constantFrom('ram', 'ram', 'A2', 'none'))
    .map(([pages, of, to]) => `${first} ${pages} to=${to} select=${of === 'C' ? 'coherent' : 'private'} owner=${of}`)

const asked = fc.constantFrom('0', '0', 'f', 'fw', 'w')
const inputs = fc
  .array(asked, { minLength: 1, maxLength: 5 })
  .map((one) => `mask=${one.length > 3 ? 'fw' : 'f'} req=${one.join(',')}`)
const hmm = fc.oneof(
  words(
    'hmm',
    near,
    owner.map((o) => `owner=${o}`),
    asked.map((f) => `default=${f}`),
  ),
  words(
    'hmm',
    near,
    owner.map((o) => `owner=${o}`),
    asked.map((f) => `default=${f}`),
    inputs,
  ),
  words(
    'hmm',
    near,
    owner.map((o) => `owner=${o}`),
    asked.map((f) => `default=${f}`),
    fc.constantFrom('once', 'using=0', 'using=1'),
  ),
)
const pins = fc.constantFrom(
  '',
  'write',
  'pin',
  'pin write',
  'pin longterm',
  'pin longterm write',
  'fast',
  'pin fast',
  'fastonly',
  'fastonly write',
  'p2p',
  'p2p write',
  'nofault',
  'force',
  'write force',
)

const ofProcess: readonly (readonly [number, fc.Arbitrary<string>])[] = [
  [
    2,
    words(
      'vma',
      near,
      fc.constantFrom('rw', 'rw', 'r', 'n'),
      fc.constantFrom('anon', 'anon', 'shared', 'file', 'filep', 'mixed', 'pfn', 'p2p'),
    ),
  ],
  [3, words('prot', near, fc.constantFrom('rw', 'rw', 'r', 'n'))],
  [2, words('unmap', one)],
  [3, words('zap', near)],
  [1, words('move', one, page)],
  [5, words('read', page)],
  [8, words('write', page)],
  [8, toDevice('migrate')],
  [4, toRam('migrate')],
  [3, toDevice('msetup')],
  [2, toRam('msetup')],
  [4, words('mpages')],
  [4, words('mfinalize')],
  [8, hmm],
  [6, words('gup', fc.constantFrom('0', '1', '2'), near, pins)],
  [3, words('hold', fc.constantFrom('4', '5'), near)],
  [1, words('lock', page)],
  [1, words('unlock', page)],
  [
    4,
    words(
      'exclusive',
      near,
      owner.map((o) => `owner=${o}`),
    ),
  ],
  [2, words('poison', page)],
  [2, words('mark', near)],
  [2, words('begin', fc.constantFrom('0', '1'), near, fc.constantFrom('', '', 'skip=A', 'skip=C'))],
]
const ofNone: readonly (readonly [number, fc.Arbitrary<string>])[] = [
  [3, words('fork')],
  [1, words('exit2')],
  [3, words('evict', device)],
  [2, words('evict', device, fc.constantFrom('0', '1', '2'), fc.constantFrom('', 'skip=0'))],
  [3, words('esetup', device, fc.constantFrom('', '', '0'), fc.constantFrom('', 'skip=1'))],
  [2, words('epages')],
  [2, words('efinalize')],
  [3, words('put', fc.constantFrom('0', '1', '2', '4', '5'))],
  [2, words('dwrite', device, fc.constantFrom('0', '1', '2'))],
  [1, words('driver', device, fc.constantFrom('ok', 'ok', 'fail', 'nofp'))],
  [3, words('again', fc.constantFrom('0', '1'))],
  [4, words('retry', fc.constantFrom('0', '1'))],
  [1, words('end', fc.constantFrom('0', '1'))],
]

const weighted = (all: readonly (readonly [number, fc.Arbitrary<string>])[]): fc.Arbitrary<string> =>
  fc.oneof(...all.map(([weight, arbitrary]) => ({ weight, arbitrary })))

const step = fc.oneof(
  { weight: 8, arbitrary: weighted(ofProcess) },
  { weight: 2, arbitrary: weighted(ofProcess).map((text) => `2 ${text}`) },
  { weight: 3, arbitrary: weighted(ofNone) },
)

const BEGINNINGS = [
  ['vma 0 7 rw anon', 'write 0', 'write 1', 'write 3', 'write 5'],
  ['vma 0 7 rw anon', 'write 0', 'write 1', 'write 2', 'fork'],
  ['vma 0 5 rw anon', 'vma 5 7 rw shared', 'write 1', 'write 5', 'read 2', 'begin 0 0 7'],
  ['vma 0 3 rw anon', 'vma 3 6 rw filep', 'read 0', 'write 4', 'begin 0 0 6 skip=A', 'begin 1 1 5'],
  ['vma 0 4 rw anon', 'vma 4 7 rw p2p', 'write 2', 'write 4', 'read 5'],
  ['vma 0 4 r anon', 'read 0', 'gup 2 1 3 write force', 'put 2'],
  ['vma 0 4 rw anon', 'write 0', 'write 2', 'migrate 0 3 to=A select=system owner=A', 'fork', 'esetup A'],
  ['vma 0 4 rw anon', 'write 1', 'migrate 0 3 to=C select=system owner=C', 'begin 0 0 4', 'esetup C'],
  ['vma 1 4 rw file', 'vma 4 7 r p2p', 'write 2', 'fork', 'begin 0 0 7'],
]

export const liveScript: fc.Arbitrary<string[]> = fc
  .tuple(fc.constantFrom(...BEGINNINGS), fc.array(step, { minLength: 8, maxLength: 32 }))
  .map(([beginning, steps]) => [...beginning, ...steps])

const place = fc
  .integer({ min: 0, max: 6 })
  .chain((block) => fc.constantFrom(0, 1, 300, 511).map((off) => block * 512 + off))
const ranges = fc
  .array(
    fc
      .tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(512, 512, 512, 1024, 100), fc.nat(9))
      .map(([block, count, odd]) => `${block * 512 + (odd === 0 ? 1 : 0)}:${count}`),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) => all.join(','))
const map = fc.constantFrom('0', '1', '2')
const mapStep = weighted([
  [
    5,
    words(
      'map',
      map,
      fc.constantFrom(1, 1, 2, 2, 3, 4, 5, 0, 6).map((type) => `type=${type}`),
      ranges.map((all) => `ranges=${all}`),
      // Coherent memory without callbacks is an oops, which a recording tells.
      fc.constantFrom('both', 'both', 'both', 'free').map((ops) => `ops=${ops}`),
      fc.constantFrom('A', 'B', '-').map((o) => `owner=${o}`),
    ),
  ],
  [4, words('lookup', place.map(String))],
  [6, words('take', map, place.map(String))],
  [4, words('drop', map)],
  [3, words('grab', map, place.map(String))],
  [3, words('ungrab', map)],
  [3, words('unmapmap', map)],
  [3, words('poll', map)],
])

/** Scripts about page maps. */
export const mapScript: fc.Arbitrary<string[]> = fc
  .array(mapStep, { minLength: 6, maxLength: 24 })
  .map((steps) => ['map 0 type=1 ranges=0:1024 ops=both owner=A', 'take 0 1', 'take 0 700', ...steps])
