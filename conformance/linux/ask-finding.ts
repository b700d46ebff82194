/** A finding put to the booted Linux, in a boot of its own: what one leaves behind, no other meets. */
import linux612 from '../../model/designs/linux-6.12.ts'
import { askAll } from './boot.ts'
import type { Built } from './cache.ts'
import { compare, type Difference } from './compare.ts'
import { caseOf, findingPlatform, findingText, questionLines, type Finding, type Recording } from './finding.ts'

export interface AskedFinding {
  readonly recording: Recording
  /** Where the model has another answer. */
  readonly differences: readonly Difference[]
  /** Why nothing of it may be kept: the guest ended early, hung or was not understood. */
  readonly trouble?: string
}

/** The kernel's own complaint is part of its answer, unlike in {@link askLinux}; so is its death, where it is announced. */
export const askFinding = async (cache: string, built: Built, finding: Finding): Promise<AskedFinding> => {
  const { text, questions } = findingText(finding)
  const { file, linux } = finding
  const platform = findingPlatform(finding)
  const { heard } = await askAll(cache, platform, [{ number: 0, text }])
  const { answers, whole, ram, trouble } = heard.get(0)!
  const complaint = /^the kernel complained: (?:\[ *[\d.]+\] )?(.*)$/.exec(trouble ?? '')?.[1]
  const recording: Recording = {
    ...built,
    cpu: platform.cpu,
    told: platform.commandLine,
    question: finding.question,
    scenario: file,
    linux,
    ram,
    asked: questionLines(text).map((line, q) => [line, ...(answers[q] ?? [])]),
    ...(complaint === undefined ? {} : { complaint }),
  }
  const died = !whole
  if (died === (linux.dies ?? false) && (trouble === undefined || complaint !== undefined))
    return { recording, differences: compare(linux612, caseOf(finding), questions, answers, ram).differences }
  return { recording, differences: [], trouble: trouble ?? (died ? 'it did not end' : 'it did not die') }
}
