/** A mirror is closed (`dmirror_fops_release`, lib/test_hmm.c, Linux 6.12.117): the notifier is removed, and what it lies in is freed. */
import { calls, ret, type Rows } from '../../../call.ts'
import { clearMirror, dropDma } from '../../mm/device/notifier.ts'
import type { Mm } from '../../mm/parts.ts'

export const DMIRROR_FOPS_RELEASE: Rows<Mm, { readonly device: number }> = {
  remove: calls('mmu_interval_notifier_remove', ({ device }) => ({ n: device })),
  free: (k, { device }) => {
    const left = k.w.notifiers.find(({ n }) => n === device)
    if (left !== undefined) left.freed = true
    clearMirror(k.w.memory, device, -Infinity, Infinity)
    dropDma(k, device, -Infinity, Infinity)
    return ret(0)
  },
}
