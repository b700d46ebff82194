/**
 * What a booted Linux answered, kept: one line of JSON a case, and a manifest that says which kernel it was.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { makeFolder, tryFolder, writeWhole } from '../../../spec/files/write.ts'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import type { Answered } from './ask.ts'
import type { Built } from '../guest/cache.ts'
import type { CaseFile } from './case.ts'
import { guestText } from '../guest/guest.ts'

export const CORPUS = `${ROOT_FOLDER}conformance/recordings/linux`
/** Cases that ask who shares what: by a later module, and in a folder of their own. */
export const SHARING_CORPUS = `${ROOT_FOLDER}conformance/recordings/sharing`
export const CORPORA = [CORPUS, SHARING_CORPUS]

export interface Manifest extends Built {
  readonly seed: number
  readonly cases: number
  readonly answers: number
  /** QEMU's name of each CPU, and how many cases ran on it. */
  readonly cpus: Readonly<Record<string, number>>
}

/** A case as it is kept: each question as the guest read it, with the lines of its answer. */
export interface Kept {
  readonly cpu: string
  readonly ram: number
  readonly scenario: CaseFile
  readonly asked: readonly (readonly [question: string, ...answer: string[]])[]
}

const fileOf = (cpu: string): string => `${cpu.replaceAll(/[,=]/g, '-')}.jsonl`

/** The lines of a guest's text that are questions. */
export const questionLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !/^(?:scenario|host|function|own|start|device|alias|hold|end)\b/.test(line))

/** Each with the lines of its answer. */
export const askedOf = (text: string, answers: readonly (readonly string[])[]): Kept['asked'] =>
  questionLines(text).map((line, q) => [line, ...(answers[q] ?? [])])

export const keptOf = ({ cpu, ram, file, text, answers }: Answered): Kept => ({
  cpu,
  ram,
  scenario: file,
  asked: askedOf(text, answers),
})

/** Throws where it could not be written. */
export const tryCorpus = (folder: string): void => tryFolder('linux:record', folder)

/** Replaces the corpus. None of the cases may be in trouble. */
export const writeCorpus = (folder: string, built: Built, seed: number, answered: readonly Answered[]): Manifest => {
  const byCpu = new Map<string, Kept[]>()
  for (const one of answered) byCpu.set(one.cpu, [...(byCpu.get(one.cpu) ?? []), keptOf(one)])
  makeFolder('linux:record', folder)
  for (const [cpu, kept] of byCpu)
    writeWhole('linux:record', `${folder}/${fileOf(cpu)}`, kept.map((one) => `${JSON.stringify(one)}\n`).join(''))
  // Who is stopped half way has what there was, or what there is now.
  const written = new Set([...byCpu.keys()].map(fileOf))
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl') && !written.has(file)))
    rmSync(`${folder}/${name}`)
  const manifest: Manifest = {
    ...built,
    seed,
    cases: answered.length,
    answers: answered.reduce((sum, { answers }) => sum + answers.length, 0),
    cpus: Object.fromEntries([...byCpu].map(([cpu, kept]) => [cpu, kept.length])),
  }
  writeWhole('linux:record', `${folder}/manifest.json`, `${JSON.stringify(manifest, undefined, 2)}\n`)
  return manifest
}

/** One for each corpus. */
export const readManifests = (): Manifest[] =>
  CORPORA.map((folder) => JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Manifest)

/** A case of a corpus, and where it stands: `max.jsonl:3`, `sharing/max.jsonl:3`. */
export interface Recorded extends Answered {
  readonly where: string
}

/** Throws where a case was asked otherwise than it would be asked today: then it has to be recorded anew. */
export const readCorpus = (): Recorded[] => CORPORA.flatMap(readFrom)

const readFrom = (folder: string): Recorded[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) =>
      readFileSync(`${folder}/${name}`, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line, index) => {
          const where = `${folder === CORPUS ? '' : `${basename(folder)}/`}${name}:${index + 1}`
          return answeredIn(JSON.parse(line) as Kept, where)
        }),
    )

/** Throws where other questions were asked than today. */
export const answeredIn = ({ cpu, ram, scenario, asked }: Kept, where: string): Recorded => {
  const today = guestText(0, scenario)
  const lines = E.isRight(today) ? questionLines(today.right.text) : []
  if (E.isLeft(today) || lines.length !== asked.length || lines.some((line, q) => line !== asked[q][0]))
    throw new Error(`${where}: other questions than guest.ts puts today; npm run linux:record`)
  const answers = asked.map(([, ...lines]) => lines)
  return { file: scenario, cpu, ram, ...today.right, answers, where }
}
