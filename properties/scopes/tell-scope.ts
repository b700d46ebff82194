/**
 * A scope in words.
 */
import { tellMoves } from '../generate/moves.ts'
import { hex } from '../../model/address.ts'
import type { AcsChoice, Platform, Scope, Slant } from './scope.ts'

/** The domains of a scope, one dimension after the other; then its slants, each with what it narrows. */
export const tellScope = ({ slants = [], ...domains }: Scope): string =>
  [tellDomains(domains), ...(slants.length === 0 ? [] : [tellSlants(slants)])].join('; ')

const tellSlants = (slants: readonly Slant[]): string => {
  const told = [...new Set(slants)].map(({ name, ...domains }) => {
    const times = slants.filter((slant) => slant.name === name).length
    const narrowed = Object.keys(domains).length === 0 ? 'nothing else' : tellDomains(domains)
    return `${name}, ${times} of ${slants.length} (${narrowed})`
  })
  return `drawn first, a slant: ${told.join(', ')}`
}

const tellDomains = (domains: Partial<Scope>): string =>
  Object.entries(domains)
    .filter(([dimension]) => dimension !== 'name')
    .map(([dimension, domain]: [string, unknown]) => {
      const [word, one] = WORDS[dimension] ?? [dimension, String]
      return `${word} ${[domain]
        .flat()
        .map((value) => one(value as never))
        .join(', ')}`
    })
    .join('; ')

const acsWord = ({ control, egress }: AcsChoice): string =>
  control === undefined
    ? 'no ACS'
    : `${control.join('+') || 'all off'}${egress === undefined ? '' : ` egress ${egress.join('+')}`}`

const platformWord = ({ vendor, family, rootPort, addressBits }: Platform): string =>
  `${vendor} ${hex(family)} ${rootPort ?? 'unlisted'}${addressBits === undefined ? '' : ` ${addressBits} bits`}`

/** Dimensions whose values are no words: what they are called, and a value in words. */
const WORDS: Readonly<Record<string, readonly [string, (value: never) => string]>> = {
  offsets: ['offsets', (o: number) => (o < 0 ? `-${hex(-o)}` : hex(o))],
  platforms: ['platforms', platformWord],
  portAcs: ['ports', acsWord],
  moves: ['memory that moves:', tellMoves],
  endpointAcs: ["endpoints' functions", acsWord],
}
