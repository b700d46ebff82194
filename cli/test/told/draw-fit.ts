/**
 * Pictures do not depend on a font.
 */
import { describe, expect, it } from 'vitest'
import { svgOf } from '../../../story/picture/svg.ts'
import { saved } from './drawn.ts'
import { many } from './many.ts'
import { widthInDejaVu } from './wide-font.ts'
import { all, numbersIn, parseXml } from './xml.ts'

type Element = ReturnType<typeof parseXml>

interface Extent {
  readonly from: number
  readonly to: number
}

/** From where to where a text goes in a font that makes it so long. */
const extentOf = ({ attributes: { x, 'text-anchor': anchor } }: Element, width: number): Extent => {
  const at = Number(x) - (anchor === 'middle' ? width / 2 : 0)
  return { from: at, to: at + width }
}

const wide = ({ text, attributes }: Element): number =>
  widthInDejaVu(text, Number(attributes['font-size']), attributes['font-weight'] === 'bold')

/** The widest shape of a box. */
const boxOf = (box: Element): Extent => {
  const xs = box.parts
    .filter(({ name }) => ['polygon', 'path'].includes(name))
    .flatMap(({ attributes }) => numbersIn(attributes['points'] ?? attributes['d']).filter((_, i) => i % 2 === 0))
  const round = box.parts.filter(({ name }) => name === 'ellipse').map(({ attributes }) => attributes)
  for (const { cx, rx } of round) xs.push(Number(cx) - Number(rx), Number(cx) + Number(rx))
  return { from: Math.min(...xs), to: Math.max(...xs) }
}

const textsOf = (element: Element): Element[] =>
  all(element).filter(({ name, text }) => name === 'text' && text.trim() !== '')

/** Texts that stand out of their box, or out of the picture. */
const sticking = (svg: Element, widthOf: (text: Element) => number): string[] => {
  const [, , width] = numbersIn(svg.attributes['viewBox'])
  const groups = all(svg).filter(({ name, attributes }) => name === 'g' && attributes['class']?.startsWith('node'))
  const [shift] = numbersIn(
    /translate\(([^)]*)\)/.exec(all(svg).find(({ name }) => name === 'g')!.attributes['transform'])![1],
  )
  const out = (box: Extent) => (text: Element) => {
    const { from, to } = extentOf(text, widthOf(text))
    return from < box.from || to > box.to ? [`${text.text}: ${from} to ${to} of ${box.from} to ${box.to}`] : []
  }
  return [
    ...groups.flatMap((group) => textsOf(group).flatMap(out(boxOf(group)))),
    ...textsOf(svg).flatMap(out({ from: -shift, to: width - shift })),
  ]
}

describe('text', () => {
  it('of every saved file and of machines with many devices fits its box in DejaVu Sans', async () => {
    let texts = 0
    for (const { path, scene } of [...saved, ...many]) {
      const svg = parseXml(await svgOf(scene))
      texts += textsOf(svg).length
      expect(sticking(svg, wide), path).toEqual([])
    }
    expect(texts).toBeGreaterThan(saved.length * 20)
  })

  it('is told how long it is, and fits so in any font that a browser has', async () => {
    for (const { path, scene } of [...saved.slice(0, 20), ...many]) {
      const svg = parseXml(await svgOf(scene))
      for (const text of textsOf(svg)) {
        expect(text.attributes, `${path}: ${text.text}`).toMatchObject({ lengthAdjust: 'spacingAndGlyphs' })
        expect(text.attributes['font-family']).toMatch(/^Arial,.*sans-serif$/)
      }
      expect(
        sticking(svg, ({ attributes }) => Number(attributes['textLength'])),
        path,
      ).toEqual([])
    }
  })

  it('would not fit without the reserve, so that the test can fail', async () => {
    const svg = parseXml(await svgOf(saved[0].scene))
    expect(sticking(svg, (text) => wide(text) * 1.5)).not.toEqual([])
  })

  it('is in the middle of its box', async () => {
    const svg = parseXml(await svgOf(many[1].scene))
    const box = all(svg).find(({ attributes }) => attributes['id'] === 'f9')!
    const { from, to } = boxOf(box)
    for (const text of textsOf(box)) expect(Number(text.attributes['x'])).toBeCloseTo((from + to) / 2, 0)
  })
})
