import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { ROOT_COMPLEX } from '../../model/hardware/landing.ts'
import { KIND, ROOT, type Machine } from '../../model/machine/columns.ts'
import { RAM } from '../../model/place.ts'
import { COUNTEREXAMPLES_FOLDER, LITMUS_FOLDER, TRUST_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { readLitmus } from '../../spec/litmus.ts'
import { designNamed } from '../command.ts'
import { aboutOf, drawnOf } from '../../story/picture/chosen.ts'
import { dotOf } from '../../story/picture/dot.ts'
import { routeOf, type Leg, type Stop } from '../../story/picture/route.ts'
import { sceneOf } from '../../story/picture/scene.ts'
import { svgOf } from '../../story/picture/svg.ts'
import { explained } from '../../story/story.ts'

const saved = [LITMUS_FOLDER, COUNTEREXAMPLES_FOLDER, TRUST_FOLDER].flatMap(loadFolder).map(({ path, litmus }) => {
  const told = explained(litmus, designNamed(String(litmus.file.found?.['design'] ?? 'linux-6.12')))
  const drawn = drawnOf(told.told.events, told.broken[0]?.finding)
  return { path, m: litmus.scenario.machine, told, drawn, scene: sceneOf(path, litmus, told) }
})

/** An element of a document: its name, attributes, the text directly in it, and the elements in it. */
interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly parts: Element[]
  text: string
}

/** Reads XML, strictly: what does not fit together throws. */
const parseXml = (text: string): Element => {
  const top: Element = { name: '', attributes: {}, parts: [], text: '' }
  const open = [top]
  const token = /<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^>]*>|<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (found === null) throw new Error(`no XML: ${text.slice(at, at + 60)}`)
    const [, close, name, attributes, empty, words] = found
    const here = open.at(-1)!
    if (words !== undefined) here.text += unescaped(words)
    else if (name !== undefined && close === '/') {
      if (open.pop()!.name !== name) throw new Error(`${name} closes another`)
    } else if (name !== undefined) {
      const element: Element = { name, attributes: attributesOf(attributes), parts: [], text: '' }
      here.parts.push(element)
      if (empty !== '/') open.push(element)
    }
  }
  if (open.length !== 1 || top.parts.length !== 1) throw new Error('not one whole document')
  return top.parts[0]
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string): string => {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error('a control character')
  return text.replaceAll(/&([^;]{0,8});?/g, (entity, name: string) => {
    const code = /^#(\d+)$/.exec(name)
    if (!entity.endsWith(';') || (code === null && NAMED[name] === undefined)) throw new Error(`no entity: ${entity}`)
    return code === null ? NAMED[name] : String.fromCodePoint(Number(code[1]))
  })
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value)]))

const all = (element: Element): Element[] => [element, ...element.parts.flatMap(all)]
const textOf = (element: Element): string =>
  all(element)
    .map(({ text }) => text)
    .join(' ')
const byId = (svg: Element, id: string): Element | undefined =>
  all(svg).find(({ attributes }) => attributes['id'] === id)

const idOf = (stop: Stop): string => (stop === 'RAM' ? 'ram' : stop === ROOT_COMPLEX ? 'rc' : `f${stop}`)

/** Whether one step leads from a place to the other: a link, the inside of a switch or of a device, or to memory. */
const areNeighbours = (m: Machine, { from, to }: Leg): boolean => {
  if (from === 'RAM') return false
  if (to === 'RAM') return from === ROOT_COMPLEX
  if (to !== ROOT && m.parent[to] === from) return true
  if (from !== ROOT && m.parent[from] === to) return true
  const above = m.parent[from]
  return (
    from !== ROOT &&
    to !== ROOT &&
    above !== ROOT &&
    above === m.parent[to] &&
    (m.kind[above] === KIND.switchUp || m.inside[from])
  )
}

