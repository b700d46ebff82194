/**
 * What flags ask of get_user_pages, as Linux 6.12.117 has it: GU-1, GU-2 and GU-11, vector GV-14 and litmus L39.
 *
 * What is expected was read in `mm/gup.c`, never taken from a run of the model.
 */
import { describe, expect, it } from 'vitest'
import { extractUserPages, getUserPages } from '../../../../model/kernel/mm/gup.ts'
import { validArgs } from '../../../../model/kernel/mm/gup-flags.ts'
import { gup612, type UserPage } from '../../../../model/kernel/mm/gup-page.ts'
import { EFAULT, EINVAL, ENOMEM, EREMOTEIO } from '../../../../model/kernel/errno.ts'
import { PAGE_TYPES } from '../../../../model/kernel/mm/page.ts'
import { frame, pageOf, ram } from '../pages.ts'
import { anonymous, h, p, flags, gup, rc, VARIANTS, PINS, GETS, WITH_SLOW_PATH } from './users.ts'

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
