import { readFileSync, readdirSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { mmTables } from '../../model/kernel/mm/linux-mm.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { judgeRace } from './judge.ts'
import { NEXT, POINTS } from './points.ts'
import { RACY } from './racy.ts'
import { isRace, readRace, type Race } from './read.ts'

const folder = `${ROOT_FOLDER}conformance/recordings/races`
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.replace(/\.txt$/, ''))
const textOf = (name: string): string => readFileSync(`${folder}/${name}.txt`, 'utf8')
const raceOf = (text: string): Race => {
  const race = readRace(text)
  if (E.isLeft(race)) throw new Error(JSON.stringify(race.left))
  return race.right
}

describe('what Linux did when it was stopped, some schedule of the model does', () => {
  it('in more than eight races', () => {
    expect(names.length).toBeGreaterThan(8)
    expect(names.map((name) => isRace(textOf(name)))).not.toContain(false)
  })

  it.each(names)('%s', (name) => {
    const race = raceOf(textOf(name))
    expect(judgeRace(race)).toMatchObject({ answers: race.steps.length + 1, differences: [] })
  })

  it('and an actor was stopped at every point', () => {
    const stopped = names.flatMap((name) => raceOf(textOf(name)).steps.map(({ answer }) => answer))
    for (const point of Object.keys(POINTS))
      expect(
        stopped.some((answer) => answer.split(' |')[0] === `stops ${point}`),
        point,
      ).toBe(true)
  })

  it('and every point is a row of the model', () => {
    for (const place of Object.keys(NEXT).flatMap((key) => key.split(' '))) {
      const [table, label] = place.split('.')
      expect(Object.keys(mmTables[table] ?? {}), place).toContain(label)
    }
  })
})

describe('another kernel, or another driver, is refuted', () => {
  it('by each race', () => {
    expect(names.filter((name) => !RACY.some(([, recording]) => recording === name))).toEqual([])
  })

  it.each(RACY)('%s: %s', (_, recording, design) => {
    const [difference] = judgeRace(raceOf(textOf(recording)), design).differences
    expect(difference).toBeDefined()
    expect(difference.allowed).not.toContain(difference.linux)
  })
})

describe('the judge of races', () => {
  const lines = textOf('dropped-while-it-migrates').split('\n')

  it('notices every answer that was changed', () => {
    const answers = lines.flatMap((line, i) => (/^(?:= |left )/.test(line) ? [i] : []))
    for (const i of answers) {
      const changed = lines.with(i, lines[i].startsWith('left') ? 'left B:1' : `${lines[i]}0`)
      expect(judgeRace(raceOf(changed.join('\n'))).differences, lines[i]).toMatchObject([{ line: i + 1 }])
    }
  })

  it('allows more than one answer where the stops leave more than one schedule', () => {
    const open = ['# race linux 6.12.117', '> vma 0 1 rw anon', '= ok', '> open', '= ok', '> write 0', '= wrote 1']
    const zap = ['> a device_read 0 stop=read', '= stops read', '> b zap 0 1 stop=told', '= stops told | 0:CLEAR:0-1']
    const waits = ['> a go', '= waits', '> b go', '= ok', '> a go', '= surprised', 'END abort']
    const text = [...open, ...zap, ...waits].join('\n').replace('= surprised', '= killed')
    expect(judgeRace(raceOf(text)).differences).toMatchObject([{ question: 'a go', allowed: ['stops read'] }])
  })

  it.each([
    ['> a zap 0 1 stop=tolled', /did you mean told\?/],
    ['> a raed 0', /a step: did you mean read\?/],
    ['> go', /^a go, or b go$/],
    ['> a 2 read 0', /actors are its threads/],
    ['> hmm 0 1 owner=A default=f', /^a step/],
    ['> zap 0 1 stop=told', /./],
  ])('refuses the step %s, and says what is accepted', (text, accepted) => {
    const read = readRace(lines.with(7, text).join('\n'))
    expect(read).toMatchObject({ _tag: 'Left', left: [{ path: 'line 8', found: JSON.stringify(text) }] })
    expect(E.isLeft(read) && read.left[0].accepted).toMatch(accepted)
  })
})
