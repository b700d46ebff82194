/** What a design says of itself. */
export interface About {
  /** A name in words. */
  readonly id: string
  /** A short second name, for the columns of tables; everything that takes the id takes it too. */
  readonly alias?: string
  /** One sentence. */
  readonly summary: string
  readonly sources: readonly string[]
  /** The design that mends this one: what it keeps and this one breaks is this one's own fault. */
  readonly mendedBy?: string
  /** The design that this one is, but for what its summary says: what a file says of that one it says of this one, too. */
  readonly basis?: string
}

/** What is said of a design, by name. */
export const ABOUT = Object.keys({
  id: true,
  alias: true,
  summary: true,
  sources: true,
  mendedBy: true,
  basis: true,
} satisfies Record<keyof About, true>)
