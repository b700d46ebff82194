/** The rules that code cites. */
import { readFileSync, readdirSync } from 'node:fs'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'

const ONE = /\b(?:AC|AR|BK|CA|DD|DI|DX|GU|LAT|MT|PM|SG)-\d+\b/g
const RANGE = /\b([A-Z]{2,3})-(\d+) to (?:\1-)?(\d+)\b/g

/** Every id in the sources below `folder`, those of a range (`MT-1 to MT-4`) included. */
export const citedIn = (folder: string): ReadonlySet<string> => {
  const sources = readdirSync(`${ROOT_FOLDER}${folder}`, { recursive: true, encoding: 'utf8' })
  const text = sources
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${ROOT_FOLDER}${folder}/${name}`, 'utf8'))
    .join('\n')
    // A range may be broken by the line of a comment.
    .replaceAll(/\n \* /g, ' ')
  const within = [...text.matchAll(RANGE)].flatMap(([, family, first, last]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${family}-${Number(first) + i}`),
  )
  return new Set([...(text.match(ONE) ?? []), ...within])
}
