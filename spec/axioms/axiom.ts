/** An axiom: a rule that this project did not make up, that code, scenarios and documents cite by its id. */

export const EVIDENCE = ['judged', 'read', 'from memory'] as const
/**
 * What stands behind an axiom.
 *
 * judged: a booted Linux was asked and answered so. read: somebody read it in a kernel's source, a specification, a
 * data sheet or a mail. from memory: nobody looked it up again.
 */
export type Evidence = (typeof EVIDENCE)[number]

export interface Axiom {
  readonly id: string
  /** One sentence. */
  readonly statement: string
  /** A function of a kernel and its version, a section of a specification, or a mail by author, date and subject. */
  readonly source: string
  readonly evidence: Evidence
  /** What else must be said: mostly where the research that it comes from was wrong. */
  readonly note?: string
}

/** A row is `id | evidence | source | statement`, and perhaps `| note`; spaces around a bar say nothing. */
const CELL = / *\| */

const isEvidence = (word: string): word is Evidence => (EVIDENCE as readonly string[]).includes(word)

/** The axioms of a table, a row a line; what they have in common of their source is said once, as `{}` in `source`. */
export const axioms = (source: string, table: string): readonly Axiom[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [id, evidence, where, statement, note, ...more] = line.trim().split(CELL)
      if (!isEvidence(evidence) || statement === undefined || more.length > 0) throw new Error(`no axiom: ${line}`)
      return { id, statement, source: source.replace('{}', where), evidence, ...(note === undefined ? {} : { note }) }
    })

/** The weakest of some: what follows from axioms is no better than the worst of them. */
export const weakest = (of: readonly Axiom[]): Evidence =>
  EVIDENCE[Math.max(...of.map(({ evidence }) => EVIDENCE.indexOf(evidence)))]
