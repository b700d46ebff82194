/**
 * What a step asked before it ended, as a tree: two designs that answer alike come to the same end.
 *
 * From a given state a step depends on two things: which part the design has under a key (`parts.ts`), and what
 * `choose` answers. Both are questions, and what is asked next follows from the answers so far. So a design whose
 * answers lead to an end need not take the step. This takes for granted that a part answers from its arguments alone.
 */
import type { Choose } from '../../model/choose.ts'
import { partAt } from '../../model/kernel/heard-memory.ts'
import type { Parts } from '../../model/kernel/parts.ts'

/** A question of a step under way. */
export type Question =
  | { readonly kind: 'part'; readonly key: string }
  | { readonly kind: 'choice'; readonly label: string; readonly n: number }

/** A question that was answered. */
export type Asked = Question & { readonly answer: unknown }

/** Questions by what was answered before, and the ends that they lead to. */
export interface Tree<End> {
  root: Node<End> | undefined
}
type Node<End> = Branch<End> | { readonly kind: 'end'; readonly end: End }
interface Branch<End> {
  readonly kind: 'asks'
  readonly question: Question
  readonly answers: unknown[]
  /** By index of the answer. */
  readonly nodes: (Node<End> | undefined)[]
}

/**
 * Where the answers of `parts` and `choose` lead; undefined: nobody has answered so. Whatever was asked on the way is
 * added to `trail`, for whoever must then take the step.
 */
export const follow = <End>(
  { root }: Tree<End>,
  parts: Parts | undefined,
  choose: Choose,
  trail: Asked[],
): End | undefined => {
  let node = root
  while (node !== undefined) {
    if (node.kind === 'end') return node.end
    const { question, answers, nodes } = node
    const answer = question.kind === 'part' ? partAt(parts!, question.key) : choose(question.label, question.n)
    trail.push({ ...question, answer })
    node = nodes[answers.indexOf(answer)]
  }
  return undefined
}

/** Adds a step that was taken. One that asked something else than another step with the same answers is left out. */
export const learn = <End>(tree: Tree<End>, asked: readonly Asked[], end: End): void => {
  if (asked.length === 0) {
    tree.root ??= { kind: 'end', end }
    return
  }
  let node = (tree.root ??= branch(asked[0]))
  for (const [i, one] of asked.entries()) {
    if (node.kind === 'end' || !alike(node.question, one)) return
    let way = node.answers.indexOf(one.answer)
    if (way < 0) way = node.answers.push(one.answer) - 1
    const next = asked[i + 1]
    node = node.nodes[way] ??= next === undefined ? { kind: 'end', end } : branch(next)
  }
}

const branch = <End>(question: Question): Branch<End> => ({ kind: 'asks', question, answers: [], nodes: [] })

const alike = (a: Question, b: Question): boolean =>
  a.kind === 'part' ? b.kind === 'part' && a.key === b.key : b.kind === 'choice' && a.label === b.label && a.n === b.n
