import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { sources } from './imports.ts'

/**
 * One way to write a file: `spec/files/write.ts`. Whoever writes in another way may replace a device, follow no link, or
 * leave half a file.
 */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'spec/files/write.ts': 'the way',
  'spec/files/standard-output.ts': 'standard output is no file of ours to replace',
  'properties/check/case-log.ts': 'parts of a log, new files that cli/check/log.ts puts together',
  'cli/thrown.ts': 'a folder that was made for it',
  'cli/build/package.ts': '`dist`, made anew as a whole',
  'conformance/linux/guest/qemu.ts': 'a folder that was made for it',
  'bench/spin.ts': 'a folder that was made for it',
}

const WRITES =
  /\b(?:writeFile|appendFile|createWriteStream|rename|copyFile|cp|truncate|ftruncate|link|symlink|writev?|open)(?:Sync)?\b/

const folders = ['bench', 'cli', 'conformance', 'machines', 'model', 'properties', 'spec', 'story']
const files = folders.flatMap(sources).filter((file) => !file.endsWith('.test.ts') && !file.startsWith('cli/test/'))

/** What is taken from node:fs, under its own name. */
const takenFrom = (file: string): string[] =>
  [
    ...readFileSync(`${ROOT_FOLDER}${file}`, 'utf8').matchAll(/import ([^'"]*?) from '(?:node:)?fs(?:\/promises)?'/g),
  ].flatMap(([, names]) => names.replaceAll(/[{}\s]/g, '').split(','))

describe('one way to write a file', () => {
  it('is taken by all', () => {
    const writing = files.filter((file) => takenFrom(file).some((name) => WRITES.test(name) || name.startsWith('*')))
    // Reading opens, too.
    expect(writing.filter((file) => file !== 'spec/files/read-text.ts').toSorted()).toEqual(
      Object.keys(ELSEWHERE).toSorted(),
    )
  })

  it('is looked for where there are files', () => {
    expect(files.length).toBeGreaterThan(300)
    expect(takenFrom('spec/files/write.ts')).toContain('renameSync')
    expect(WRITES.test('writeFileSync')).toBe(true)
    expect(WRITES.test('readFileSync')).toBe(false)
  })
})
