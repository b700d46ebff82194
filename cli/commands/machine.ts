/**
 * `p2pspec machine FILE`: will P2P work on this box, why not, and what has to change?
 */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { designNames, designNamed as known } from '../../model/designs/index.ts'
import { partsOf } from '../../model/kernel/linux.ts'
import type { Parts } from '../../model/kernel/parts.ts'
import { Refused } from '../../model/problem.ts'
import { ask, type Asked } from '../../machines/cases.ts'
import { readCpu, readCpuinfo, tellCpu, type Cpu } from '../../machines/cpu.ts'
import { groupsDiffer } from '../../machines/groups.ts'
import { lacksOf } from '../../machines/lacks.ts'
import { everyPair, functionNamed, groupNames, onePair, type PairSaid } from '../../machines/report.ts'
import { readText } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'
import { counted, wrapped } from '../../story/words/lines.ts'
import { UsageError, print, words, type Command, type Values } from '../command.ts'
import { stamped } from '../schemas.ts'
import type { Note } from '../../machines/dumped.ts'
import { dumpAt } from '../machine/read.ts'
import { tellGroups, tellNotes, tellPair, tellPairs } from '../machine/tell.ts'
import { tellTree } from '../machine/tree.ts'

export const machine: Command = {
  takes: 'FILE',
  summary:
    'reads what lspci -vvv -nn printed on a machine, and says for every pair of functions what Linux does, why, and what to change',
  options: {
    cpu: { type: 'string', value: 'CPU', says: 'the CPU: AMD:0x17 (family 0x17), Intel, Hygon or other' },
    cpuinfo: { type: 'string', value: 'FILE', says: 'the CPU, from a copy of /proc/cpuinfo' },
    kernel: {
      type: 'string',
      value: 'RELEASE',
      says: 'the release of Linux that is asked: 6.12 (unless told), 4.20, 5.4 or 6.17',
    },
    cmdline: {
      type: 'string',
      value: 'TEXT',
      says: 'a kernel command line: its pci= lists are checked, and the answers are those after booting with it',
    },
    pair: {
      type: 'string',
      value: 'A B',
      says: 'only this pair: client A, and B whose memory it reaches, and the converse',
    },
  },
  run: async (positionals, values) => {
    const { file, pair } = wordsOf(positionals, values)
    const asked = ask(await dumpAt(file), {
      parts: kernelOf(values),
      ...optional('cpu', cpuOf(values)),
      ...optional('cmdline', words(values, 'cmdline').at(0)),
    })
    const two = pair?.map((word) => named(file, asked, word))
    const pairs = two === undefined ? undefined : [onePair(asked, two[1], two[0]), onePair(asked, two[0], two[1])]
    if (values['json'] === true) await printPairs({ file, ...plain(asked, values) }, pairs ?? everyPair(asked))
    else if (pairs !== undefined) print(pairs.map(tellPair).join('\n\n'))
    else print(story(file, asked, values))
    return 0
  },
}

const optional = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: T })

const BDF = /^(?:[\da-f]{4,8}:)?[\da-f]{2}:[01][\da-f]\.[0-7]$/i

/** `--pair A B`: the second word is no value of the option for the parser of arguments. */
const wordsOf = (positionals: readonly string[], values: Values): { file: string; pair?: [string, string] } => {
  const first = words(values, 'pair').at(0)
  const [a, b] = first?.split(/[\s,]+/) ?? []
  const isSecond = (word: string): boolean =>
    b === undefined && first !== undefined && BDF.test(word) && !existsSync(word)
  const second = b ?? positionals.find(isSecond)
  const files = positionals.filter((word) => b !== undefined || word !== second)
  if (files.length !== 1) throw new UsageError('machine: takes one FILE: what lspci -vvv -nn printed')
  if (first === undefined) return { file: files[0] }
  if (second === undefined || !BDF.test(a) || !BDF.test(second))
    throw new UsageError(
      `--pair: found "${[first, ...(b === undefined && second !== undefined ? [second] : [])].join(' ')}"; accepted: two functions, as in --pair 0000:04:00.0 0000:05:00.0`,
    )
  return { file: files[0], pair: [a, second] }
}

