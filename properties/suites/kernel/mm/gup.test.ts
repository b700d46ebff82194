/**
 * get_user_pages as Linux 6.12.117 has it: GU-1 to GU-11, vector GV-14 and litmus L39.
 *
 * What is expected was read in `mm/gup.c`, never taken from a run of the model.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GUP_VARIANTS, extractUserPages, getUserPages, type GupVariant } from '../../../../model/kernel/mm/gup.ts'
import { checkVma, validArgs, type CallerFlag, type Flag, type VmaKind } from '../../../../model/kernel/mm/gup-flags.ts'
import {
  GUP_PIN_COUNTING_BIAS,
  grabFast,
  gup612,
  longtermPinnable,
  type UserPage,
} from '../../../../model/kernel/mm/gup-page.ts'
import { EBUSY, EFAULT, EINVAL, ENOMEM, EOPNOTSUPP, EREMOTEIO } from '../../../../model/kernel/errno.ts'
import { PAGE_TYPES, isP2pPage } from '../../../../model/kernel/mm/page.ts'
import { frame, p2p, pageOf, ram } from '../pages.ts'

const anonymous = { kind: 'anonymous', writable: true } as const
const p2pmem = { kind: 'p2pmem', writable: true } as const
const fsdax = { kind: 'fsdax', writable: true } as const

const h: UserPage = { page: ram(1), vma: anonymous }
const p: UserPage = { page: p2p(100), vma: p2pmem }
const dax: UserPage = { page: pageOf('MEMORY_DEVICE_FS_DAX', 200), vma: fsdax }
const coherent: UserPage = { page: pageOf('MEMORY_DEVICE_COHERENT', 300), vma: anonymous, movesTo: frame(30) }
const device: UserPage = { page: pageOf('MEMORY_DEVICE_PRIVATE', 400), vma: anonymous, movesTo: frame(40) }
const movable: UserPage = { page: ram(2), vma: anonymous, movable: true, movesTo: frame(20) }
/** RAM in a shared mapping whose dirty pages somebody tracks. */
const tracked: UserPage = { page: ram(6), vma: p2pmem }
const registers: UserPage = { page: ram(500), vma: { kind: 'io', writable: true } }

const flags = (...names: Flag[]): ReadonlySet<Flag> => new Set(names)
const gup = (variant: GupVariant, users: readonly UserPage[], ...names: Flag[]) =>
  getUserPages(gup612, variant, users, flags(...names))
const rc = (variant: GupVariant, users: readonly UserPage[], ...names: Flag[]): number =>
  gup(variant, users, ...names).rc

const VARIANTS = Object.keys(GUP_VARIANTS) as GupVariant[]
const PINS: readonly GupVariant[] = ['pin_user_pages', 'pin_user_pages_fast']
const GETS = VARIANTS.filter((variant) => !PINS.includes(variant))
/** Those that answer with an errno where the fast walk took nothing. */
const WITH_SLOW_PATH = VARIANTS.filter((variant) => variant !== 'get_user_pages_fast_only')

describe('GV-14', () => {
  it('a P2P page first, no flag: EREMOTEIO from every variant that has a slow path', () => {
    for (const variant of WITH_SLOW_PATH) expect(rc(variant, [p]), variant).toBe(-EREMOTEIO)
  })
  it('[RAM, P2P], no flag: 1, because who has something returns that', () => {
    for (const variant of VARIANTS) expect(gup(variant, [h, p]), variant).toMatchObject({ rc: 1, pages: [h.page] })
  })
  it('fast_only on [P2P]: 0, a short count and no errno', () => {
    expect(rc('get_user_pages_fast_only', [p])).toBe(0)
  })
  it('pinning P2P memory without end: pin_user_pages answers 0, pin_user_pages_fast EINVAL', () => {
    expect(rc('pin_user_pages', [p], 'FOLL_LONGTERM', 'FOLL_PCI_P2PDMA')).toBe(0)
    expect(rc('pin_user_pages_fast', [p], 'FOLL_LONGTERM', 'FOLL_PCI_P2PDMA')).toBe(-EINVAL)
  })
  it('pinning without end to write, on the sysfs mapping: EFAULT, before the P2P rule is reached', () => {
    for (const variant of PINS) expect(rc(variant, [p], 'FOLL_LONGTERM', 'FOLL_WRITE'), variant).toBe(-EFAULT)
  })
  it('pinning without end to read, on the sysfs mapping: EREMOTEIO', () => {
    for (const variant of PINS) expect(rc(variant, [p], 'FOLL_LONGTERM'), variant).toBe(-EREMOTEIO)
  })
})

