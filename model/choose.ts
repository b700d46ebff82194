/**
 * A freedom left open: which of `n` ways, answered by the driver with a number from 0 to n - 1.
 *
 * Whatever the kernel's allocator or a device may do either way is asked here, under a label, so
 * that a random source, an exhaustive counter and a saved script resolve it alike (DESIGN.md).
 */
export type Choose = (label: string, n: number) => number

/** One of `values`; a list of one leaves nothing to choose. */
export const chooseFrom = <T>(choose: Choose, label: string, values: readonly T[]): T =>
  values[values.length === 1 ? 0 : choose(label, values.length)]
