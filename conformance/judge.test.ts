import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../spec/files/library.ts'
import { readFabric } from './fabric.ts'
import { judgeRecording } from './judge.ts'
import { readQemu } from './qemu.ts'
import { readdirSync } from 'node:fs'

/** Every answer of a fabric, and of QEMU's machines those that need no IOMMU. */
const folder = `${ROOT_FOLDER}conformance/recordings`
const recordings = readdirSync(folder)
  .filter((file) => file.startsWith('fabric-'))
  .map((file) => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }))

const judged = (text: string) => {
  const recording = readFabric(text)
  if (E.isLeft(recording)) throw new Error(JSON.stringify(recording.left))
  return judgeRecording(recording.right)
}

describe('the model answers as Linux did', () => {
  for (const { file, text } of recordings)
    it(file, () => {
      const { answers, differences } = judged(text)
      expect(answers).toBeGreaterThan(50)
      expect(differences).toEqual([])
    })
})

describe('the model answers as Linux did on machines of QEMU, with and without an IOMMU', () => {
  for (const file of readdirSync(folder).filter((name) => name.startsWith('qemu-')))
    it(file, () => {
      const recording = readQemu(readFileSync(`${folder}/${file}`, 'utf8'))
      if (E.isLeft(recording)) throw new Error(JSON.stringify(recording.left))
      const { answers, differences } = judgeRecording(recording.right)
      expect(differences).toEqual([])
      expect(answers).toBeGreaterThan(25)
    })
})

describe('the judge', () => {
  const { text } = recordings.find(({ file }) => file === 'fabric-3-max.txt')!
  const lines = text.split('\n')
  /** Lines of the recording whose last digit is part of an answer. */
  const answering = lines.flatMap((line, i) => (/^(dev|dist|alloc|page|map|mapall| seg) ?.*\d$/.test(line) ? [i] : []))

  it('notices every answer that was changed', () => {
    const noticed = fc.property(fc.constantFrom(...answering), (i) => {
      const changed = lines.with(
        i,
        lines[i].replace(/.$/, (digit) => (digit === '1' ? '2' : '1')),
      )
      const recording = readFabric(changed.join('\n'))
      expect(E.isLeft(recording) || judgeRecording(recording.right).differences.length > 0).toBe(true)
    })
    fc.assert(noticed, { seed: 3, numRuns: 300 })
  })

  it('refuses a recording that was cut, at whatever line, and says which', () => {
    const refused = fc.property(fc.integer({ min: 1, max: lines.length - 2 }), (kept) => {
      const recording = readFabric(lines.slice(0, kept).join('\n'))
      expect(recording).toMatchObject({ _tag: 'Left', left: [{ path: `line ${kept}` }] })
    })
    fc.assert(refused, { seed: 3, numRuns: 100 })
  })

  it('refuses a line that it does not know', () => {
    expect(readFabric(lines.with(20, 'dost 1 2 3').join('\n'))).toMatchObject({
      _tag: 'Left',
      left: [{ path: 'line 21' }],
    })
  })
})
