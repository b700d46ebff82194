/** Steps about interval notifiers that stay. */
import { insertNotifier, mustRetry, removeNotifier } from '../../model/kernel/mm/device/notifier.ts'
import type { Notifier } from '../../model/kernel/mm/state.ts'
import type { ScriptStep } from './forms.ts'
import { REFUSED, ownerOf, rangeOf, type Play } from './play.ts'
import type { Player } from './process-steps.ts'

const notifierOf = ({ w }: Play, { places }: ScriptStep): Notifier | undefined =>
  w.notifiers.find(({ n }) => n === Number(places[0]))

const withNotifier =
  (does: (notifier: Notifier, play: Play) => string): Player =>
  (play, step) => {
    const notifier = notifierOf(play, step)
    return notifier === undefined ? 'nonotifier' : does(notifier, play)
  }

export const NOTIFIER_STEPS: Readonly<Record<string, Player>> = {
  begin: (play, step) => {
    if (notifierOf(play, step) !== undefined) return REFUSED
    const [n, ...range] = step.places
    const { sequence } = insertNotifier(play.k, step.process, Number(n), ...rangeOf(range), ownerOf(step.named.skip))
    return `rc=0 seq=${sequence}`
  },
  again: withNotifier((notifier) => {
    notifier.saved = notifier.sequence
    return `seq=${notifier.sequence}`
  }),
  retry: withNotifier((notifier) => String(Number(mustRetry(notifier)))),
  end: withNotifier(({ n }, { k }) => {
    removeNotifier(k, n)
    return 'ok'
  }),
}
