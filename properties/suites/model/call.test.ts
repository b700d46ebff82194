import { describe, expect, it } from 'vitest'
import {
  WAIT,
  advance,
  begin,
  calls,
  jump,
  next,
  ret,
  run,
  type Paused,
  type Rows,
  type Tables,
} from '../../../model/call.ts'

/** The laws of the engine, on tables made for it. */

interface World {
  open: boolean
  steps: string[]
}
const world = (open = true): World => ({ open, steps: [] })

/** Doubles `n` in a call of its own until it is large enough; the door must be open. */
const COUNT: Rows<World, { n: number; limit: number }> = {
  door: ({ open, steps }) => {
    if (!open) return WAIT
    steps.push('door')
    return next()
  },
  double: calls('double', ({ n }) => ({ n }), 'n'),
  enough: ({ steps }, { n, limit }) => {
    steps.push(`enough ${n}`)
    return n >= limit ? ret(n) : jump('double', { n })
  },
}
const DOUBLE: Rows<World, { n: number; twice: number }> = {
  twice: ({ steps }, { n }) => {
    steps.push(`twice ${n}`)
    return next({ twice: 2 * n })
  },
  answer: (_, { twice }) => ret(twice),
}
const tables: Tables<World> = {
  count: COUNT,
  double: DOUBLE,
  falls: { only: () => next() },
  calls_falls: { call: calls('falls', () => ({}), 'value'), tell: (_, { value }) => ret(value === undefined) },
  round: { again: () => jump('again') },
  forgets: {
    first: () => next({ lost: 1 }),
    second: (_, { lost }) => (lost === undefined ? ret('forgotten') : jump('second', {})),
  },
}

const everyStep = (w: World, at: Paused): { paused: Paused[]; value: unknown } => {
  const paused: Paused[] = [at]
  for (;;) {
    const result = advance(tables, w, paused.at(-1)!)
    if (result.kind === 'returned') return { paused, value: result.value }
    if (result.kind === 'waits') throw new Error('nobody is in the way')
    paused.push(result.at)
  }
}

describe('a call', () => {
  const asked = begin(tables, 'count', { n: 3, limit: 20 })

  it('run at once, and step by step, is the same', () => {
    const [whole, parts] = [world(), world()]
    expect(run(tables, whole, asked)).toEqual({ kind: 'returned', value: 24 })
    expect(everyStep(parts, asked).value).toBe(24)
    expect(parts.steps).toEqual(whole.steps)
  })

  it('takes a step for each row that does something, and none for calls', () => {
    const w = world()
    const { paused } = everyStep(w, asked)
    expect(w.steps).toEqual(['door', 'twice 3', 'enough 6', 'twice 6', 'enough 12', 'twice 12', 'enough 24'])
    // Those, and the row of `double` that answers, each time.
    expect(paused).toHaveLength(w.steps.length + 3)
  })

  it('that is paused is plain data: written down and read again it goes on as before', () => {
    const { paused } = everyStep(world(), asked)
    for (const at of paused) {
      const again = JSON.parse(JSON.stringify(at)) as Paused
      expect(run(tables, world(), again)).toEqual({ kind: 'returned', value: 24 })
    }
  })

  it('waits without having changed anything, and goes on when it can', () => {
    const w = world(false)
    const waiting = run(tables, w, asked)
    expect(waiting).toEqual({ kind: 'waits', at: asked })
    expect(w.steps).toEqual([])
    expect(run(tables, { ...w, open: true }, asked)).toMatchObject({ value: 24 })
  })

  it('returns nothing where it falls off the end, also to its caller', () => {
    expect(run(tables, world(), begin(tables, 'falls', {}))).toEqual({ kind: 'returned', value: undefined })
    expect(run(tables, world(), begin(tables, 'calls_falls', {}))).toEqual({ kind: 'returned', value: true })
  })

  it('keeps at a jump its arguments, and of the locals those that are named', () => {
    expect(run(tables, world(), begin(tables, 'forgets', {}))).toEqual({ kind: 'returned', value: 'forgotten' })
  })

  it('that makes no progress is endless', () => {
    expect(run(tables, world(), begin(tables, 'round', {}))).toEqual({ kind: 'endless' })
  })

  it('of a table that is not there names those that are', () => {
    expect(() => begin(tables, 'cuont', {})).toThrow(/no table cuont: .*count/)
  })

  it('is changed by one row that a design overrides by its label', () => {
    const impatient = { ...tables, count: { ...COUNT, door: () => next() } }
    expect(run(impatient, world(false), begin(impatient, 'count', { n: 3, limit: 20 }))).toMatchObject({ value: 24 })
  })
})
