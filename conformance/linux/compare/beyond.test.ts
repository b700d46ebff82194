/** Parts of the model that no step of a scenario asks, beside what the booted Linux answered in a finding. */
import { describe, expect, it } from 'vitest'
import groupsBySwitch from '../../../model/designs/mutants/groups-by-switch.ts'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { enableAcs, type AcsWords } from '../../../model/kernel/pci/acs-enable.ts'
import { pciOptions } from '../../../model/kernel/pci/acs-parameters.ts'
import { domainOf } from '../../../model/kernel/iommu/domain.ts'
import { groupOf } from '../../../model/kernel/iommu/groups.ts'
import type { GroupOf } from '../../../model/kernel/iommu/attach.ts'
import { ROOT, power, type Machine } from '../../../model/machine/columns.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { compileOn, type ScenarioFile } from '../../../model/scenario/file.ts'
import { step } from '../../../model/step.ts'
import { boot } from '../../../model/world.ts'
import { settled } from '../guest/settle.ts'
import { findingText, readRecording, type Recording } from '../findings/finding.ts'

/** Answers to the questions that begin with a word, by question. */
const answersTo = ({ asked }: Recording, verb: string): string[][] =>
  asked.filter(([line]) => line.startsWith(`${verb} `)).map(([, ...answer]) => answer)

/** The ACS control words that the kernel was found to have, the last of each function asked after the steps. */
const controlWords = ({ asked, linux }: Recording): number[] =>
  asked
    .slice(-linux.ask!.length)
    .flatMap(([line, answer]) => (line.startsWith('dev ') ? [parseInt(/ 1:([0-9a-f]{4}) /.exec(answer)![1], 16)] : []))

/** Of each answer, the first that names the same group. */
const partition = (groups: readonly (string | number)[]): number[] => groups.map((group) => groups.indexOf(group))

const sameSlot = (m: Machine, f: number, g: number): boolean =>
  m.parent[f] === m.parent[g] && m.host[f] === m.host[g] && Math.floor(m.devfn[f] / 8) === Math.floor(m.devfn[g] / 8)
const topOf = (m: Machine, f: number): number => (m.parent[f] === ROOT ? f : topOf(m, m.parent[f]))

describe('IOMMU groups', () => {
  const recording = readRecording('groups')!
  const { scenario, asked } = recording
  it('are those of the booted Linux', () => {
    const hw = power(layOut(scenario.machine))
    const asks = asked.filter(([line]) => line.startsWith('group '))
    const linux = asks.map(([, answer]) => answer)
    const model = asks.map(([line]) => groupOf(hw, Number(line.split(' ')[1])))
    expect(partition(model)).toEqual(partition(linux))
    expect(new Set(linux).size).toBe(4)
  })

  /** Models with one thing wrong, as conformance/linux/tampered has them. */
  const WRONG: readonly (readonly [what: string, groupOf: GroupOf])[] = [
    ['a group for each function', (_, f) => f],
    ['a group for each slot', ({ machine: m }, f) => m.devfn.findIndex((_, g) => sameSlot(m, f, g))],
    ['a group for all behind one root port', ({ machine: m }, f) => topOf(m, f)],
    ['a group for each host bridge', ({ machine: m }, f) => m.host[f]],
    ['whole switches', (hw, f) => groupsBySwitch.groupOf!(hw, f)],
  ]
  it.each(WRONG)('are not: %s', (_, wrong) => {
    const hw = power(layOut(scenario.machine))
    const asks = asked.filter(([line]) => line.startsWith('group '))
    const model = asks.map(([line]) => wrong(hw, Number(line.split(' ')[1])))
    const linux = asks.map(([, answer]) => answer)
    expect(partition(model)).not.toEqual(partition(linux))
  })
})

