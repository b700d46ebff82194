/**
 * A rule that the booted kernel judges: what it says, and when it is at work.
 *
 * At work is not judged: an answer judges a rule only if it would be another one without it, and that is what the
 * tampered models are for.
 */
import type { CaseFile } from '../compare/case.ts'
import type { Question } from '../guest/guest.ts'
import { on, type Ear } from './listen.ts'

export interface JudgedRule {
  readonly id: string
  /** Where Linux has it. */
  readonly of: string
  /** One clause. */
  readonly says: string
  /** When an answer of a design has the rule at work. */
  readonly heard?: Ear
  /** Questions that are the rule's own, and compared without any design. */
  readonly asked?: (question: Question, file: CaseFile) => boolean
}

export const rule = (id: string, of: string, says: string, heard: Ear): JudgedRule => ({ id, of, says, heard })

/** Linux tells the ACS word that it made. */
export const ofAcs = ({ ask }: Question): boolean => ask === 'dev' || ask === 'restore'
export const hasAcs = (question: Question, { machine }: CaseFile): boolean =>
  'f' in question && machine.functions[question.f]?.acs !== undefined
/** A parameter is there that may change the word of a function that has one. */
export const told = (question: Question, file: CaseFile): boolean =>
  ofAcs(question) && hasAcs(question, file) && /config_acs|disable_acs_redir/.test(file.pci ?? '')

/** A list is mapped for an untrusted device behind an IOMMU. */
export const passesUntrusted = on('mapSgBounced')
