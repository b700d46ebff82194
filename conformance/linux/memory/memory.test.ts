import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import * as E from 'fp-ts/lib/Either.js'
import { readStep } from '../../memory/forms.ts'
import { LINUX, playScript } from '../../memory/judge.ts'
import { readRace } from '../../races/read.ts'
import { TAMPERED } from '../../memory/tampered.ts'
import { sumOf } from '../guest/answers.ts'
import { compareAnew } from './anew.ts'
import { firstDifference, liveOf } from './judged.ts'
import { listener, type Played } from './listen.ts'
import { askedIn, recordedText } from './record.ts'
import { controls, scriptsOf } from './scripts.ts'
import { shrink } from './shrink.ts'

/** What a guest says that played one script, as its console gives it. */
const CONSOLE = [
  'linux 6.12.117',
  'script 7',
  '> vma 0 1 rw anon',
  '= ok',
  '> begin 0 0 1',
  '= rc=0 seq=1',
  '> gup 0 0 1 longterm',
  'WARNING: CPU: 0 PID: 30 at mm/gup.c:2535 is_valid_gup_args+0x6a/0x90',
  '= rc=-22',
  '> zap 0 1',
  '= ok | 0:CLEAR:0-1',
  'left none',
  'end 7',
  'over',
]

/** Lines as the module sends them; what the kernel says itself has neither number nor sum. */
const sent = (said: readonly string[]): string[] => {
  let number = 0
  return said.map((text) => {
    if (/^(?:WARNING|Kernel)/.test(text)) return text
    const line = `@${number++} ${text}`
    return `${line} $${sumOf(line)}`
  })
}
const heard = (lines: readonly string[]) => {
  const { guest, hear } = listener()
  lines.forEach(hear)
  return guest
}
const played = (said: readonly string[]) => heard(sent(said)).played.get(7)!

describe('a guest that plays memory scripts', () => {
  it('is heard step by step, to the end of the script', () => {
    const { steps, answers, left, over } = played(CONSOLE)
    expect(steps).toEqual(['vma 0 1 rw anon', 'begin 0 0 1', 'gup 0 0 1 longterm', 'zap 0 1'])
    expect(answers).toEqual(['ok', 'rc=0 seq=1', 'rc=-22 !warn is_valid_gup_args', 'ok | 0:CLEAR:0-1'])
    expect([left, over]).toEqual(['left none', true])
  })

  it('has its kernel’s warnings between the answer and the events', () => {
    const warned = CONSOLE.toSpliced(10, 0, 'WARNING: CPU: 0 PID: 30 at mm/memory.c:1 zap_page+0x1/0x2')
    expect(played(warned).answers[3]).toBe('ok !warn zap_page | 0:CLEAR:0-1')
  })

  it('may say a long line in pieces', () => {
    const pieces = CONSOLE.toSpliced(3, 1, '= o\\', 'k')
    expect(played(pieces).answers[0]).toBe('ok')
  })

  it('is not believed where a line is lost or cut', () => {
    const lines = sent(CONSOLE)
    expect(heard(lines.toSpliced(4, 1)).garbled).toMatch(/^line 4 is missing/)
    expect(heard(lines.with(4, lines[4].replace('begin', 'beg'))).garbled).toMatch(/^half a line/)
    expect(heard(lines).garbled).toBeUndefined()
  })

  it('is not believed from where it says lines twice', () => {
    const lines = sent(CONSOLE)
    const { garbled, played: known } = heard([...lines.slice(0, 8), ...lines.slice(2)])
    expect(garbled).toMatch(/^line 7 is missing, the next is: @2 /)
    expect(known.get(7)).toMatchObject({ over: false, answers: ['ok', 'rc=0 seq=1'] })
  })

  it('may say a warning as later kernels do', () => {
    const later = CONSOLE.with(7, 'WARNING: mm/gup.c:2535 at is_valid_gup_args+0x6a/0x90, CPU#0: init/30')
    expect(played(later).answers[2]).toBe('rc=-22 !warn is_valid_gup_args')
  })

  it('says that its kernel died', () => {
    const died = heard(sent([...CONSOLE.slice(0, 7), 'Kernel panic - not syncing: Fatal exception']))
    expect([died.died, died.current, died.played.get(7)!.over]).toEqual([true, 7, false])
  })
})

describe('a live script', () => {
  const live = liveOf(7, '6.12.117', played(CONSOLE))

  it('is a recording, which the model judges', () => {
    expect(firstDifference(live)).toBeUndefined()
    const other = liveOf(7, '6.12.117', played(CONSOLE.with(10, '= ok')))
    expect(firstDifference(other)).toMatchObject({ question: 'zap 0 1', linux: 'ok', model: 'ok | 0:CLEAR:0-1' })
  })

  it('is judged up to a step that the guest did not ask, for it might wait', () => {
    const refused = liveOf(7, '6.12.117', played(CONSOLE.with(10, '= refused')))
    expect(firstDifference(refused)).toBeUndefined()
  })

  it('differs from a recording where an answer does, and where there is none', () => {
    expect(compareAnew({ script: live.script, isRace: false }, played(CONSOLE))).toEqual({
      answers: 5,
      differences: [],
    })
    const { differences } = compareAnew(
      { script: live.script, isRace: false },
      played([...CONSOLE.slice(0, 5), '= rc=0 seq=3']),
    )
    expect(differences.map(({ live: now }) => now)).toEqual(['rc=0 seq=3', 'no answer', 'no answer', 'no answer'])
  })
})

