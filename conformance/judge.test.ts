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

describe('an IOMMU that is a function itself', () => {
  /** As AMD's is: at 00:01.0, and not behind itself; a provider with 4 MiB is behind it. */
  const AMD = `# qemu T1 cpu EPYC iommu amd
dev 0000:00:01.0 1022:1419 hdr=0 pcie=0 type=-1 up=- acscap=0 acsctrl=0000 dmaops=0 iommu=0
dev 0000:00:02.0 1b36:000c hdr=1 pcie=1 type=4 up=- acscap=1 acsctrl=001d dmaops=0 iommu=1
dev 0000:00:03.0 104c:8232 hdr=0 pcie=0 type=-1 up=- acscap=0 acsctrl=0000 dmaops=0 iommu=1
dev 0000:01:00.0 1af4:1110 hdr=0 pcie=0 type=-1 up=0000:00:02.0 acscap=0 acsctrl=0000 dmaops=0 iommu=1
bar 0000:01:00.0 2 phys=fd800000 bus=fd800000 len=400000 pref=1
add 0000:01:00.0 bar2 rc=0
map client=0000:00:01.0 provider=0000:01:00.0 rc=0 nents=3
 seg 0 dma=fc4000 len=4096 bus=0
 seg 1 dma=fd800000 len=4096 bus=0
 seg 2 dma=fc5000 len=4096 bus=0
 pg 0 phys=fc4000
 pg 1 phys=fd800000
 pg 2 phys=fc5000
map client=0000:00:03.0 provider=0000:01:00.0 rc=0 nents=1
 seg 0 dma=ffffc000 len=12288 bus=0
 pg 0 phys=fc4000
 pg 1 phys=fd800000
 pg 2 phys=fc5000
END
`
  const linesThatDiffer = (text: string): number[] => {
    const recording = readQemu(text)
    if (E.isLeft(recording)) throw new Error(JSON.stringify(recording.left))
    return judgeRecording(recording.right).differences.map(({ line }) => line)
  }

  it('maps for itself without an IOMMU, and only behind it are there IOVAs', () => {
    expect(linesThatDiffer(AMD)).toEqual([])
  })

  it('is found to differ where the recording says the other thing of a client', () => {
    expect(linesThatDiffer(AMD.replace('iommu=0', 'iommu=1'))).toEqual([8])
    expect(linesThatDiffer(AMD.replace(/(0000:00:03.0 .*)iommu=1/, '$1iommu=0'))).toEqual([15])
  })

  it('is told by its address where no IOMMU translates: to the byte, not up to a base', () => {
    expect(linesThatDiffer(AMD.replaceAll(/dma=fc([45])000/g, 'dma=fd$1000'))).toEqual([8])
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
