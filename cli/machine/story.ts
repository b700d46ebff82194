/** The whole answer as text. */
import type { Asked } from '../../machines/cases.ts'
import { tellCpu } from '../../machines/cpu.ts'
import { foldsOf } from '../../machines/fold.ts'
import { groupsDiffer } from '../../machines/groups.ts'
import { lacksOf } from '../../machines/lacks.ts'
import { tellRelease } from '../../machines/release.ts'
import { counted, wrapped } from '../../story/words/lines.ts'
import { forAllSaid, tellForAll } from './for-all.ts'
import { tellPairs } from './pairs.ts'
import { tellGroups, tellNotes } from './tell.ts'
import { tellTree } from './tree.ts'

export const storyOf = (file: string, asked: Asked): string => {
  const { dump, tree, cmdline } = asked
  const folds = foldsOf(asked)
  const head = `${file}: ${counted(dump.functions.length, 'function')}, ${tree.hosts.length === 1 ? '1 root bus' : `${tree.hosts.length} root buses`}; Linux ${tellRelease(asked.release)}; CPU: ${tellCpu(asked.cpu)}`
  return [
    wrapped(head),
    `\n${tellTree(asked)}`,
    ...tellNotes('The dump does not say', lacksOf(asked)),
    ...tellNotes('The dump contradicts itself', asked.contradicts),
    ...tellNotes(
      'The command line',
      cmdline.says.map((says) => ({ says })),
    ),
    `\nPairs of functions\n${tellPairs(asked, folds)}`,
    ...tellForAll(forAllSaid(asked, folds)),
    ...tellGroups(asked),
    ...tellNotes('The groups of the dump differ from those of the model', groupsDiffer(asked)),
    `\n${wrapped('Why, what it needs, and what to change, for one pair: --pair A B. Every pair: --json.')}`,
  ].join('\n')
}
