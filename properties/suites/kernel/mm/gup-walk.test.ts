/**
 * Which pages get_user_pages takes, as Linux 6.12.117 has it: GU-3 to GU-9.
 *
 * What is expected was read in `mm/gup.c`, never taken from a run of the model.
 */
import { describe, expect, it } from 'vitest'
import { getUserPages } from '../../../../model/kernel/mm/gup.ts'
import { checkVma, type Flag, type VmaKind } from '../../../../model/kernel/mm/gup-flags.ts'
import {
  GUP_PIN_COUNTING_BIAS,
  grabFast,
  gup612,
  longtermPinnable,
  type UserPage,
} from '../../../../model/kernel/mm/gup-page.ts'
import { EBUSY, EFAULT, ENOMEM, EOPNOTSUPP } from '../../../../model/kernel/errno.ts'
import { pageOf, ram } from '../pages.ts'
import {
  anonymous,
  h,
  p,
  dax,
  coherent,
  device,
  movable,
  tracked,
  registers,
  flags,
  gup,
  rc,
  PINS,
  WITH_SLOW_PATH,
} from './users.ts'

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