describe('the way that is drawn', () => {
  it('starts at the sender, goes from neighbour to neighbour, and ends where the transaction does', () => {
    let ways = 0
    for (const { path, m, drawn, scene } of saved) {
      if (drawn === undefined) continue
      ways++
      const { legs } = scene.route!
      legs.forEach((leg, i) => {
        expect(leg.from, path).toBe(i === 0 ? drawn.use.transfer.initiator : legs[i - 1].to)
        expect(areNeighbours(m, leg), `${path}: ${leg.from} to ${leg.to}`).toBe(true)
      })
      const { landing, hops } = drawn.path
      const request = legs.findLast(({ completion }) => !completion)
      const end = request === undefined ? drawn.use.transfer.initiator : request.to
      if (landing.kind === 'ram') expect(end, path).toBe('RAM')
      if (landing.kind === 'bar') expect(end, path).toBe(landing.owner)
      if (landing.kind === 'nowhere') expect(end, path).toBe(landing.at)
      if (landing.kind !== 'ram') expect(legs.at(-1)?.to ?? end, path).toBe(hops.at(-1)!.at)
    }
    expect(ways).toBeGreaterThan(50)
  })

  it('has every hop once, in order, where it is decided', () => {
    for (const { path, drawn, scene } of saved) {
      if (drawn === undefined) continue
      const { legs, atStart } = scene.route!
      const stops = [
        ...atStart.map((hop) => ({ hop, at: drawn.use.transfer.initiator as Stop })),
        ...legs.flatMap(({ hops, to }) => hops.map((hop) => ({ hop, at: to }))),
      ]
      expect(stops, path).toEqual(drawn.path.hops.map(({ at }, i) => ({ hop: i + 1, at })))
    }
  })

  it('stays inside a device that serves itself', () => {
    const { m, scene } = saved.find(({ path }) => path.endsWith('/two-functions-of-one-device.yaml'))!
    const [b, a] = [m.name.indexOf('B'), m.name.indexOf('A')]
    expect(scene.route!.legs.map(({ from, to }) => [from, to])).toEqual([[b, a]])
  })

  it('goes over the root complex when a completion is sent up at the port below it, and its requester is there too', () => {
    // A port redirects completions: up to the root port, which reflects.
    const litmus = readLitmus(`
machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp, type: root port, on: hb0, acs: [UF]}
    - {name: up, type: switch upstream port, below: rp}
    - {name: dp0, type: switch downstream port, below: up, acs: [CR]}
    - {name: dp1, type: switch downstream port, below: up}
    - {name: A, type: endpoint, below: dp0, bar: {size: 2M}}
    - {name: B, type: endpoint, below: dp1}
  forwards: [{from: any, to: any, operations: [read, write]}]
steps:
  - {unmapped_dma: {client: B, access: read, target: {bar: A}}}
`)
    if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
    const { told } = explained(litmus.right, designNamed('linux-6.12'))
    const drawn = drawnOf(told.events, undefined)!
    const { legs } = routeOf(litmus.right.scenario.machine, 5, drawn.path.hops, drawn.path.landing)
    const names = legs.map(({ to, completion }) => `${completion ? '<' : '>'}${idOf(to)}`)
    expect(drawn.path.landing.kind).toBe('bar')
    expect(names.join(' ')).toBe('>f3 >f2 >f4 <f2 <f1 <f0 <rc <f0 <f1 <f3 <f5')
  })
})

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
    const litmus = readLitmus(`
machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp, type: root port, on: hb0}
    - {name: A, type: endpoint, below: rp, bar: {size: 2M}}
    - {name: V, type: endpoint, below: rp, virtualOf: A, at: '00.1'}
steps:
  - {pci_p2pdma_add_resource: {provider: A}}
  - {dma_map_sgtable: {as: m, client: V, direction: DMA_TO_DEVICE, list: [{bar: A}, {ram: 0x1000}]}}
  - {dma: {map: m}}
`)
    if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
    const scene = sceneOf('open', litmus.right, explained(litmus.right, designNamed('linux-6.12')))
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

  it('brings its own paper', async () => {
    const svg = parseXml(await svgOf(saved[0].scene))
    expect(svg.attributes['style']).toContain('background:#ffffff')
    expect(svg.parts[0]).toMatchObject({ name: 'title', text: saved[0].scene.title })
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
