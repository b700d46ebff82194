/**
 * Pictures of every saved file: the marks, the words, names with markup in them.
 */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { RAM } from '../../../model/place.ts'
import { readLitmus } from '../../../spec/litmus.ts'
import { designNamed } from '../../command.ts'
import { aboutOf } from '../../../story/chosen.ts'
import { dotOf } from '../../../story/picture/dot.ts'
import { sceneOf } from '../../../story/picture/scene.ts'
import { svgOf } from '../../../story/picture/svg.ts'
import { explained } from '../../../story/story.ts'
import { saved, idOf } from './drawn.ts'
import { openTransfer } from './explained.ts'
import { parseXml, all, textOf, byId } from './xml.ts'

describe('the picture', () => {
  it('of every saved file is whole, has the way and the marks, and says the rule, what was meant and where it landed', async () => {
    for (const { path, m, told, drawn, scene } of saved) {
      const svg = parseXml(await svgOf(scene))
      expect(svg.name, path).toBe('svg')
      const words = textOf(svg)
      for (const f of m.name.keys()) expect(textOf(byId(svg, `f${f}`)!), path).toContain(m.name[f])
      for (const name of m.hostName) expect(textOf(byId(svg, 'rc')!), path).toContain(name)
      for (const name of m.clientName.slice(m.name.length)) expect(words, path).toContain(name)
      const legs = all(svg).filter(({ attributes }) => /^leg\d+$/.test(attributes['id'] ?? ''))
      expect(legs, path).toHaveLength(scene.route?.legs.length ?? 0)
      const [broken] = told.story.broken
      if (broken !== undefined) expect(words, path).toContain(`breaks ${broken.rule} ${broken.name}`)
      const marked = (as: string): string[] =>
        all(svg)
          .filter(({ attributes }) => attributes['class']?.split(' ').includes(as))
          .map(({ attributes }) => attributes['id'])
      if (drawn === undefined) continue
      const { meant, landing, verdict } = drawn.path
      expect(marked('start'), path).toEqual([`f${drawn.use.transfer.initiator}`])
      if (meant !== undefined) expect(marked('meant'), path).toEqual([meant.owner === RAM ? 'ram' : `f${meant.owner}`])
      const end =
        'owner' in landing
          ? `f${landing.owner}`
          : landing.kind === 'ram'
            ? 'ram'
            : 'at' in landing
              ? idOf(landing.at)
              : 'rc'
      if (verdict === 'NOT as meant') expect(marked('wrong'), path).toEqual([end])
      if (verdict === 'left open') expect(marked('open'), path).toEqual([end])
      if (verdict === 'as meant') expect(marked('landed'), path).toEqual([end])
      expect(words, path).toContain(verdict)
    }
  })

  it('draws the transaction of the finding, and says which of several it is', () => {
    let several = 0
    for (const { path, told, drawn, scene } of saved) {
      const finding = told.broken[0]?.finding
      if (finding === undefined || drawn?.use.event.index !== finding.step) continue
      const { entry, offset } = drawn.path.transaction
      expect([entry, offset], path).toEqual([finding.entry, finding.offset])
      if (drawn.use.transfer.transactions.length === 1) continue
      several++
      const text = scene.caption.map(([, line]) => line).join('\n')
      expect(text, path).toContain(`steps[${finding.step}], entry ${entry}, byte ${offset}, one of `)
    }
    expect(several).toBeGreaterThan(0)
  })

  it('without a transaction shows who took part, and says so', () => {
    const without = saved.filter(({ drawn }) => drawn === undefined)
    expect(without.length).toBeGreaterThan(20)
    for (const { path, told, scene } of without) {
      expect(scene.marks, path).not.toEqual([])
      expect(aboutOf(told.told.events, undefined, told.broken[0]?.finding), path).toBeDefined()
      expect(scene.caption.map(([, text]) => text).join(' '), path).toContain('there is no transaction to draw')
    }
  })

  it('marks where nothing says what happens', async () => {
    const litmus = openTransfer('{bar: A}, {ram: 0x1000}')
    const scene = sceneOf('open', litmus, explained(litmus, designNamed('linux-6.12')))
    const svg = parseXml(await svgOf(scene))
    expect(byId(svg, 'f0')!.attributes['class']).toContain('open')
    expect(byId(svg, 'f1')!.attributes['class']).toContain('meant')
    expect(textOf(byId(svg, 'ram')!)).toContain('ALSO IN THE LIST: RAM 0x1000')
    expect(textOf(svg)).toContain('left open')
  })

  it('has the ACS words of the step that is drawn', () => {
    const dot = dotOf(saved.find(({ path }) => path.endsWith('/setpci-between-maps.yaml'))!.scene)
    expect(dot).toMatch(/<B>dp1<\/B><BR\/>[^>]*<BR\/>ACS RR /)
  })

  it('is the same bytes each time', async () => {
    const { scene } = saved.find(({ path }) => path.endsWith('/allowlist-names-one-bridge.yaml'))!
    expect(await svgOf(scene)).toBe(await svgOf(scene))
  })
})

describe('names out of files', () => {
  const NASTY = ['q"uo\'te', '<b>&amp;</b>', 'a\\N\\G\\l\\\\', ']]></text>-->', '%s{}|[];#//', 'é名前🚀']

  it('stand in the picture as they are, and are nothing but text', async () => {
    const functions = NASTY.map(
      (name) =>
        `    - {name: ${JSON.stringify(name)}, type: endpoint, below: ${JSON.stringify(`${name}p`)}, bar: {size: 2M}}`,
    )
    const ports = NASTY.map(
      (name) => `    - {name: ${JSON.stringify(`${name}p`)}, type: root port, on: ${JSON.stringify(`${name}h`)}}`,
    )
    const hosts = NASTY.map((name) => `{name: ${JSON.stringify(`${name}h`)}}`)
    const [first, second] = NASTY.map((name) => JSON.stringify(name))
    const text = [
      `machine: {hosts: [${hosts.join(', ')}], functions: `,
      '  [',
      [...ports, ...functions].map((line) => line.replace('- ', '')).join(',\n'),
      `  ], devices: [{name: ${JSON.stringify(`${NASTY[2]}d`)}}]}`,
      'steps:',
      `  - {pci_p2pdma_add_resource: {provider: ${first}}}`,
      `  - {dma_map_sgtable: {as: m, client: ${second}, direction: DMA_TO_DEVICE, list: [{bar: ${first}}]}}`,
      '  - {dma: {map: m}}',
    ].join('\n')
    const litmus = readLitmus(text)
    if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
    const scene = sceneOf('a<&"\\N.yaml', litmus.right, explained(litmus.right, designNamed('raw-phys')))
    const svg = parseXml(await svgOf(scene))
    NASTY.forEach((name, i) => {
      const texts = (id: string): string[] => all(byId(svg, id)!).map((part) => part.text.trim())
      expect(texts(`f${i}`)).toContain(`${name}p`)
      expect(texts(`f${i + NASTY.length}`)).toContain(name)
      expect(texts('rc')).toContain(`${name}h`)
    })
    expect(textOf(svg)).toContain('a<&"\\N.yaml')
    expect(textOf(svg)).toContain(`${NASTY[2]}d`)
  })
})