const named = (file: string, asked: Asked, word: string): number => {
  const found = functionNamed(asked, word)
  if (found === undefined)
    throw new UsageError(`--pair: found ${word}, which is no function in ${file}; accepted: one that is`)
  return found
}

const releaseOf = (values: Values): string =>
  (words(values, 'kernel').at(0) ?? '6.12').replace(/^linux-/, '').replace(/^(\d+\.\d+)[.-].*$/, '$1')

const kernelOf = (values: Values): Parts => {
  const release = releaseOf(values)
  const design = known(`linux-${release}`)
  const parts = design === undefined ? undefined : partsOf(design)
  if (parts !== undefined) return parts
  const accepted = designNames()
    .filter((name) => /^linux-[\d.]+$/.test(name))
    .map((name) => name.slice('linux-'.length))
  throw new UsageError(`--kernel: found "${release}"; accepted: ${accepted.join(', ')}`)
}

const cpuOf = (values: Values): Cpu | undefined => {
  const [word, file] = [words(values, 'cpu').at(0), words(values, 'cpuinfo').at(0)]
  if (word !== undefined && file !== undefined)
    throw new UsageError('machine: found --cpu and --cpuinfo together; accepted: one of them')
  try {
    if (word !== undefined) return readCpu(word)
    return file === undefined ? undefined : readCpuinfo(readText(file, 2 ** 24))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (file !== undefined) throw new BadFile(file, error.problems)
    throw new UsageError(error.message)
  }
}

/** Pairs that are written at once; between two writes a reader that is gone is noticed. */
const AT_ONCE = 500

/** Pair by pair: all of them may be longer than a string can be. */
const printPairs = async (head: object, pairs: Iterable<PairSaid>): Promise<void> => {
  const empty = JSON.stringify(stamped('machine', { ...head, pairs: [] }), undefined, 2)
  let text = empty.slice(0, -']\n}'.length)
  let [separator, waiting] = ['\n    ', 0]
  for (const pair of pairs) {
    text += separator + JSON.stringify(pair)
    separator = ',\n    '
    if (++waiting < AT_ONCE) continue
    if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    await setImmediate()
    ;[text, waiting] = ['', 0]
  }
  print(`${text}\n  ]\n}`)
}

const plain = (asked: Asked, values: Values) => ({
  kernel: releaseOf(values),
  cpu: tellCpu(asked.cpu),
  lacks: lacksOf(asked).map(placed),
  contradicts: asked.contradicts.map(placed),
  cmdline: asked.cmdline.says,
  groups: groupNames(asked),
  groupsDiffer: groupsDiffer(asked).map(placed),
})

/** What has no lines (sysfs) has no line to name. */
const placed = ({ line, says }: Note): Note => (line === undefined || line === 0 ? { says } : { line, says })

const story = (file: string, asked: Asked, values: Values): string => {
  const { dump, tree, cmdline } = asked
  const head = `${file}: ${counted(dump.functions.length, 'function')}, ${tree.hosts.length === 1 ? '1 root bus' : `${tree.hosts.length} root buses`}; Linux ${releaseOf(values)}; CPU: ${tellCpu(asked.cpu)}`
  return [
    wrapped(head),
    `\n${tellTree(asked)}`,
    ...tellNotes('The dump does not say', lacksOf(asked)),
    ...tellNotes('The dump contradicts itself', asked.contradicts),
    ...tellNotes(
      'The command line',
      cmdline.says.map((says) => ({ says })),
    ),
    `\nPairs of functions\n${tellPairs(asked)}`,
    ...tellGroups(asked),
    ...tellNotes('The groups of the dump are others', groupsDiffer(asked)),
    `\n${wrapped('Why, what it needs, and what to change, for one pair: --pair A B. Every pair: --json.')}`,
  ].join('\n')
}
