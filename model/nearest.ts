/**
 * A word that nobody knows, and those that it may have been.
 */

/** `did you mean X? `, or nothing. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  const said = word.slice(0, LONGEST).toLowerCase()
  const away = known.map((name) =>
    isOpposite(said, name.toLowerCase()) ? Infinity : distance(said, name.toLowerCase()),
  )
  const least = Math.min(mostWrong(word), ...away)
  // Of names that are all alike none is the one that was meant.
  const nearestOnes = known.filter((_, i) => away[i] === least)
  return nearestOnes.length > 0 && nearestOnes.length <= 3 ? `did you mean ${nearestOnes.join(' or ')}? ` : ''
}

/** `did you mean X? known: ...` */
export const nearest = (word: string, known: readonly string[]): string =>
  `${didYouMean(word, known)}known: ${known.join(', ')}`

/** Two characters may be wrong; in a long word, one of so many; of a word so short that two are most of it, one. */
const mostWrong = ({ length }: string): number => (length <= SHORT ? 1 : Math.max(2, Math.floor(length / FOR_ONE)))
const FOR_ONE = 4
const SHORT = 3

/** Who says the contrary of a name did not mean it. */
const isOpposite = (a: string, b: string): boolean =>
  [`${a} ${b}`, `${b} ${a}`].some((pair) => /^(?:un|non?|not|dis|in)-?(.+) \1$/.test(pair))

/** Characters of a word that are compared: what is longer is near to nothing. */
const LONGEST = 100

/** Levenshtein distance. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]
}
