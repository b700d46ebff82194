/** A finding put to the booted Linux, in a boot of its own: what one leaves behind, no other meets. */
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Heard } from '../guest/answers.ts'
import { askAll } from '../guest/boot.ts'
import type { Built } from '../guest/cache.ts'
import { compare, type Difference } from '../compare/compare.ts'
import { askedOf } from '../compare/corpus.ts'
import {
  DESCRIBED,
  bootedCase,
  findingPlatform,
  findingText,
  seriesOf,
  type Finding,
  type Recording,
} from './finding.ts'
import { leftOut } from './later.ts'

export interface AskedFinding {
  readonly recording: Recording
  /** Where the model has another answer. */
  readonly differences: readonly Difference[]
  /** Why nothing of it may be kept: the guest ended early, hung or was not understood. */
  readonly trouble?: string
  /** The question that our module leaves out on this kernel: then nothing of it is kept either. */
  readonly notAsked?: string
}

export const askFinding = async (cache: string, built: Built, finding: Finding): Promise<AskedFinding> => {
  const { heard } = await askAll(cache, findingPlatform(finding), [{ number: 0, text: findingText(finding).text }])
  return heardFinding(built, finding, heard.get(0)!)
}

/**
 * What the guest said, to be kept or not.
 *
 * The kernel's own complaint is part of its answer, unlike in {@link askLinux}; so is its death, where it is announced. On
 * a kernel that the model does not describe, so is a question that its other answers left nothing for.
 */
export const heardFinding = (built: Built, finding: Finding, heard: Heard): AskedFinding => {
  const { text, questions } = findingText(finding)
  const { file, linux } = finding
  const platform = findingPlatform(finding)
  const { answers, whole, ram, trouble } = heard
  // The module and program of `memory/` have no say in it.
  const { kernel, config, module } = built
  // What later kernels put behind it, the number of the process, is another in each boot.
  const complaint = /^the kernel complained: (?:\[ *[\d.]+\] )?(.*?)(?:\/\d+)?$/.exec(trouble ?? '')?.[1]
  const [, word, code] = /^the guest could not: failed (\S+) (-\d+)$/.exec(trouble ?? '') ?? []
  const failed = word !== undefined && seriesOf(built.kernel) !== DESCRIBED
  const recording: Recording = {
    kernel,
    config,
    module,
    cpu: platform.cpu,
    told: platform.commandLine,
    question: finding.question,
    scenario: file,
    linux,
    ram,
    asked: askedOf(text, answers),
    ...(complaint === undefined ? {} : { complaint }),
    ...(failed ? { failed: `${word} ${code}` } : {}),
  }
  if (failed && code === EOPNOTSUPP && leftOut().includes(word)) return { recording, differences: [], notAsked: word }
  const died = !whole
  if (died === (linux.dies ?? false) && (trouble === undefined || complaint !== undefined || failed))
    return { recording, differences: compare(linux612, bootedCase(finding), questions, answers, ram).differences }
  return { recording, differences: [], trouble: trouble ?? (died ? 'it did not end' : 'it did not die') }
}

const EOPNOTSUPP = '-95'
