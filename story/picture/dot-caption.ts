/** What stands below a picture: what it is of, the hops in words, and what the frames and arrows mean. */
import { wrapped } from '../words/lines.ts'
import { MARKS, ORDER } from './dot-nodes.ts'
import { inLabel } from './escape.ts'
import type { Scene } from './scene.ts'

const COLUMNS = 104

/** An HTML-like label: a table with a row for each line. */
export const captionOf = (scene: Scene): string => {
  const { title, caption, hops } = scene
  const rows = [
    ...caption.map(([head, text]) => row(head, text)),
    ...hops.map((hop, i) => row(i === 0 ? 'Hops' : ' ', hop)),
    row('Legend', legendOf(scene)),
  ]
  const heading = `<TR><TD COLSPAN="2" ALIGN="LEFT"><B>${inLabel(title)}</B></TD></TR>`
  return `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">${heading}${rows.join('')}</TABLE>>`
}

const row = (head: string, text: string): string =>
  wrapped(text, '', COLUMNS)
    .split('\n')
    .map((line, i) => {
      const [left, right] = [i === 0 ? head : ' ', line].map(inLabel)
      return `<TR><TD ALIGN="RIGHT" VALIGN="TOP"><FONT COLOR="#6b6b6b">${left}</FONT></TD><TD ALIGN="LEFT" VALIGN="TOP">${right}</TD></TR>`
    })
    .join('')

const legendOf = ({ marks, route }: Scene): string => {
  const frames = ORDER.filter((as) => marks.some((mark) => mark.as === as)).flatMap((as) => MARKS[as].legend ?? [])
  const legs = route?.legs ?? []
  const arrows = [
    ...(legs.some(({ completion }) => !completion) ? ['arrows: the request, numbered by hop'] : []),
    ...(legs.some(({ completion }) => completion) ? ['dashed arrows: the data of a read on its way back'] : []),
  ]
  return [...frames, ...arrows, 'lines: links'].join('; ')
}
