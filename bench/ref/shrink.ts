/**
 * Smaller cases, one change away, in the order a person would try them: entries, functions, switches, flags.
 */
import { HOSTS, RAM, type Case, type Tree } from './problem.ts'

/** Every candidate has a smaller size, or names less: the steps end. */
export const smaller = (problem: Case): Case[] => {
  const { tree, initiator, list } = problem
  return [
    ...(list.length > 1 ? list.map((_, i) => ({ ...problem, list: list.toSpliced(i, 1) })) : []),
    ...tree.parent.flatMap((_, f) => withoutFunction(problem, f)),
    ...tree.above.slice(HOSTS).map((_, s) => ({ ...problem, tree: withoutSwitch(tree, HOSTS + s) })),
    ...FLAGS.flatMap((flags) => cleared(tree[flags]).map((by) => ({ ...problem, tree: { ...tree, [flags]: by } }))),
    ...(tree.iommu === 1 ? [{ ...problem, tree: { ...tree, iommu: 0 } }] : []),
    ...list.flatMap((f, i) => (f === RAM ? [] : [{ ...problem, list: list.with(i, RAM) }])),
    ...list.flatMap((f, i) => (f === RAM || f === initiator ? [] : [{ ...problem, list: list.with(i, initiator) }])),
  ]
}

/** The least case that greedy steps reach while `breaks` stays true of it; `tried` counts the questions. */
export const shrink = (problem: Case, breaks: (candidate: Case) => boolean): { least: Case; tried: number } => {
  let tried = 0
  for (let least = problem; ;) {
    const next = smaller(least).find((candidate) => (tried++, breaks(candidate)))
    if (next === undefined) return { least, tried }
    least = next
  }
}

const FLAGS = ['listed', 'shifted', 'redirects', 'acs'] as const

const cleared = (flags: readonly number[]): number[][] => flags.flatMap((on, i) => (on === 1 ? [flags.with(i, 0)] : []))

/** Functions behind `gone` move up one; a function that is still spoken of stays. */
const withoutFunction = ({ tree, initiator, list }: Case, gone: number): Case[] => {
  if (initiator === gone || list.includes(gone)) return []
  const renamed = (f: number): number => (f > gone ? f - 1 : f)
  const rest = { ...tree, parent: tree.parent.toSpliced(gone, 1), acs: tree.acs.toSpliced(gone, 1) }
  return [{ tree: rest, initiator: renamed(initiator), list: list.map(renamed) }]
}

/** What hung below it hangs where it hung. */
const withoutSwitch = (tree: Tree, gone: number): Tree => {
  const rehung = (node: number): number => {
    const to = node === gone ? tree.above[gone] : node
    return to > gone ? to - 1 : to
  }
  return {
    ...tree,
    above: tree.above.toSpliced(gone, 1).map(rehung),
    redirects: tree.redirects.toSpliced(gone, 1),
    parent: tree.parent.map(rehung),
  }
}
