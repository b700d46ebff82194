/** One transaction hop by hop, and where it ended. */
import { hex } from '../../model/address.ts'
import { REASONS } from '../../model/hardware/reasons.ts'
import type { Machine } from '../../model/machine/columns.ts'
import { tellComponent, tellLanding, tellPlace } from '../../spec/tell.ts'
import type { Path } from '../path.ts'
import { beside, hanging, labelWidth } from './lines.ts'

/** @param who the client, by its name */
export const tellPath = (m: Machine, who: string, path: Path): string[] => {
  const { transaction, meant, nothing, hops, verdict } = path
  const { entry, offset, address, translated, kept } = transaction
  const width = labelWidth(
    hops.map(({ at }) => tellComponent(m, at)),
    20,
  )
  const by = kept === true ? ', a translation that it has kept' : ''
  const sent = `${who} puts ${hex(address)} on its bus${translated === true ? `, marked as translated${by}` : ''}`
  const label = verdict === 'not reached' || verdict === 'reached, unmapped' ? 'target:' : 'meant:'
  return [
    hanging(`entry ${entry}, byte ${offset}: ${sent}`, '  ', '      '),
    ...hops.map(({ at, because, address: now }, i) => {
      const becomes = now === undefined ? '' : `; the address is now ${hex(now)}`
      return beside(`${i + 1} ${tellComponent(m, at)}`, `${REASONS[because]}${becomes} (${because})`, '    ', width + 2)
    }),
    beside(label, meant === undefined ? nothing : tellPlace(m, meant), '    ', 7),
    beside('landed:', `${tellEnd(m, path)} (${inWords(path)})`, '    ', 7),
  ]
}

/** Bytes that reach a bounce buffer are as they were meant, but the memory itself was not reached. */
export const inWords = ({ verdict, standsFor }: Path): string =>
  standsFor === undefined || verdict !== 'as meant' ? verdict : 'as meant, through a copy'

/** Where a transaction ended, without saying again what its last hop said. */
export const tellEnd = (m: Machine, { landing, standsFor }: Path): string => {
  if (landing.kind === 'nowhere') return `nowhere: it ends at ${tellComponent(m, landing.at)}`
  if (landing.kind === 'undefined') {
    const touched =
      landing.touched === undefined
        ? ''
        : `, after ${tellPlace(m, { owner: landing.touched.owner, at: landing.touched.offset })} was touched`
    return `undefined from ${tellComponent(m, landing.at)} on${touched}`
  }
  const slot = standsFor === undefined ? '' : `, which stands in for ${hex(standsFor)}`
  return (
    tellLanding(m, landing)
      .replace(/^lands on /, '')
      .replace(/;.*/, '') + slot
  )
}
