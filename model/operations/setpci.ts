/**
 * What root does to the machine while it runs.
 */
import { hex } from '../address.ts'
import { NO_ACS, bitNames, bothWords } from '../machine/acs.ts'
import { DONE } from '../outcome.ts'
import { problem } from '../problem.ts'
import { operation } from './operation.ts'
import { acs, fn } from './word.ts'

export const setpci = operation({
  kind: 'setpci',
  verb: 'acs',
  about: 'The ACS control word of a function is written past the kernel, as far as its capability goes.',
  words: { function: fn({ mark: 'ACS WORD WRITTEN' }), acs: acs() },
  answers: 'done',
  problems: ({ function: name, acs: bits }, { machine: m }, path) => {
    const f = m.name.indexOf(name)
    if (f < 0 || m.acsCapability[f] !== NO_ACS) return []
    return [
      problem(`${path}.function`, `${name}, which has no ACS capability to write ${bits.join('+')} to`, 'one with'),
    ]
  },
  run: ({ world }, { function: f, acs: word }) => {
    const { hw } = world
    const capability = hw.machine.acsCapability[f]
    if (capability === NO_ACS) return { world, outcome: DONE }
    const acsControl = hw.acsControl.with(f, bothWords(capability, word))
    return { world: { ...world, hw: { ...hw, acsControl } }, outcome: DONE }
  },
  sentence: (told, { acs: word }) =>
    `the ACS control word of ${told.function} becomes ${hex(word)} (${bitNames(word).join(' ') || 'all off'})`,
})
