/** What to change for all pairs at once. It is one line to type. Each pair says what it needs of that line, and the line says what it costs. */
import type { Asked } from '../../machines/cases.ts'
import { costOfList, faultyList, reaching } from '../../machines/change.ts'
import { countPairs } from '../../machines/fold.ts'
import type { Fold } from '../../machines/folding.ts'
import { linesFor } from '../../machines/lines.ts'
import { MOST_BYTES, directIn, forAllOf, type ForAll, type OneList } from '../../machines/one-list.ts'
import { listOf, nameOf } from '../../machines/why.ts'
import { arithmeticIn } from '../../machines/release.ts'
import { ROOT } from '../../model/machine/columns.ts'
import { counted, hanging } from '../../story/words/lines.ts'
import { tellExample } from './pairs.ts'

/** Plain data: what `--json` prints. */
export interface ForAllSaid {
  /** Pairs below one bridge that are not surely BUS_ADDR, by what Linux does with them now. */
  readonly now: Readonly<Partial<Record<Fold['type'], number>>>
  /** Of these, pairs that the line makes BUS_ADDR. */
  readonly helped: number
  readonly line?: string
  readonly says: readonly string[]
}

/** Undefined: no pair waits for a list. */
export const forAllSaid = (asked: Asked, folds: readonly Fold[]): ForAllSaid | undefined => {
  const all = forAllOf(asked, folds)
  if (all === undefined) return undefined
  const { wanted, found } = all
  const types = [...new Set(wanted.map(({ type }) => type))]
  return {
    now: Object.fromEntries(types.map((type) => [type, countPairs(wanted.filter((fold) => fold.type === type))])),
    helped: found?.helped ?? 0,
    ...(found === undefined ? {} : { line: found.line }),
    says: [...(found === undefined ? [without(asked, all)] : ofList(asked, all, found)), ...elsewhere(folds)],
  }
}

const without = (asked: Asked, { ports, tooMany }: ForAll): string => {
  const { cmdline, release } = asked
  if (tooMany !== undefined)
    return `one list for all would name ${counted(tooMany, 'function')}, and be longer than a kernel command line can be (${MOST_BYTES} bytes on x86 and arm64); --pair A B has the list for one pair`
  if (arithmeticIn(release) === 'by sum') return faultyList(asked, ports)
  const which =
    cmdline.options.configAcs === undefined ? 'list of this kernel' : 'disable_acs_redir beside this config_acs'
  return `no ${which} switches these redirects off; --pair A B says why`
}

const ofList = (asked: Asked, { wanted }: ForAll, found: OneList): string[] => {
  const rest = countPairs(wanted) - found.helped
  const helps = (after: Parameters<typeof directIn>[1]): boolean => countPairs(directIn(asked, after)) === found.direct
  return [
    ...(rest === 0
      ? []
      : [`no list of this kernel helps ${rest === 1 ? 'the other pair' : `the other ${rest} pairs`}`]),
    'it is one line for all of them, because only the last list counts: of two lists the first does nothing',
    ...needsSaid(asked, found),
    ...linesFor(asked, found, helps),
    ...costOfList(
      asked,
      found,
      found.reach.map((functions) => reaching(asked, functions)),
    ),
  ]
}

/** Pairs whose needs are told one by one. */
const MOST_NEEDS = 12

const needsSaid = (asked: Asked, { needs }: OneList): string[] => {
  const told = needs
    .slice(0, MOST_NEEDS)
    .map(({ pair: [a, b], ports }) => `${tellExample(asked, a, b)}: ${listOf(ports.map((f) => nameOf(asked, f)))}`)
  const more = needs.length - told.length
  return [
    `what each pair needs of it: ${told.join('; ')}${more > 0 ? '; each other pair, what is between its two functions' : ''}`,
  ]
}

const elsewhere = (folds: readonly Fold[]): string[] => {
  const apart = countPairs(folds.filter(({ meet, type }) => meet === ROOT && type === 'NOT_SUPPORTED'))
  return apart === 0
    ? []
    : [`for the ${counted(apart, 'pair')} that meet at no bridge there is no list: they need slots below one switch`]
}

const NOW: Readonly<Record<Fold['type'], string>> = {
  BUS_ADDR: 'BUS_ADDR',
  NOT_SUPPORTED: 'NOT_SUPPORTED',
  THRU_HOST_BRIDGE: 'THRU_HOST_BRIDGE',
  depends: 'depending on what the dump does not say',
}

const headOf = ({ now, helped, line }: ForAllSaid): string => {
  const types = Object.keys(now) as Fold['type'][]
  const wanted = types.reduce((sum, type) => sum + now[type]!, 0)
  const head = `${counted(wanted, 'pair')} below one bridge: ${listOf(types.map((type) => `${now[type]} ${NOW[type]}`))}.`
  const which = helped < wanted ? `${helped} of them` : wanted === 1 ? 'it' : 'all of them'
  return line === undefined ? head : `${head} To make ${which} BUS_ADDR, boot with`
}

export const tellForAll = (said: ForAllSaid | undefined): string[] =>
  said === undefined
    ? []
    : [
        [
          '\nWhat to change for all pairs at once',
          hanging(headOf(said), '  ', '  '),
          ...(said.line === undefined ? [] : [`    ${said.line}`]),
          ...said.says.map((one) => hanging(`- ${one}`, '  ', '    ')),
        ].join('\n'),
      ]
