/** Which tampered models a case would show, if Linux answers as the right model does: asked without a guest. */
import * as E from 'fp-ts/lib/Either.js'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Choose } from '../../../model/choose.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { compile } from '../../../model/scenario/file.ts'
import { exhaust } from '../../../properties/drivers/drivers.ts'
import type { CaseFile } from '../compare/case.ts'
import { beginning, modelSays, type Said, type State } from '../compare/model-says.ts'
import { guestText } from '../guest/guest.ts'
import { isQemuMachine } from '../guest/qemu-machine.ts'

/** Whether `design` has no choice by which it answers as the right model does with its first. */
export const wouldNotice = (design: Design, file: CaseFile): boolean => {
  const { machine: m, operations } = compile(file)
  const text = guestText(0, file)
  if (E.isLeft(text)) throw new Error(text.left)
  // Of other cases the steps alone: no model answers otherwise before or between them.
  const asked = text.right.questions.flatMap((question, q) =>
    file.shares === true || question.ask === 'step' ? [{ question, q }] : [],
  )
  const seated = { m, operations, booted: file, own: isQemuMachine(file.machine) }
  const answer = (
    of: Design,
    state: State,
    { question, q }: (typeof asked)[number],
    until: (said: Said) => boolean,
  ): Said | undefined => {
    let found: Said | undefined
    exhaust((choose: Choose) => {
      const said = modelSays({ ...seated, design: of }, state, q, question, choose)
      if (until(said)) found = said
      return found === undefined
    })
    return found
  }
  let [right, other] = [beginning(linux612, m, file), beginning(design, m, file)]
  for (const one of asked) {
    const linux = answer(linux612, right, one, () => true)!
    const agreed = answer(design, other, one, ({ says }) => says === linux.says)
    if (agreed === undefined) return true
    ;[right, other] = [linux.state, agreed.state]
  }
  return false
}