describe('L39, the flags over a mapping of host and P2P pages [h, p]', () => {
  it('none: stops at p; FOLL_PCI_P2PDMA: both', () => {
    for (const variant of WITH_SLOW_PATH) {
      expect(rc(variant, [h, p]), variant).toBe(1)
      expect(rc(variant, [p, h]), variant).toBe(-EREMOTEIO)
      expect(rc(variant, [h, p], 'FOLL_PCI_P2PDMA'), variant).toBe(2)
    }
  })
  it('FOLL_LONGTERM with it: refused before any page is looked at, even host pages', () => {
    for (const variant of VARIANTS)
      expect(gup(variant, [h, h], 'FOLL_LONGTERM', 'FOLL_PCI_P2PDMA'), variant).toEqual({
        rc: variant === 'pin_user_pages' ? 0 : -EINVAL,
        got: 0,
        pages: [],
        references: 0,
      })
  })
})

describe('GU-1: what is a question at all', () => {
  it('FOLL_LONGTERM without a pin is none', () => {
    for (const variant of GETS) expect(rc(variant, [h], 'FOLL_LONGTERM'), variant).toBe(-EINVAL)
    for (const variant of PINS) expect(rc(variant, [h], 'FOLL_LONGTERM'), variant).toBe(1)
  })
  it('FOLL_GET with a pin is none', () => {
    expect(rc('pin_user_pages', [h], 'FOLL_GET')).toBe(0)
    expect(rc('pin_user_pages_fast', [h], 'FOLL_GET')).toBe(-EINVAL)
    expect(rc('get_user_pages_fast', [h], 'FOLL_GET')).toBe(1)
  })
  it('flags that are the entry points’ own are refused from callers', () => {
    for (const own of ['FOLL_PIN', 'FOLL_TOUCH', 'FOLL_FAST_ONLY', 'FOLL_UNLOCKABLE', 'FOLL_REMOTE'] as const) {
      expect(validArgs(flags(own), []), own).toBe(false)
      expect(rc('get_user_pages', [h], own), own).toBe(-EINVAL)
    }
  })
  it('the fast variants refuse a flag they do not know', () => {
    expect(rc('get_user_pages_fast', [h], 'FOLL_DUMP')).toBe(-EINVAL)
    expect(rc('get_user_pages', [h], 'FOLL_DUMP')).toBe(1)
  })
})

describe('GU-2: the gate', () => {
  it('asks for the count first: a page that is being freed is ENOMEM, P2P or not', () => {
    for (const page of [h, p]) expect(rc('get_user_pages', [{ ...page, refcount: 0 }])).toBe(-ENOMEM)
  })
  it('stops P2P memory only', () => {
    for (const type of PAGE_TYPES.filter((type) => type !== 'MEMORY_DEVICE_PCI_P2PDMA')) {
      const user: UserPage = { page: pageOf(type, 7), vma: anonymous, movesTo: frame(8) }
      for (const variant of WITH_SLOW_PATH) expect(rc(variant, [user]), `${variant} ${type}`).toBe(1)
    }
  })
  it('is a part: a design that opens it gives P2P memory to anyone', () => {
    const open = { ...gup612, gate: () => true }
    for (const variant of WITH_SLOW_PATH) expect(getUserPages(open, variant, [p]).rc, variant).toBe(1)
  })
})

