/**
 * Single rules of the model, broken one by one. A recording that notices each is named: without it the rule could be wrong and
 * nobody would see.
 */
import { linuxMmWith, mmParts } from '../../model/kernel/mm/linux-mm.ts'
import type { MmParts } from '../../model/kernel/mm/parts.ts'
import { linuxPgmaps, type PgmapDesign } from '../../model/kernel/mm/pgmap/registration.ts'
import { LINUX, type Designs } from './judge.ts'

/** What is broken, and the recording that notices. */
export type Tampered = readonly [broken: string, recording: string, designs: Designs]

const mm = (broken: string, recording: string, parts: Partial<MmParts>): Tampered => [
  broken,
  recording,
  { ...LINUX, mm: linuxMmWith(parts) },
]
const pgmaps = (broken: string, recording: string, parts: Partial<PgmapDesign['parts']>): Tampered => [
  broken,
  recording,
  { ...LINUX, pgmaps: { ...linuxPgmaps, parts: { ...linuxPgmaps.parts, ...parts } } },
]

const HMM: readonly Tampered[] = [
  mm('a private page is told to an owner that is NULL', 'hmm.txt', {
    toldTo: (owner, asking) => asking === undefined || owner === asking,
  }),
  mm('a private page is told to nobody', 'hmm.txt', { toldTo: () => false }),
  mm('the mask is ignored', 'mem-36.txt', {
    request: (input, _, defaults) => ({ valid: input.valid || defaults.valid, write: input.write || defaults.write }),
  }),
  mm('the defaults are ignored', 'hmm.txt', {
    request: (input, mask) => ({ valid: input.valid && mask.valid, write: input.write && mask.write }),
  }),
  mm('REQ_WRITE alone asks for something', 'hmm.txt', {
    needFault: (request, cpu) => mmParts.needFault({ ...request, valid: request.valid || request.write }, cpu),
  }),
  mm('a fault covers its own page only', 'mem-591.txt', { faultEnd: (at) => at + 1 }),
]

const NOTIFIERS: readonly Tampered[] = [
  mm('the sequence is never raised', 'mem-416.txt', { sequenceDuring: (sequence) => sequence }),
  mm('a driver ignores nothing', 'mem-416.txt', { ignores: () => false }),
  mm('a driver ignores every migration', 'mem-441.txt', { ignores: (_, event) => event !== 'RELEASE' }),
]

const MIGRATION: readonly Tampered[] = [
  mm('the selection is ignored', 'mem-131.txt', { selects: () => true }),
  mm('the owner is ignored', 'mem-164.txt', {
    selects: (page, map, selection) => mmParts.selects(page, map, { ...selection, owner: map?.owner }),
  }),
  mm('holes are not taken', 'mem-1.txt', { takesHole: () => false }),
  mm('holes are taken of every VMA', 'mem-271.txt', { takesHole: () => true }),
  mm('the slack of a device page is forgotten', 'mem-404.txt', {
    allowedRefs: (page, isFaultPage) => 1 + Number(isFaultPage) + Number(page.mapping === 'file'),
  }),
  mm('every page has the slack', 'mem-2.txt', { allowedRefs: (page, fault) => mmParts.allowedRefs(page, fault) + 1 }),
  mm('a page may have one reference more when it is replaced', 'mem-404.txt', {
    expectedRefs: (page, fault) => Math.max(page.refs, mmParts.expectedRefs(page, fault)),
  }),
  mm('the reference of the fault is forgotten', 'mem-66.txt', {
    expectedRefs: (page) => mmParts.expectedRefs(page, false),
  }),
  mm('memory of a file goes to a device', 'mem-271.txt', { maySettle: () => true }),
  mm('holes are filled in silence', 'mem-62.txt', { tellsOfHoles: false }),
  mm('exclusive entries are left when migration entries are put back', 'mem-441.txt', {
    putsBack: ({ kind }) => kind === 'migration',
  }),
  mm('private entries leave their page clean', 'mem-62.txt', {
    leavesDirty: ({ kind, dirty }) => kind !== 'private' && dirty,
  }),
]

const FAULTS: readonly Tampered[] = [
  mm('a page with one reference is copied', 'mem-62.txt', { reuses: () => false }),
  mm('a page with other references is taken over', 'mem-408.txt', { reuses: () => true }),
  mm('fork copies no page table', 'mem-408.txt', { forkCopies: () => false }),
  mm('fork copies every page', 'mem-408.txt', { forkCopiesPage: (page) => page.exclusive }),
  mm('P2P memory becomes writable at a write', 'mem-444.txt', { sharedWriteEnds: () => true }),
  mm('P2P memory becomes writable only by a write', 'mem-447.txt', { becomesWritable: () => false }),
  mm('mprotect gives every page its write permission', 'mem-444.txt', { becomesWritable: ({ write }) => write }),
]

const GUP: readonly Tampered[] = [
  mm('every combination of flags is valid', 'mem-282.txt', { validFlags: () => true }),
  mm('every VMA allows everything', 'mem-93.txt', { vmaAllows: () => 0 }),
  mm('nothing is unshared', 'mem-411.txt', { mustUnshare: () => false }),
  mm('zero pages are unshared for short pins, too', 'mem-411.txt', {
    mustUnshare: (page, vma, flags) => mmParts.mustUnshare(page, vma, { ...flags, longterm: true }),
  }),
  mm('P2P memory is got without being asked for', 'mem-413.txt', { grabs: () => 0 }),
  mm('coherent memory is pinned for long', 'mem-411.txt', { longtermPinnable: () => true }),
]

const PGMAPS: readonly Tampered[] = [
  pgmaps('private memory needs no owner', 'hmm.txt', {
    wrongMap: (spec) => linuxPgmaps.parts.wrongMap({ ...spec, owner: true }),
  }),
  pgmaps('private memory needs no callbacks', 'hmm.txt', {
    wrongMap: (spec) => linuxPgmaps.parts.wrongMap({ ...spec, ops: 'both' }),
  }),
  pgmaps('ranges of live maps may overlap', 'mem-296.txt', { wrongRange: () => undefined }),
  pgmaps('ranges of dying maps may overlap', 'mem-434.txt', { wrongPages: () => undefined }),
  pgmaps('a page of a dying map counts', 'mem-16.txt', { counts: () => true }),
  pgmaps('teardown does not wait', 'mem-434.txt', { teardownWaits: () => false }),
]

export const TAMPERED: readonly Tampered[] = [...HMM, ...NOTIFIERS, ...MIGRATION, ...FAULTS, ...GUP, ...PGMAPS]