describe('ACS control words', () => {
  const words = (capability: number, found: number, spt?: number): AcsWords => ({
    capability,
    found,
    ...(spt === undefined ? {} : { spt }),
  })
  /** What the kernel was told behind `pci=`; several are as one with commas. */
  const optionsOf = ({ told }: Recording) =>
    pciOptions([...told.matchAll(/\bpci=(\S+)/g)].map(([, text]) => text).join(','))
  const controls = (name: string, found: AcsWords, requested: boolean): number[] => {
    const recording = readRecording(name)!
    const m = layOut(recording.scenario.machine)
    const ports = recording.linux.ask!.flatMap((line) => (line.startsWith('dev ') ? [/\{(\w+)\}/.exec(line)![1]] : []))
    const settings = { options: optionsOf(recording), requested, outside: false }
    return ports.map((port) => enableAcs(m, m.name.indexOf(port), found, settings).control)
  }

  it.each([
    ['lat10', words(0x5f, 0), true],
    ['lat10-both', words(0x7f, 0x0c), false],
  ] as const)('%s: are those that the booted Linux left', (name, found, requested) => {
    const linux = controlWords(readRecording(name)!)
    expect(controls(name, found, requested)).toEqual(linux)
    expect(new Set(linux).size).toBe(2)
  })

  it('lat9: of a PCH root port', () => {
    const recording = readRecording('lat9')!
    const [capability, control] = answersTo(recording, 'config').map(([answer]) => parseInt(answer.split(' ')[1], 16))
    const settings = { options: pciOptions(''), requested: true, outside: false }
    expect(enableAcs(layOut(recording.scenario.machine), 0, words(capability, 0, 0), settings).spt).toBe(control)
    expect(control).toBe(0x1d)
  })
})

/** What the IOMMU translates for A after these steps, on the machine that the guest was: address and length of each run. */
const translated = (recording: Recording, { machine, steps }: ScenarioFile): number[][] => {
  const { scenario, linux, asked, ram } = recording
  const { questions } = findingText({ file: scenario, linux })
  const answers = asked.map(([, ...lines]) => lines)
  const file = settled({ machine, steps }, questions, answers, ram)
  const m = layOut(file.machine)
  let world = boot(linux612, m)
  for (const [index, operation] of compileOn(m, file.steps).operations.entries())
    world = step(linux612, world, index, operation, () => 0).world
  const domain = domainOf(world.hw, m.name.indexOf('A'))
  return domain?.kind === 'translate' ? domain.table.map(({ phys, size }) => [phys, size]) : []
}

/** The same as the guest's module saw it. */
const walked = (recording: Recording): number[][][] =>
  answersTo(recording, 'walk').map(([, ...runs]) =>
    runs.map((run) =>
      run
        .split(' ')
        .slice(2)
        .map((text) => parseInt(text, 16)),
    ),
  )

describe('what an IOMMU translates', () => {
  it('after a refused list is what it was in the booted Linux', () => {
    const recording = readRecording('lat3')!
    const [left] = walked(recording)
    expect(translated(recording, recording.scenario)).toEqual(left)
    expect(left.length).toBe(1)
  })

  it.each([
    [{ ram: 0x10000, length: 0xf000 }, 0],
    [{ bar: 'C', offset: 0x1f1000, length: 0xf000 }, 1],
  ] as const)('around a boundary, %j first', (first, walk) => {
    const recording = readRecording('lat20')!
    const { machine, steps } = recording.scenario
    const functions = machine.functions.map((f) => (f.name === 'A' ? { ...f, boundary: 0x10000 } : f))
    const list = [first, { ram: 0x40000, length: 0x2000 }]
    const map = { dma_map_sgtable: { as: 'list', client: 'A', direction: 'DMA_TO_DEVICE' as const, list } }
    expect(translated(recording, { machine: { ...machine, functions }, steps: [...steps, map] })).toEqual(
      walked(recording)[walk],
    )
    expect(walked(recording)[walk][0][1]).toBe(0x10000)
  })
})
