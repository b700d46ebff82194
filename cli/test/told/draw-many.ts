/**
 * Many devices are folded, and no picture is wider than can be looked at.
 */
import { describe, expect, it } from 'vitest'
import { dotOf } from '../../../story/picture/dot.ts'
import { svgOf } from '../../../story/picture/svg.ts'
import { saved } from './drawn.ts'
import { many } from './many.ts'
import { all, numbersIn, parseXml, textOf } from './xml.ts'

describe('many devices', () => {
  it.each(many)('$path: no wider than a picture that a screen shows, and nobody is lost', async ({ scene }) => {
    const { machine, marks, route } = scene
    const svg = parseXml(await svgOf(scene))
    expect(numbersIn(svg.attributes['viewBox'])[2]).toBeLessThan(2200)
    const drawn = new Set(
      all(svg)
        .flatMap(({ attributes }) => /^f(\d+)$/.exec(attributes['id'] ?? '')?.[1] ?? [])
        .map(Number),
    )
    const folded = [...textOf(svg).matchAll(/(\d+) more(?: like|, told)/g)].map(([, n]) => Number(n))
    const tops = machine.name.filter((_, f) => !drawn.has(f) && (machine.parent[f] < 0 || drawn.has(machine.parent[f])))
    const clients = new Set(all(svg).flatMap(({ attributes }) => /^c\d+$/.exec(attributes['id'] ?? '') ?? []))
    const devices = machine.clientName.length - machine.name.length - clients.size
    expect(folded.reduce((sum, n) => sum + n, 0)).toBe(tops.length + devices)
    expect(tops.length + devices).toBeGreaterThan(10)
    for (const { from, to } of route?.legs ?? [])
      for (const at of [from, to]) if (typeof at === 'number' && at >= 0) expect(drawn).toContain(at)
    for (const { at, as } of marks)
      if (typeof at === 'number' && at >= 0 && as !== 'meant' && as !== 'role') expect(drawn).toContain(at)
  })

  it('are not folded where they are few', () => {
    for (const { path, m, scene } of saved) {
      if (m.name.filter((_, f) => m.below[f].length === 0).length > 8) continue
      expect(dotOf(scene), path).not.toContain('class="more"')
    }
  })
})
