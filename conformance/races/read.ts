/** `races/*.txt`: a script of which some steps stand in columns, one an actor, and an actor is stopped at points that its step names. */
import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../../model/nearest.ts'
import type { Problem } from '../../model/problem.ts'
import { FORMS, readStep, type Forms, type ScriptStep } from '../memory/forms.ts'
import { readLines, type ScriptOf } from '../memory/script.ts'
import { POINTS, type Point } from './points.ts'

export interface RaceStep extends ScriptStep {
  /** Who does it; undefined: it stands alone. */
  readonly actor: 'a' | 'b' | undefined
  readonly stops: readonly Point[]
}

/** A race, as far as it was played. */
export type Race = ScriptOf<RaceStep>

const HEADER = /^# race linux (\S+)$/

export const isRace = (text: string): boolean => HEADER.test(text.split('\n', 1)[0].replace('\r', ''))

const PAGE = [/^\d{1,3}$/]
const RANGE = [...PAGE, ...PAGE]

/** Steps of scripts without actors that a race may have, too: those that are about no other device. */
const KEPT = [
  'vma',
  'prot',
  'unmap',
  'zap',
  'move',
  'read',
  'write',
  'fork',
  'gup',
  'put',
  'hold',
  'lock',
  'unlock',
  'state',
]

const RACE_FORMS: Forms = {
  ...Object.fromEntries(KEPT.map((kind) => [kind, FORMS[kind]])),
  open: { flags: ['hears'] },
  mirrored: { places: RANGE },
  device_read: { places: PAGE },
  device_write: { places: PAGE },
  migrate_to_device: { places: RANGE },
  migrate_to_system: { places: RANGE },
  migrate_device_range: {},
  make_device_exclusive_range: { places: RANGE },
  go: {},
}

const STOP = ' stop='

const isPoint = (word: string): word is Point => Object.hasOwn(POINTS, word)

const readRaceStep = (text: string): E.Either<string, RaceStep> => {
  const actor = /^([ab]) /.exec(text)?.[1] as RaceStep['actor']
  const own = actor === undefined ? text : text.slice(2)
  const [words, list] = actor === undefined ? [own] : own.split(STOP, 2)
  const stops = list === undefined ? [] : list.split(',')
  const wrong = stops.find((word) => !isPoint(word))
  if (wrong !== undefined) return E.left(`stop= with a point: ${nearest(wrong, Object.keys(POINTS))}`)
  const step = readStep(words, RACE_FORMS)
  if (E.isLeft(step)) return step
  if (step.right.kind === 'go' && actor === undefined) return E.left('a go, or b go')
  if (step.right.process === 1 && actor !== undefined)
    return E.left('a step of the first process: actors are its threads')
  return E.right({ ...step.right, text, actor, stops: stops.filter(isPoint) })
}

export const readRace = (text: string): E.Either<Problem[], Race> =>
  readLines(text, { header: HEADER, accepted: '# race linux VERSION', read: readRaceStep })
