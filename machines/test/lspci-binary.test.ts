import * as fc from 'fast-check'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import type { Dumped } from '../dumped.ts'
import { readLspci } from '../lspci.ts'
import { machines } from './made.ts'
import { asHex } from './written.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-lspci-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** `lspci -F` of pciutils; undefined: it is not installed here. */
const printed = (hex: string): string | undefined => {
  const file = join(folder, 'box.hex')
  writeFileSync(file, hex)
  try {
    return execFileSync('lspci', ['-F', file, '-vvv', '-nn'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
const hasLspci = printed('') !== undefined

const facts = ({ domain, bus, devfn, id, isHostBridge, isBridge, buses, type, acs, acsAt, windows, bars }: Dumped) => ({
  place: { domain, bus, devfn },
  id,
  isHostBridge,
  isBridge,
  buses,
  type,
  // The text does not tell what was not dumped from what is not there.
  acs: acs === 'unknown' ? 'none' : acs,
  acsAt,
  windows,
  bars: bars.map(({ index, base, prefetchable }) => ({ index, base, prefetchable })),
})

describe.runIf(hasLspci)('pciutils', () => {
  it('prints our hex dumps as we read them: every function, port, ACS word, BAR and window', () => {
    fc.assert(
      fc.property(machines, (made) => {
        const hex = asHex(made)
        expect(readLspci(printed(hex)!).functions.map(facts)).toEqual(readLspci(hex).functions.map(facts))
      }),
      { numRuns: 12 },
    )
  })

  /** Some of its dumps have the text of lspci, too, which says more than their bytes: those are often 256 of 4 096. */
  const bytesOnly = (dump: string): string => dump.replaceAll(/^\s+\S.*\n/gm, '')

  /** PCIUTILS_TESTS: the folder `tests` of its sources; whoever has it may ask about all the dumps there. */
  const folderOfTests = process.env['PCIUTILS_TESTS']
  it.runIf(folderOfTests !== undefined)('prints its own test dumps as we read them', () => {
    const files = readdirSync(folderOfTests!)
    expect(files.length).toBeGreaterThan(20)
    const differ: string[] = []
    for (const file of files) {
      const hex = bytesOnly(readFileSync(join(folderOfTests!, file), 'latin1'))
      const [theirs, ours] = [printed(hex)!, hex].map((text) => readLspci(text).functions.map(facts))
      if (ours.length !== theirs.length) differ.push(`${file}: ${ours.length} functions, and ${theirs.length}`)
      for (const [i, f] of ours.entries())
        if (!isDeepStrictEqual(f, theirs[i])) differ.push(`${file}: ${JSON.stringify(f)} ${JSON.stringify(theirs[i])}`)
    }
    expect(differ).toEqual([])
  })
})
