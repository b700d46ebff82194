/**
 * Linux comes up: what its command line makes of ACS words and of IOMMUs.
 */
import { power } from '../machine/columns.ts'
import { defaultDomain, type Domain } from '../machine/domain.ts'
import { DONE } from '../outcome.ts'
import { problem } from '../problem.ts'
import { foundBy } from '../world.ts'
import { operation } from './operation.ts'
import { text } from './word.ts'

export const boot = operation({
  kind: 'boot',
  about:
    'Linux comes up with this command line: it writes ACS control words (pci_enable_acs) and chooses the kind of every domain (iommu=, iommu.passthrough=, iommu.strict=, Linux 6.12); with pci=noats it enables ATS for nobody. A scenario without this step begins on a machine that is up already.',
  words: {
    cmdline: text({
      says: 'The kernel’s parameters, separated by blanks; of these that have to do with ACS, ATS and IOMMUs.',
    }),
  },
  answers: 'done',
  needs: ['bringUp'],
  problems: (_, __, path) =>
    path.startsWith('steps[0].') ? [] : [problem(path, 'boot after other steps', 'boot as the first step')],
  run: ({ design, world, call }, { cmdline }) => {
    const { machine } = world.hw
    const { acsControl, iommuOf, noAts = false } = design.bringUp!(call, cmdline)
    const booted = noAts ? { ...machine, ats: machine.ats.map(() => false) } : machine
    const domains = new Map(
      [...power(booted).domains.keys()].flatMap((f): [number, Domain][] => {
        const iommu = iommuOf(f)
        return iommu === 'off' ? [] : [[f, defaultDomain(iommu, machine.untrusted[f], machine.rmrr[f])]]
      }),
    )
    return { world: { ...world, ...foundBy(design, { ...power(booted), acsControl, domains }) }, outcome: DONE }
  },
  sentence: (told) => `Linux, with "${told.cmdline}"`,
})
