/** The list of litmus tests has the question of each: what is said twice must not part. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'

const FOLDER = `${ROOT_FOLDER}spec/litmus`
const entries = [...readFileSync(`${FOLDER}/README.md`, 'utf8').matchAll(/^- `([\w-]+\.yaml)`[^:]*: (.*)$/gm)]

const questionOf = (file: string): string =>
  (parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { question: string }).question.replaceAll(/\s+/g, ' ').trim()

describe('spec/litmus/README.md', () => {
  it('has the question of each file', () => {
    expect(entries.length).toBeGreaterThan(100)
    // A reference may stand behind it: (BUG-47).
    const other = entries.filter(([, file, text]) => text.replace(/(?: \([A-Z]+-\d+\))+$/, '') !== questionOf(file))
    expect(other.map(([line]) => line)).toEqual([])
  })
})
