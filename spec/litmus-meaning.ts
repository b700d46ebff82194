/**
 * What the fields of a litmus test and of a proposition mean: data beside the codecs, from which docs/format.md is made.
 */
import type { Meanings } from '../model/machine/meaning.ts'
import type { LitmusFile, Question } from './litmus.ts'
import type { Proposition } from './proposition.ts'

const NOT_SAID = 'nothing is said of it'

export const LITMUS: Meanings<LitmusFile> = {
  machine: {
    says: 'The machine.',
    example: { hosts: [{ name: 'hb0' }], functions: [{ name: 'A', type: 'conventional', on: 'hb0' }] },
  },
  steps: {
    says: 'What is done, in order: a list of operations.',
    example: [{ pci_p2pdma_add_resource: { provider: 'A' } }],
  },
  alias: { says: 'A short second name for the test.', leftOut: 'it has only the name of its file', example: 'L05' },
  question: {
    says: 'The question that the test answers, in one sentence.',
    leftOut: 'the scenario asks nothing in words',
    example: 'Which number does a device need for its own BAR?',
  },
  why: {
    says: 'Why one would ask, and what to know about the answers.',
    leftOut: 'nothing is added',
    example: 'No x86 machine has a host bridge with an offset.',
  },
  sources: {
    says: 'Where it is from: mails, commits, ids of axioms.',
    leftOut: 'no source is given',
    example: ['MT-16', 'commit 3a19407913e8 (2021)'],
  },
  exists: {
    says: 'A proposition about one run. `exists` and `result` stand together.',
    leftOut: 'the scenario only tells, and asks nothing',
    example: { step: 2, lands: 'as meant' },
  },
  result: {
    says: 'In how many of a design’s runs the proposition is true: in none, in some, in all.',
    leftOut: 'the scenario asks nothing',
    example: 'Always',
  },
  except: {
    says: 'Designs that answer otherwise, by name or alias.',
    leftOut: '`result` is the answer of every design',
    otherwise: {},
    example: { 'raw-phys': 'Never' },
  },
  also: {
    says: 'More questions about the same runs.',
    leftOut: 'there are none',
    otherwise: [],
    example: [{ exists: { broken: 'S2' }, result: 'Never' }],
  },
  dropped: {
    says: 'Assumptions that the scenario does not meet. What it shows is then counted against no design.',
    leftOut: 'runs that do not meet an assumption are left out of the answer',
    example: ['iova-avoids-windows'],
  },
  found: {
    says: 'How the checker found it. The checker writes it; `design` and `rule` in it say what `explain` tells.',
    leftOut: 'a person wrote it',
    example: { rule: 'S2', design: 'linux-4.20' },
  },
}

export const QUESTION: Meanings<Question> = {
  exists: { says: 'A proposition about one run.', example: { broken: 'S2' } },
  result: { says: 'In how many of a design’s runs it is true.', example: 'Never' },
  except: {
    says: 'Designs that answer otherwise.',
    leftOut: '`result` is the answer of every design',
    example: { bounce: 'Always' },
  },
}

export const PROPOSITION: Meanings<Proposition> = {
  broken: { says: 'The run breaks this rule.', leftOut: NOT_SAID, example: 'S2' },
  step: {
    says: 'The step of which the other fields speak, counted from 0.',
    leftOut: 'the proposition speaks of the whole run',
    example: 1,
  },
  refused: { says: 'Whether the step was refused.', leftOut: NOT_SAID, example: true },
  errno: { says: 'The error that the step ended with.', leftOut: NOT_SAID, example: 'EREMOTEIO' },
  distance: { says: 'The distance that the step answered.', leftOut: NOT_SAID, example: 4 },
  found: { says: 'The provider that the step found, or `nobody`.', leftOut: NOT_SAID, example: 'A' },
  groups: {
    says: 'The step lists these IOMMU groups, each by the names of its members, in any order.',
    leftOut: NOT_SAID,
    example: [['rp0'], ['A', 'B']],
  },
  unbound: {
    says: 'What came of unbinding: the provider is gone, it waits for whoever holds its memory, or the kernel stops.',
    leftOut: NOT_SAID,
    example: 'waits',
  },
  entries: { says: 'How many DMA entries the step mapped.', leftOut: NOT_SAID, example: 3 },
  ranges: { says: 'How many contiguous ranges of IOVAs the step took.', leftOut: NOT_SAID, example: 1 },
  touches: { says: 'Whether the CPU touched a BAR in the step.', leftOut: NOT_SAID, example: false },
  entry: {
    says: 'The DMA entry of which `dma`, `iova`, `length` and `marked` speak, counted from 0.',
    leftOut: 'they speak of the first',
    otherwise: 0,
    example: 1,
  },
  dma: { says: 'The address of that entry.', leftOut: NOT_SAID, example: 0x90000000 },
  iova: {
    says: 'The address of that entry, in bytes from the first IOVA of the list.',
    leftOut: NOT_SAID,
    example: 0x80000,
  },
  length: { says: 'The length of that entry, in bytes.', leftOut: NOT_SAID, example: 4096 },
  marked: { says: 'Whether that entry is marked as a bus address.', leftOut: NOT_SAID, example: true },
  lands: {
    says: 'Where the transfer landed: all of it on the memory that was meant, or where the first byte landed that did not.',
    leftOut: NOT_SAID,
    example: 'as meant',
  },
  value: { says: 'The value that the step read or wrote.', leftOut: NOT_SAID, example: 2 },
  end: {
    says: 'How the load or store ended: done, with a signal, refused by the device’s driver, or with no answer.',
    leftOut: NOT_SAID,
    example: 'SEGV',
  },
  count: {
    says: 'How many pages the step moved, took for a device, or pinned; how many bytes it copied.',
    leftOut: NOT_SAID,
    example: 2,
  },
  told: {
    says: 'The answer of hmm_range_fault for each page. `error` and `nothing` are no pages; `zero` is the zero page. A page in RAM is `r` or `rw`. A page in the memory of A is `r of A` or `rw of A`; told as a page of A’s BAR it is `r through A` or `rw through A`.',
    leftOut: NOT_SAID,
    example: ['rw', 'r of A', 'nothing'],
  },
  all: { says: 'All of these are true.', leftOut: NOT_SAID, example: [{ step: 1, entries: 3 }, { broken: 'S11' }] },
  any: {
    says: 'At least one of these is true.',
    leftOut: NOT_SAID,
    example: [
      { step: 1, refused: true },
      { step: 2, lands: 'nowhere' },
    ],
  },
  not: { says: 'This is not true.', leftOut: NOT_SAID, example: { broken: 'S2' } },
}
