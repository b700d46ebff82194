/**
 * Words of SMT-LIB that the questions have in common. Numbers have no sign; a place of a tree has three bits.
 */

/** A node, a function, or a count of them. */
export const N = '(_ BitVec 3)'
export const bv = (value: number, bits = 3): string => `(_ bv${value} ${bits})`
export const NOBODY = bv(7)
export const all = (parts: readonly string[]): string => `(and true ${parts.join(' ')})`
export const any = (parts: readonly string[]): string => `(or false ${parts.join(' ')})`
export const range = (from: number, length: number): number[] => Array.from({ length }, (_, i) => from + i)

/** A table looked up by an index that is not known yet. */
export const lookUp = (name: string, sort: string, keys: readonly number[], rest: string): string =>
  `(define-fun ${name} ((i ${N})) ${sort} ${keys.reduceRight((other, k) => `(ite (= i ${bv(k)}) ${name}${k} ${other})`, rest)})`

/** The node `d` above `n`. */
export const nth = (n: string, d: number): string => (d === 0 ? n : `(up ${nth(n, d - 1)})`)

/** `(below n m)`: node `n` is `m`, or below it. */
export const definedBelow = (switches: number): string =>
  `(define-fun below ((n ${N}) (m ${N})) Bool ${any(range(0, switches + 1).map((d) => `(= ${nth('n', d)} m)`))})`

// Sizes, as `size` of properties/shrink/size.ts counts them: eight bits.
export const add = (parts: readonly string[]): string => `(bvadd ${bv(0, 8)} ${parts.join(' ')})`
export const one = (flag: string, worth = 1): string => `(ite ${flag} ${bv(worth, 8)} ${bv(0, 8)})`
/** What a thing adds, if it exists. */
export const thing = (exists: string, parts: readonly string[]): string => `(ite ${exists} ${add(parts)} ${bv(0, 8)})`
