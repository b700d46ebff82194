/** Scripts that nobody wrote: steps over a few pages, two processes and every kind of memory. */
import * as fc from 'fast-check'

const page = fc.integer({ min: 0, max: 7 }).map(String)
const range = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 }))
  .map(([from, count]) => `${from} ${from + count}`)
const device = fc.constantFrom('A', 'A2', 'B', 'C')
const owner = fc.constantFrom('A', 'B', 'C', '-')
const ask = fc.constantFrom('0', 'f', 'w', 'fw')
const target = fc.oneof(device, fc.constantFrom('ram', 'none'))
const select = fc.constantFrom(
  'system',
  'private',
  'coherent',
  'system,private',
  'private,coherent',
  'system,private,coherent',
)
const prot = fc.constantFrom('rw', 'rw', 'r', 'n')
const kind = fc.constantFrom('anon', 'anon', 'anon', 'shared', 'file', 'filep', 'mixed', 'pfn', 'p2p')
const flags = fc.subarray(['write', 'force', 'pin', 'longterm', 'fast', 'fastonly', 'p2p', 'nofault'])

const words = (first: string, ...rest: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...rest).map((chosen) => [first, ...chosen].join(' '))
const named = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  value.map((word) => `${name}=${word}`)

const migrate = (first: string): fc.Arbitrary<string> =>
  words(first, range, named('to', target), named('select', select), named('owner', owner))

/** Of either process. */
const ofBoth: readonly fc.Arbitrary<string>[] = [
  words('vma', range, prot, kind),
  words('prot', range, prot),
  words('unmap', range),
  words('zap', range),
  words('move', range, page),
  words('read', page),
  words('write', page),
  words('write', page),
  migrate('migrate'),
  migrate('migrate'),
  migrate('msetup'),
  words('mpages'),
  words('mfinalize'),
  words('hmm', range, named('owner', owner), named('default', ask), named('mask', ask), named('req', ask)),
  words(
    'gup',
    fc.constantFrom('0', '1', '2'),
    range,
    flags.map((chosen) => chosen.join(' ')),
  ).map((text) => text.trim()),
  words('hold', fc.constantFrom('4', '5'), range),
  words('lock', page),
  words('unlock', page),
  words('exclusive', range, named('owner', owner)),
  words('poison', page),
  words('mark', range),
]
/** Of nobody's process. */
const ofNone: readonly fc.Arbitrary<string>[] = [
  words('fork'),
  words('exit2'),
  words('evict', device),
  words('put', fc.constantFrom('0', '1', '2', '4', '5')),
  words('dwrite', device, fc.constantFrom('0', '1')),
  words('driver', fc.constantFrom('A', 'B'), fc.constantFrom('ok', 'fail', 'nofp')),
]

const step = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(...ofBoth) },
  { weight: 2, arbitrary: fc.oneof(...ofBoth).map((text) => `2 ${text}`) },
  { weight: 2, arbitrary: fc.oneof(...ofNone) },
)

/** Steps of a script; anonymous memory is there, and some of it written. */
export const anyScript: fc.Arbitrary<string[]> = fc
  .array(step, { minLength: 4, maxLength: 24 })
  .map((steps) => ['vma 0 5 rw anon', 'write 1', 'write 4', ...steps])

/** Scripts in which only processes write, with a look at all that they can see after each step. */
export const anyReadScript: fc.Arbitrary<string[]> = anyScript.map((steps) =>
  steps
    .filter((text) => !text.startsWith('dwrite'))
    .flatMap((text, i) => [text, `read ${i % 8}`, `2 read ${(i * 3) % 8}`, ...(i === 4 ? ['fork'] : [])]),
)
