/**
 * Who may map a page: anon_vmas and files keep the VMAs, so that a page finds them.
 *
 * Their trees are walked by page offset, and VMAs of one offset in the order of their insertion (MN2-6). Whatever changes the
 * bounds of a VMA takes it out and puts it back, behind its equals.
 */
import type { Mm } from '../parts.ts'
import type { Anon, Mappers, Vma } from '../state.ts'
import { isShiftedAlike, vmasOf } from './vma.ts'

const anonVmasOf = ({ w }: Mm, vma: Vma): Mappers[] => vma.chain.map((id) => w.anonVmas[id])
const homesOf = (k: Mm, vma: Vma): Mappers[] => [
  ...anonVmasOf(k, vma),
  ...(vma.file === 0 ? [] : [k.w.files[vma.file]]),
]

const drop = ({ vmas }: Mappers, { id }: Vma): void => {
  vmas.splice(vmas.indexOf(id), 1)
}

/** `anon_vma_chain_link` */
const link = ({ w }: Mm, vma: Vma, anonVma: number): void => {
  vma.chain.push(anonVma)
  w.anonVmas[anonVma].vmas.push(vma.id)
}

const fresh = ({ w }: Mm): number => {
  const id = w.unused++
  w.anonVmas[id] = { vmas: [] }
  return id
}

/** `anon_vma_compatible`: `a` ends where `b` begins, and they could have been one. VMAs of one file are of one kind. */
const compatible = (a: Vma, b: Vma): boolean =>
  a.end === b.start &&
  a.file === b.file &&
  isShiftedAlike(a, b) &&
  a.account === b.account &&
  a.watched === b.watched &&
  b.pgoff === a.pgoff + b.start - a.start

/** A parent's is not. */
const reusable = (of: Vma): number | undefined => (of.chain.length === 1 ? of.anonVma : undefined)

/** `anon_vma_prepare`: a VMA's first page of its own gives it an anon_vma, a neighbour's if they may be merged one day. */
export const prepareAnonVma = (k: Mm, vma: Vma): void => {
  if (vma.anonVma !== 0) return
  const all = vmasOf(k, vma.process)
  const after = all.find((other) => compatible(vma, other))
  const before = all.find((other) => compatible(other, vma))
  vma.anonVma = (after && reusable(after)) ?? (before && reusable(before)) ?? fresh(k)
  link(k, vma, vma.anonVma)
}

/** `anon_vma_clone` */
export const cloneAnonVmas = (k: Mm, to: Vma, from: Anon): void => {
  for (const id of from.chain) link(k, to, id)
}

/** `anon_vma_fork`: the child's VMA is known to its parent's pages, and its own pages to it alone. */
export const forkAnonVma = (k: Mm, child: Vma, parent: Vma): void => {
  if (parent.anonVma === 0) return
  cloneAnonVmas(k, child, parent)
  child.anonVma = fresh(k)
  link(k, child, child.anonVma)
}

/** `dup_anon_vma`: the one that stays takes over the anon_vma of the one that goes. */
export const inheritAnonVma = (k: Mm, to: Vma, from: Anon): void => {
  if (to.anonVma !== 0) return
  to.anonVma = from.anonVma
  cloneAnonVmas(k, to, from)
}

/** Bounds changed: out of the trees and in again. Where no anon_vma is involved, the trees of anon_vmas are left alone. */
export const reinsert = (k: Mm, vma: Vma): void => {
  for (const home of homesOf(k, vma)) {
    drop(home, vma)
    home.vmas.push(vma.id)
  }
}

export const unlinkVma = (k: Mm, vma: Vma): void => {
  for (const home of homesOf(k, vma)) drop(home, vma)
}

/** A child's VMA stands right behind its parent's (`vma_interval_tree_insert_after`), any other at the end. */
export const linkFile = ({ w }: Mm, vma: Vma, parent?: Vma): void => {
  if (vma.file === 0) return
  const { vmas } = w.files[vma.file]
  vmas.splice(parent === undefined ? vmas.length : vmas.indexOf(parent.id) + 1, 0, vma.id)
}
