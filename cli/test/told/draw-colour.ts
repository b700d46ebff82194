/**
 * Pictures can be read by day and by night.
 */
import { describe, expect, it } from 'vitest'
import { dotOf } from '../../../story/picture/dot.ts'
import { AMBER, BLUE, FAINT, GREEN, GREY, INK, NIGHT, PAPER, RED, WAY } from '../../../story/picture/palette.ts'
import { svgOf } from '../../../story/picture/svg.ts'
import { saved } from './drawn.ts'
import { many } from './many.ts'
import { all, numbersIn, parseXml } from './xml.ts'

/** Relative luminance and contrast of WCAG 2.1, https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio. */
const luminance = (colour: string): number => {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe('colour', () => {
  const papers = [PAPER, GREY, RED.paper, AMBER.paper, GREEN.paper, BLUE.paper]
  const pairs = [
    ...papers.map((paper) => [INK, paper]),
    ...[RED, AMBER, GREEN, BLUE].map(({ ink, paper }) => [ink, paper]),
    ...[FAINT, WAY].map((ink) => [ink, PAPER]),
  ]

  it('is legible by day and by night: every ink on its paper has the contrast that WCAG asks of small text', () => {
    for (const [ink, paper] of pairs) {
      expect(contrast(ink, paper), `${ink} on ${paper}`).toBeGreaterThanOrEqual(4.5)
      expect(contrast(NIGHT[ink], NIGHT[paper]), `${ink} on ${paper} by night`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('has a twin for the night wherever it is used', async () => {
    const used = new Set<string>()
    for (const { scene } of [...saved, ...many])
      for (const [, colour] of dotOf(scene).matchAll(/"(#[0-9a-f]{6})"/gi)) used.add(colour)
    expect(used.size).toBeGreaterThan(8)
    for (const colour of used) expect(Object.keys(NIGHT)).toContain(colour)
    const svg = await svgOf(saved[0].scene)
    expect(svg).toContain('prefers-color-scheme:dark')
    for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]*)"/g))
      expect([...Object.keys(NIGHT), 'none']).toContain(colour)
  })

  it('lies on paper of its own, which covers the whole picture', async () => {
    const svg = parseXml(await svgOf(saved[0].scene))
    expect(svg.parts[0]).toMatchObject({ name: 'title', text: saved[0].scene.title })
    const [, , width, height] = numbersIn(svg.attributes['viewBox'])
    const paper = all(svg).find(({ name, attributes }) => name === 'polygon' && attributes['fill'] === PAPER)!
    const points = numbersIn(paper.attributes['points'])
    const span = (even: number): number => {
      const some = points.filter((_, i) => i % 2 === even)
      return Math.max(...some) - Math.min(...some)
    }
    expect(span(0)).toBeGreaterThanOrEqual(width - 1)
    expect(span(1)).toBeGreaterThanOrEqual(height - 1)
  })
})
