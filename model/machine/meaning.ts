/**
 * What a field of a file means, in words: data beside the codec, from which docs/format.md is made.
 *
 * Laws: a field may be left out if and only if `leftOut` says what that means; writing `otherwise` where the field is
 * left out changes nothing; the codec takes every `example`.
 */
export interface Meaning {
  /** One sentence. */
  readonly says: string
  /** A value as a file has it. */
  readonly example: unknown
  /** What it means to leave it out. */
  readonly leftOut?: string
  /** The value that leaving it out stands for, where there is one such value. */
  readonly otherwise?: unknown
}

/** One for each field. */
export type Meanings<F> = { readonly [K in keyof F]-?: Meaning }
