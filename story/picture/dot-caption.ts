/** What stands above a picture, the verdict first, and below it: the hops in words, and what frames and arrows mean. */
import { wrapped } from '../words/lines.ts'
import { MARKS, ORDER } from './dot-nodes.ts'
import { inLabel } from './escape.ts'
import { FAINT } from './palette.ts'
import type { Line, Scene } from './scene.ts'

/** Letters of a line, whatever else is drawn. */
const LETTERS = 100

export const headOf = ({ title, head }: Scene): string => tableOf(head, [bold(title)])

export const captionOf = (scene: Scene): string =>
  tableOf([
    ...scene.caption,
    ...scene.hops.map((hop, i) => [i === 0 ? 'Hops' : ' ', hop] as const),
    ['Legend', legendOf(scene)],
  ])

/** An HTML-like label: a table with a row for each line. */
const tableOf = (lines: readonly Line[], above: readonly string[] = []): string =>
  `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">${[...above, ...lines.map(([head, text]) => row(head, text))].join('')}</TABLE>>`

const bold = (text: string): string =>
  wrapped(text, '', LETTERS)
    .split('\n')
    .map((line) => `<TR><TD COLSPAN="2" ALIGN="LEFT"><B>${inLabel(line)}</B></TD></TR>`)
    .join('')

const row = (head: string, text: string): string =>
  wrapped(text, '', LETTERS)
    .split('\n')
    .map((line, i) => {
      const [left, right] = [i === 0 ? head : ' ', line].map(inLabel)
      return `<TR><TD ALIGN="LEFT" VALIGN="TOP"><FONT COLOR="${FAINT}">${left}</FONT></TD><TD ALIGN="LEFT" VALIGN="TOP">${right}</TD></TR>`
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
