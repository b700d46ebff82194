/**
 * What the CPU copies between memory and the bounce buffers that stand in for it, in the words of both: for each piece
 * of memory that is mapped and bounces, how many of its bytes.
 */
import { hex } from '../../../model/address.ts'
import type { CpuTouch } from '../../../model/kernel/effects.ts'
import type { World } from '../../../model/world.ts'
import { hexNumber } from '../../recording.ts'

interface Copied {
  /** Where the memory begins, CPU physical. */
  readonly phys: number
  /** Bytes that came out of the buffer. */
  readonly out: number
  /** Bytes that went into it. */
  readonly into: number
}

const tell = (copied: readonly Copied[]): string =>
  copied
    .map(({ phys, out, into }) => `, ${hex(phys)} has ${hex(out)} bytes of its buffer, which has ${hex(into)} of it`)
    .join('')

/** The guest's lines, of whatever else they are too. */
export const linuxCopied = (lines: readonly string[]): string =>
  tell(
    lines.flatMap((line) => {
      const found = /^copied ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)$/.exec(line)
      if (found === null) return []
      const [phys, out, into] = found.slice(1).map(hexNumber)
      return [{ phys, out, into }]
    }),
  )

/**
 * The model's: `touches` of a call about the mapping of a step, in the world before it. Memory may be mapped more than once: what comes
 * out of one buffer is then in the memory of all, and goes into its own only.
 */
export const modelCopied = (
  { ledger }: World,
  mapping: number,
  touches: readonly CpuTouch[] = [],
  way: 'out' | 'into',
): string => {
  const touched = touches.filter(({ how }) => how === 'bounce')
  const pieces = [...ledger].filter(([, { live }]) => live)
  return tell(
    pieces.flatMap(([one, { bounced }]) =>
      bounced.flatMap(({ phys, length }): Copied[] => {
        const bytes = way === 'out' || one === mapping ? bytesIn(touched, phys, length) : 0
        if (bytes === 0) return []
        return [{ phys, out: way === 'out' ? bytes : 0, into: way === 'into' ? bytes : 0 }]
      }),
    ),
  )
}

/** How many bytes of `[phys, phys + length)` were touched, once or more. */
const bytesIn = (touches: readonly CpuTouch[], phys: number, length: number): number => {
  let at = phys
  let bytes = 0
  for (const touch of touches.toSorted((a, b) => a.phys - b.phys)) {
    const from = Math.max(at, touch.phys)
    const to = Math.min(phys + length, touch.phys + touch.length)
    if (to <= from) continue
    bytes += to - from
    at = to
  }
  return bytes
}