describe('a race that is played anew', () => {
  const FILE = `${ROOT_FOLDER}conformance/recordings/races/exclusive-page-taken-back-by-two.txt`
  const race = readRace(readFileSync(FILE, 'utf8'))
  const script = E.isRight(race) ? race.right : undefined
  /** Its CPU reads before the other one writes 2, or after that. */
  const at = script!.steps.findIndex(({ line }) => line === 19)
  const again = (answered: string): Played => ({
    steps: script!.steps.map(({ text }) => text),
    answers: script!.steps.map(({ answer }) => answer).with(at, answered),
    left: script!.left!.answer,
    over: true,
  })
  const compared = (now: Played) => compareAnew({ script: script!, isRace: true }, now).differences

  it('may end in any way that some schedule gives', () => {
    expect(script!.steps[at].answer).toBe('1')
    expect([compared(again('1')), compared(again('2'))]).toEqual([[], []])
  })

  it('may not end otherwise, and must end', () => {
    expect(compared(again('3'))).toMatchObject([{ line: 19, recorded: '1', live: '3', allowed: ['1', '2'] }])
    const { left: _, ...cut } = again('2')
    expect(compared(cut)).toMatchObject([{ live: '2' }])
  })
})

describe('scripts for the live kernel', () => {
  it('are all steps that a script may have, and the same for the same seed', () => {
    const scripts = [...controls(TAMPERED), ...scriptsOf(40, 3)]
    const wrong = scripts.flat().filter((text) => readStep(text)._tag === 'Left')
    expect(wrong).toEqual([])
    expect(scriptsOf(40, 3)).toEqual(scriptsOf(40, 3))
    expect(scriptsOf(40, 3)).not.toEqual(scriptsOf(40, 4))
  })
})

describe('a difference', () => {
  /** The right model in the place of the kernel. */
  const playedByModel = (steps: readonly string[]): Played => {
    const read = steps.map((text) => readStep(text)).flatMap((step) => (E.isRight(step) ? [step.right] : []))
    return { steps: [...steps], ...playScript(read, LINUX), over: true }
  }
  const play = (scripts: readonly (readonly string[])[]) =>
    Promise.resolve(new Map(scripts.map((steps, i) => [i, playedByModel(steps)])))

  it('is shrunk to the steps that it takes, as long as the kernel shows it', async () => {
    const [, , designs] = TAMPERED.find(([broken]) => broken === 'fork copies every page')!
    const long = [
      'vma 0 6 rw anon',
      'write 0',
      'read 3',
      'write 4',
      'prot 4 5 r',
      'zap 3 4',
      'fork',
      'evict A',
      'state 0 6',
    ]
    const live = liveOf(1, '6.12.117', playedByModel([...long, 'end 0', '2 state 0 6']))
    const least = await shrink({ play, kernel: '6.12.117', designs }, live, () => {})
    expect(least.script.steps.map(({ text }) => text)).toEqual(['vma 0 6 rw anon', 'write 0', 'fork', 'state 0 6'])
    expect(firstDifference(least)).toBeUndefined()
  })
})

describe('a recording that is made', () => {
  const RACE = '# race linux\n> vma 0 1 rw anon\n> a zap 0 1 stop=told\n> a go\n'
  const answered: Played = {
    steps: ['vma 0 1 rw anon', 'a zap 0 1 stop=told', 'a go'],
    answers: ['ok', 'ok', 'nothing'],
    left: 'left none',
    over: true,
  }

  it('asks the steps of its file, and not its answers', () => {
    expect(askedIn('x', `${RACE}= waits\n`)).toEqual({ name: 'x', header: '# race linux', steps: answered.steps })
  })

  it('has what Linux answered, and its version', () => {
    const text = recordedText('x', '# race linux 6.12.117', answered)
    expect(text.split('\n').slice(0, 3)).toEqual(['# race linux 6.12.117', '> vma 0 1 rw anon', '= ok'])
  })

  it('is none if a step is misspelt, or its file is of no such kind', () => {
    const misspelt = { ...answered, steps: answered.steps.with(1, 'a zap 0 1 stop=tolled') }
    expect(() => recordedText('x', '# race linux 6.12.117', misspelt)).toThrow(/^x: line 4: .*did you mean told\?/)
    expect(() => askedIn('x', 'machine: {}')).toThrow(/^x: line 1: found "machine: \{\}"; accepted: # race linux/)
  })
})
