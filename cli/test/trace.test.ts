import { describe, expect, it } from 'vitest'
import { LITMUS_FOLDER, loadFolder, loadLitmus } from '../../spec/files/library.ts'
import { designNamed } from '../command.ts'
import { tellingRun } from '../../story/run.ts'
import { p2pspec } from './in-process.ts'
import type { Trace } from '../../story/trace/itf.ts'
import { traceOf } from '../commands/trace.ts'

/** What ADR-015 allows where a value stands; answers the paths of what it does not. */
const problems = (value: unknown, path: string): string[] => {
  if (typeof value === 'string' || typeof value === 'boolean') return []
  if (Array.isArray(value)) return value.flatMap((item, i) => problems(item, `${path}[${i}]`))
  if (typeof value !== 'object' || value === null) return [`${path}: ${String(value)}`]
  const fields = Object.entries(value)
  const [[tag, inner]] = fields.length === 1 ? fields : [['', undefined]]
  if (tag === '#bigint') return /^-?\d+$/.test(String(inner)) ? [] : [`${path}: ${String(inner)}`]
  if (tag === '#set' || tag === '#tup') return problems(inner, path)
  if (tag === '#map') {
    const pairs = inner as unknown[][]
    const keys = new Set(pairs.map(([key]) => JSON.stringify(key)))
    const wrong = pairs.filter((pair) => pair.length !== 2).map(() => `${path}: a pair that is none`)
    return [...(keys.size < pairs.length ? [`${path}: a key twice`] : []), ...wrong, ...problems(pairs.flat(), path)]
  }
  return fields.flatMap(([name, field]) =>
    name.startsWith('#') ? [`${path}: the field ${name}`] : problems(field, `${path}.${name}`),
  )
}

const invalid = ({ vars, states }: Trace): string[] =>
  states.flatMap(({ '#meta': meta, ...values }, i) => [
    ...(meta.index === i ? [] : [`states[${i}]: index ${meta.index}`]),
    ...(Object.keys(values).toString() === vars.toString() ? [] : [`states[${i}]: ${Object.keys(values).toString()}`]),
    ...problems(values, `states[${i}]`),
  ])

/** Plain numbers and lists again, where the trace has tagged ones. */
const read = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(read)
  if (typeof value !== 'object' || value === null) return value
  if ('#bigint' in value) return Number(value['#bigint'])
  if ('#set' in value) return read(value['#set'])
  if ('#map' in value)
    return Object.fromEntries((value['#map'] as [unknown, unknown][]).map(([k, v]) => [String(read(k)), read(v)]))
  if ('tag' in value)
    return value.tag === 'None'
      ? undefined
      : value.tag === 'Some'
        ? read((value as unknown as { value: unknown }).value)
        : value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, read(v)]))
}

describe('a trace', () => {
  it('of every litmus test is well formed, and has every variable in every state', () => {
    const reference = designNamed('linux-6.12')
    for (const { path, litmus } of loadFolder(LITMUS_FOLDER)) {
      const trace = JSON.parse(JSON.stringify(traceOf(path, reference, litmus))) as Trace
      expect(invalid(trace), path).toEqual([])
      expect(trace.states).toHaveLength(litmus.file.steps.length + 1)
    }
  })

  it('that is not well formed is seen', () => {
    const state = { '#meta': { index: 0 }, a: { '#bigint': '0x1' } }
    expect(invalid({ '#meta': {}, vars: ['a'], states: [state] })).toEqual(['states[0].a: 0x1'])
    expect(invalid({ '#meta': {}, vars: ['a', 'b'], states: [{ ...state, a: 1 }] })).toEqual([
      'states[0]: a',
      'states[0].a: 1',
    ])
  })

  it('reads back as the world after each step: addresses exact, to the last bit', async () => {
    const { status, out } = await p2pspec(
      'trace',
      'spec/litmus/same-switch-nonzero-offset.yaml',
      '--design',
      'linux-4.20',
    )
    expect(status).toBe(0)
    const { states } = JSON.parse(out) as Trace
    const litmus = loadLitmus('spec/litmus/same-switch-nonzero-offset.yaml')
    const { events } = tellingRun(designNamed('linux-4.20'), litmus)
    const mapped = events.flatMap(({ after }, i) =>
      [...after.ledger].map(([index, { table }]) => ({ i, index, dma: table.map(({ dma }) => dma) })),
    )
    expect(mapped.some(({ dma }) => dma.some((address) => address! > 2 ** 32))).toBe(true)
    for (const { i, index, dma } of mapped) {
      const ledger = read(states[i + 1]['ledger']) as Record<number, { table: { dma: number }[] }>
      expect(ledger[index].table.map((entry) => entry.dma)).toEqual(dma)
    }
  })

  it('shows what a device keeps, and what the IOTLB may hold until it is flushed', async () => {
    const states = async (...args: string[]): Promise<string[]> => {
      const { out } = await p2pspec('trace', 'spec/litmus/kept-over-the-flush.yaml', ...args)
      return (JSON.parse(out) as Trace).states.map((state) => {
        const [iotlb, kept] = ['iotlb', 'kept'].map((name) => read(state[name]) as Record<string, { told?: boolean }[]>)
        return `${iotlb['A']?.length ?? 0} ${kept['A']?.length ?? 0}${kept['A']?.[0].told === true ? ' told' : ''}`
      })
    }
    // Map, use, unmap, use, flush: the flush queue leaves both until then.
    expect(await states()).toEqual(['0 0', '0 0', '0 0', '0 1', '1 1', '1 1', '0 0', '0 0', '0 0'])
    expect((await states('--design', 'waits-for-no-device')).slice(6)).toContain('0 1 told')
    expect((await states('--design', 'forgets-devices')).slice(6)).toEqual(['0 1', '0 1', '0 1'])
  })

  it('of a file that a design is named in is of that design', async () => {
    const { out } = await p2pspec('trace', 'counterexamples/S24-pgmap-callback.yaml')
    expect((JSON.parse(out) as Trace)['#meta']['design']).toBe('pgmap-callback')
  })
})
