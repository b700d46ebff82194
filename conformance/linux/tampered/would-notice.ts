/** Which tampered models a scenario would show, if Linux answers as the right model does: asked without a guest. */
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Choose } from '../../../model/choose.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../../model/scenario/file.ts'
import { step } from '../../../model/step.ts'
import { boot, type World } from '../../../model/world.ts'
import { exhaust } from '../../../properties/drivers/drivers.ts'
import { outcomeSays } from '../compare/outcome-says.ts'

interface ModelAnswer {
  readonly says: string
  readonly world: World
}

/** Whether `design` has no choice by which it answers as the right model does with its first. */
export const wouldNotice = (design: Design, file: ScenarioFile): boolean => {
  const { machine: m, operations } = compile(file)
  const answers = (
    of: Design,
    before: World,
    index: number,
    until: (answer: ModelAnswer) => boolean,
  ): ModelAnswer | undefined => {
    const operation = operations[index]
    let found: ModelAnswer | undefined
    exhaust((choose: Choose) => {
      const { world, outcome } = step(of, before, index, operation, choose)
      const answer = { says: outcomeSays({ m, operations }, index, outcome, { before, after: world }), world }
      if (until(answer)) found = answer
      return found === undefined
    })
    return found
  }
  let [right, other] = [boot(linux612, m), boot(design, m)]
  for (const index of operations.keys()) {
    const linux = answers(linux612, right, index, () => true)!
    const agreed = answers(design, other, index, ({ says }) => says === linux.says)
    if (agreed === undefined) return true
    ;[right, other] = [linux.world, agreed.world]
  }
  return false
}