describe('GU-3: the walk without locks', () => {
  it('gives up at what it cannot judge, and fast_only returns what it has by then', () => {
    for (const stop of [p, device, registers, { ...h, refcount: 0 }])
      expect(gup('get_user_pages_fast_only', [h, stop, h])).toMatchObject({ rc: 1, got: 1 })
  })
  it('writes nothing that is mapped read-only', () => {
    const readOnly: UserPage = { ...h, vma: { kind: 'anonymous', writable: false } }
    expect(rc('get_user_pages_fast_only', [readOnly], 'FOLL_WRITE')).toBe(0)
    expect(rc('get_user_pages_fast_only', [readOnly])).toBe(1)
  })
  it('never takes P2P memory, flag or not: the folio has no mapping, and CONFIG_SECRETMEM asks for one', () => {
    expect(rc('get_user_pages_fast_only', [p], 'FOLL_PCI_P2PDMA')).toBe(0)
    expect(rc('get_user_pages_fast', [p], 'FOLL_PCI_P2PDMA')).toBe(1)
  })
  it('keeps what it has when the slow path then fails: a count, where pin_user_pages gives the errno', () => {
    const stuck: UserPage = { page: coherent.page, vma: anonymous }
    expect(gup('pin_user_pages_fast', [h, stuck], 'FOLL_LONGTERM')).toMatchObject({ rc: 1, got: 1 })
    expect(gup('pin_user_pages', [h, stuck], 'FOLL_LONGTERM')).toMatchObject({ rc: -EBUSY, got: 0, references: 0 })
    const stays: UserPage = { page: movable.page, vma: anonymous, movable: true }
    for (const end of [stuck, stays])
      expect(gup('pin_user_pages_fast', [h, end], 'FOLL_LONGTERM')).toMatchObject({ rc: 1, pages: [h.page] })
  })
  it('leaves to the slow path what may have to move, or whose mapping has to be asked', () => {
    const generic: UserPage = { page: pageOf('MEMORY_DEVICE_GENERIC', 600), vma: anonymous }
    const taken = (user: UserPage, ...names: Flag[]): boolean => grabFast(gup612, user, flags(...names))
    const FOREVER = ['FOLL_PIN', 'FOLL_LONGTERM'] as const
    for (const user of [h, dax, generic, coherent, movable, tracked]) expect(taken(user, 'FOLL_PIN')).toBe(true)
    expect([h, dax, generic, coherent, movable, tracked].map((user) => taken(user, ...FOREVER))).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ])
    expect([h, tracked].map((user) => taken(user, ...FOREVER, 'FOLL_WRITE'))).toEqual([true, false])
    expect(taken(tracked, 'FOLL_LONGTERM', 'FOLL_WRITE')).toBe(true)
    expect(taken({ ...h, refcount: 0 })).toBe(false)
    expect(taken({ ...h, refcount: 2 })).toBe(true)
  })
  it('answers as the slow path alone would, on one page of any kind', () => {
    for (const user of [h, p, dax, coherent, device, movable, tracked, registers])
      for (const names of [[], ['FOLL_WRITE'], ['FOLL_LONGTERM'], ['FOLL_LONGTERM', 'FOLL_WRITE']] as Flag[][])
        expect(gup('pin_user_pages_fast', [user], ...names), `${user.page.type} ${names.join()}`).toEqual(
          gup('pin_user_pages', [user], ...names),
        )
  })
})

