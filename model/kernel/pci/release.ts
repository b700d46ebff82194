/** A release of Linux as a number to compare: what came when. */

export interface Release {
  readonly major: number
  readonly minor: number
  /** Left out: the newest of its series. */
  readonly patch?: number
}

/** `6.12`, `6.12.117+deb13-amd64`, `linux-5.4`; undefined: no release. */
export const readRelease = (text: string): Release | undefined => {
  const found = /^(?:linux-)?(\d{1,2})\.(\d{1,3})(?:\.(\d{1,4}))?(?![.\d])/.exec(text)
  if (found === null) return undefined
  const [, major, minor, patch] = found
  return { major: Number(major), minor: Number(minor), ...(patch === undefined ? {} : { patch: Number(patch) }) }
}

const numberOf = ({ major, minor }: Release): number => major * 1000 + minor

/**
 * When something came: a release, and then those of older series that took it over later: `7.2 7.1.3`. Distributions take
 * over more, which no number shows.
 */
export type Since = string

export const isSince = (release: Release, since: Since): boolean => {
  const [first, ...taken] = since.split(' ').map((text) => readRelease(text)!)
  return (
    numberOf(release) >= numberOf(first) ||
    taken.some(
      (one) => numberOf(release) === numberOf(one) && (release.patch ?? Number.POSITIVE_INFINITY) >= (one.patch ?? 0),
    )
  )
}
