/** A machine with what was told of it: from options, from the file itself, or from this very machine. */
import { release } from 'node:os'
import { designNamed as known } from '../../model/designs/index.ts'
import { partsOf } from '../../model/kernel/linux.ts'
import { Refused } from '../../model/problem.ts'
import { ask, type Asked } from '../../machines/cases.ts'
import { readCpu, readCpuinfo, type Cpu } from '../../machines/cpu.ts'
import { readGroups, withGroups } from '../../machines/group-list.ts'
import { RELEASES, designIn, isAsked, readRelease, type Release } from '../../machines/release.ts'
import type { ToldInFile } from '../../machines/told.ts'
import { readText } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'
import { UsageError, words, type Values } from '../command.ts'
import { THIS_MACHINE, dumpAt } from './read.ts'

/** What an option says counts before what the file says. */
export const askedAt = async (file: string, values: Values): Promise<Asked> => {
  const { dump, tree, told } = await dumpAt(file)
  const said = file === THIS_MACHINE ? thisMachine() : told
  const groups = words(values, 'iommu-groups').at(0)
  const kernel =
    words(values, 'kernel')
      .at(0)
      ?.replace(/^linux-/, '') ?? said.kernel
  const asked = releaseAsked(values, kernel)
  const cmdline = words(values, 'cmdline').at(0)
  return ask(
    groups === undefined
      ? dump
      : withGroups(
          dump,
          refusing(groups, () => readGroups(readText(groups, 2 ** 24))),
        ),
    {
      parts: partsOf(known(designIn(asked))!)!,
      release: asked,
      ...optional('kernel', kernel),
      ...optional('cpu', cpuOf(values) ?? said.cpu),
      ...optional('cmdline', cmdline ?? said.cmdline),
      inForce: cmdline === undefined,
    },
    tree,
  )
}

const thisMachine = (): ToldInFile => ({
  ...optional(
    'cpu',
    refusing('/proc/cpuinfo', () => readCpuinfo(readText('/proc/cpuinfo', 2 ** 24))),
  ),
  cmdline: readText('/proc/cmdline', 2 ** 16),
  kernel: release(),
})

/** What is wrong with a file is told with its name. */
const refusing = <T>(file: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw error instanceof Refused ? new BadFile(file, error.problems) : error
  }
}

const optional = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: T })

const USUAL = '6.12'

/** What --kernel says, else what the file says ran there, else 6.12. A release that nobody has read is refused only where it was asked for. */
const releaseAsked = (values: Values, kernel: string | undefined): Release => {
  const word = words(values, 'kernel').at(0)
  const said = readRelease(word ?? kernel ?? USUAL)
  if (said !== undefined && isAsked(said)) return said
  if (word === undefined) return readRelease(USUAL)!
  throw new UsageError(`--kernel: found "${word}"; accepted: ${RELEASES}`)
}

const cpuOf = (values: Values): Cpu | undefined => {
  const [word, file] = [words(values, 'cpu').at(0), words(values, 'cpuinfo').at(0)]
  if (word !== undefined && file !== undefined)
    throw new UsageError('machine: found --cpu and --cpuinfo together; accepted: one of them')
  if (file !== undefined) return refusing(file, () => readCpuinfo(readText(file, 2 ** 24)))
  try {
    return word === undefined ? undefined : readCpu(word)
  } catch (error) {
    throw error instanceof Refused ? new UsageError(error.message) : error
  }
}