describe('GU-4: the mapping is asked before the page', () => {
  it('VM_IO is EFAULT', () => {
    for (const variant of WITH_SLOW_PATH) expect(rc(variant, [registers]), variant).toBe(-EFAULT)
  })
  it('fsdax cannot be pinned without end: EOPNOTSUPP, also to write', () => {
    for (const variant of PINS) {
      expect(rc(variant, [dax], 'FOLL_LONGTERM'), variant).toBe(-EOPNOTSUPP)
      expect(rc(variant, [dax], 'FOLL_LONGTERM', 'FOLL_WRITE'), variant).toBe(-EOPNOTSUPP)
      expect(rc(variant, [dax], 'FOLL_WRITE'), variant).toBe(1)
    }
  })
  it('writing for long to a mapping whose dirty pages are tracked is EFAULT, whatever its pages are', () => {
    for (const variant of PINS) expect(rc(variant, [tracked], 'FOLL_LONGTERM', 'FOLL_WRITE'), variant).toBe(-EFAULT)
    for (const variant of PINS) expect(rc(variant, [tracked], 'FOLL_LONGTERM'), variant).toBe(1)
  })
  it('a short pin may write to the sysfs mapping: the disk reads straight into a BAR', () => {
    for (const variant of PINS) expect(rc(variant, [p], 'FOLL_WRITE', 'FOLL_PCI_P2PDMA'), variant).toBe(1)
  })
  it('writing to a read-only mapping is EFAULT; FOLL_FORCE helps only where a private copy can be made', () => {
    const verdicts = (['anonymous', 'p2pmem', 'fsdax'] as VmaKind[]).map((kind) => [
      checkVma({ kind, writable: false }, flags('FOLL_WRITE')),
      checkVma({ kind, writable: false }, flags('FOLL_WRITE', 'FOLL_FORCE')),
      checkVma({ kind, writable: false }, flags()),
    ])
    expect(verdicts).toEqual([
      [-EFAULT, 0, 0],
      [-EFAULT, -EFAULT, 0],
      [-EFAULT, -EFAULT, 0],
    ])
  })
  it('a second mapping is asked only when the walk enters it', () => {
    expect(rc('pin_user_pages', [h, p], 'FOLL_LONGTERM', 'FOLL_WRITE')).toBe(1)
  })
})

describe('GU-5: device-private memory', () => {
  it('comes back to RAM, and RAM is what the caller gets', () => {
    for (const variant of WITH_SLOW_PATH) expect(gup(variant, [device]).pages, variant).toEqual([ram(40)])
  })
  it('is EFAULT where it cannot come back, or no fault may be taken', () => {
    expect(rc('get_user_pages', [{ page: device.page, vma: anonymous }])).toBe(-EFAULT)
    expect(rc('get_user_pages', [device], 'FOLL_NOFAULT')).toBe(-EFAULT)
  })
})

