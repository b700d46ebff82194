/**
 * Scenarios put to Linux and to a model: the one place where text, boots and comparison meet.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Design } from '../../../model/kernel/design.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { LIMITS, askAll, cpuModel, type Limits } from '../guest/boot.ts'
import type { Platform } from '../guest/qemu.ts'
import type { CaseFile } from './case.ts'
import { compare, type Compared } from './compare.ts'
import { guestText, type Question } from '../guest/guest.ts'
import { isQemuMachine, kernelArguments, qemuArguments, type Booted } from '../guest/qemu-machine.ts'

/** A scenario, and what Linux said of it. */
export interface Answered {
  readonly file: CaseFile
  readonly cpu: string
  readonly text: string
  readonly questions: readonly Question[]
  readonly answers: readonly (readonly string[])[]
  /** Where the guest's RAM lies, CPU physical. */
  readonly ram: number
  /** Why nothing of it may be believed: the guest died, hung, complained or was not understood. */
  readonly trouble?: string
}

export interface Asking {
  readonly answered: readonly Answered[]
  /** Why scenarios could not be asked, and how many. */
  readonly unasked: ReadonlyMap<string, number>
  readonly boots: number
  /** What each guest called itself. */
  readonly hellos: readonly string[]
}

/** Scenarios that one boot can hold. */
interface Group {
  readonly platform: Platform
  readonly asked: { file: CaseFile; number: number; text: string; questions: readonly Question[] }[]
}

/** Whether it takes a boot of its own: allocators of IOVAs remember what other cases mapped. */
export const isAlone = ({ shares, machine }: CaseFile): boolean => shares === true && isQemuMachine(machine)

/** @param booted what the kernel is told besides */
export const platformOf = (machine: MachineFile, booted: Booted = {}): Platform => {
  const { vendor, family } = machine.cpu ?? { vendor: 'Intel', family: 6 }
  return {
    cpu: cpuModel(vendor, family),
    devices: qemuArguments(machine, booted),
    commandLine: kernelArguments(machine, booted),
  }
}

/**
 * Asks the booted kernel about each scenario, one boot for each CPU, or machine of QEMU's own, unless a guest dies.
 * `hear` is told each answer as soon as its boots are over: a run may be stopped.
 */
export const askLinux = async (
  cache: string,
  files: readonly CaseFile[],
  limits: Limits = LIMITS,
  progress: (answered: number) => void = () => {},
  hear: (one: Answered) => void = () => {},
): Promise<Asking> => {
  const unasked = new Map<string, number>()
  const groups = new Map<string, Group>()
  for (const [number, file] of files.entries()) {
    const text = guestText(number, file)
    if (E.isLeft(text)) {
      unasked.set(text.left, (unasked.get(text.left) ?? 0) + 1)
      continue
    }
    const platform = platformOf(file.machine, file)
    const key = JSON.stringify([platform, ...(isAlone(file) ? [number] : [])])
    const group = groups.get(key) ?? { platform, asked: [] }
    groups.set(key, group)
    group.asked.push({ file, number, ...text.right })
  }
  const answered: Answered[] = []
  const hellos: string[] = []
  let boots = 0
  for (const { platform, asked: group } of groups.values()) {
    const before = answered.length
    const asked = await askAll(cache, platform, group, limits, (heard) => progress(before + heard))
    boots += asked.boots
    hellos.push(asked.hello)
    for (const { file, number, text, questions } of group) {
      const { answers, whole, ram, trouble } = asked.heard.get(number)!
      const wrong = trouble ?? (whole ? undefined : 'it did not end')
      const one = { file, cpu: platform.cpu, text, questions, answers, ram }
      answered.push(wrong === undefined ? one : { ...one, trouble: wrong })
      hear(answered[answered.length - 1])
    }
  }
  return { answered, unasked, boots, hellos }
}

/** The model's answers beside those of Linux; a scenario in trouble has none. */
export const judge = (design: Design, { file, questions, answers, ram, trouble }: Answered): Compared =>
  trouble === undefined ? compare(design, file, questions, answers, ram) : { answers: 0, differences: [] }
