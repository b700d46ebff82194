/** The answers as JSON. */
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { Asked } from '../../machines/cases.ts'
import { tellCpu } from '../../machines/cpu.ts'
import type { Note } from '../../machines/dumped.ts'
import { foldsOf } from '../../machines/fold.ts'
import { groupsDiffer } from '../../machines/groups.ts'
import { lacksOf } from '../../machines/lacks.ts'
import { groupNames } from '../../machines/report.ts'
import { tellRelease } from '../../machines/release.ts'
import { print } from '../command.ts'
import { stamped } from '../schemas.ts'
import { forAllSaid, type ForAllSaid } from './for-all.ts'

/** Characters that are written at once; between two writes a reader that is gone is noticed. */
const AT_ONCE = 2 ** 19

/** @param pairs each as JSON; all of them may be longer than a string can be, so they are written one after the other */
export const printPairs = async (head: object, pairs: Iterable<string>): Promise<void> => {
  const empty = JSON.stringify(stamped('machine', { ...head, pairs: [] }), undefined, 2)
  let text = empty.slice(0, -']\n}'.length)
  let separator = '\n    '
  for (const pair of pairs) {
    text += separator + pair
    separator = ',\n    '
    if (text.length < AT_ONCE) continue
    if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    await setImmediate()
    text = ''
  }
  print(`${text}\n  ]\n}`)
}

export const plain = (asked: Asked) => ({
  kernel: tellRelease(asked.release),
  cpu: tellCpu(asked.cpu),
  lacks: lacksOf(asked).map(placed),
  contradicts: asked.contradicts.map(placed),
  cmdline: asked.cmdline.says,
  groups: groupNames(asked),
  groupsDiffer: groupsDiffer(asked).map(placed),
})

/** Left out where no pair waits for a list. */
export const forAllJson = (asked: Asked): { readonly forAll?: ForAllSaid } => {
  const forAll = forAllSaid(asked, foldsOf(asked))
  return forAll === undefined ? {} : { forAll }
}

/** What has no lines (sysfs) has no line to name. */
const placed = ({ line, says }: Note): Note => (line === undefined || line === 0 ? { says } : { line, says })