describe('GU-6, GU-7: a pin without end', () => {
  it('moves coherent device memory and movable RAM away, and pins what came of them', () => {
    for (const variant of PINS)
      expect(gup(variant, [h, coherent, movable], 'FOLL_LONGTERM').pages, variant).toEqual([ram(1), ram(30), ram(20)])
  })
  it('leaves them in place for a short pin', () => {
    expect(gup('pin_user_pages', [coherent, movable]).pages).toEqual([coherent.page, movable.page])
  })
  it('ends with nothing held: EBUSY for coherent memory that stays, ENOMEM for RAM, EBUSY for both', () => {
    const stays = ({ page, vma, movable = false }: UserPage): UserPage => ({ page, vma, movable })
    const ends = [[stays(coherent)], [stays(movable)], [stays(movable), stays(coherent)]].map((users) =>
      gup('pin_user_pages', [h, ...users], 'FOLL_LONGTERM'),
    )
    expect(ends.map((end) => end.rc)).toEqual([-EBUSY, -ENOMEM, -EBUSY])
    expect(ends.map(({ got, references }) => [got, references])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
  })
})

describe('GU-8, GU-9', () => {
  it('a pin counts 1024, a reference 1, on P2P pages as on RAM', () => {
    expect(GUP_PIN_COUNTING_BIAS).toBe(1024)
    expect(gup('pin_user_pages', [h, p], 'FOLL_PCI_P2PDMA').references).toBe(2048)
    expect(gup('get_user_pages', [h, p], 'FOLL_PCI_P2PDMA').references).toBe(2)
  })
  it('P2P pages could be pinned for long by their kind; only the flags forbid it', () => {
    expect([h, p, dax, coherent, movable].map(longtermPinnable)).toEqual([true, true, true, false, false])
    const asked = { ...gup612, valid: () => true }
    expect(getUserPages(asked, 'pin_user_pages', [p], flags('FOLL_LONGTERM', 'FOLL_PCI_P2PDMA')).rc).toBe(1)
  })
})

describe('GU-11: iov_iter', () => {
  it('takes P2P memory only where this call allows it', () => {
    expect(extractUserPages(gup612, [p], { intoMemory: true, allowP2p: true }).rc).toBe(1)
    expect(extractUserPages(gup612, [p], { intoMemory: true, allowP2p: false }).rc).toBe(-EREMOTEIO)
  })
  it('asks to write exactly where the data comes into memory, and pins', () => {
    const readOnly: UserPage = { page: ram(1), vma: { kind: 'fsdax', writable: false } }
    expect(extractUserPages(gup612, [readOnly], { intoMemory: true, allowP2p: false }).rc).toBe(-EFAULT)
    expect(extractUserPages(gup612, [readOnly], { intoMemory: false, allowP2p: false })).toMatchObject({
      rc: 1,
      references: 1024,
    })
  })
})

const vmas = fc.record({
  kind: fc.constantFrom<VmaKind>('anonymous', 'p2pmem', 'fsdax', 'io'),
  writable: fc.boolean(),
})
const users = fc.array(
  fc.record({ type: fc.constantFrom(...PAGE_TYPES), vma: vmas, movable: fc.boolean(), moves: fc.boolean() }),
  { maxLength: 4 },
)
const callerFlags = fc.subarray<CallerFlag>([
  'FOLL_WRITE',
  'FOLL_GET',
  'FOLL_FORCE',
  'FOLL_NOFAULT',
  'FOLL_LONGTERM',
  'FOLL_PCI_P2PDMA',
  'FOLL_DUMP',
])

describe('whatever is asked (INV-F)', () => {
  const law = (holds: (variant: GupVariant, asked: ReadonlySet<Flag>, answer: ReturnType<typeof gup>) => void): void =>
    fc.assert(
      fc.property(fc.constantFrom(...VARIANTS), users, callerFlags, (variant, described, asked) => {
        const memory = described.map(({ type, vma, movable, moves }, i): UserPage => ({
          page: pageOf(type, i + 1),
          vma,
          movable,
          ...(moves ? { movesTo: frame(100 + i) } : {}),
        }))
        holds(variant, flags(...asked), gup(variant, memory, ...asked))
      }),
      { seed: 14, numRuns: 3000 },
    )

  it('a failure leaves no reference, and a success holds exactly what it counts', () => {
    law((variant, _, { rc, got, pages, references }) => {
      expect(got).toBe(Math.max(rc, 0))
      expect(pages.length).toBe(got)
      expect(references).toBe(got * (PINS.includes(variant) ? 1024 : 1))
    })
  })
  it('no P2P page goes to a caller without FOLL_PCI_P2PDMA, and none is ever held without end', () => {
    law((_, asked, { pages }) => {
      if (!asked.has('FOLL_PCI_P2PDMA') || asked.has('FOLL_LONGTERM')) expect(pages.filter(isP2pPage)).toEqual([])
    })
  })
  it('no device-private page is ever returned, and no coherent one is held without end', () => {
    law((_, asked, { pages }) => {
      const types = pages.map(({ type }) => type)
      expect(types).not.toContain('MEMORY_DEVICE_PRIVATE')
      if (asked.has('FOLL_LONGTERM')) expect(types).not.toContain('MEMORY_DEVICE_COHERENT')
    })
  })
})
