/** Why 7.3.4 answers a script otherwise than 6.12: each kind of difference, and the axiom that was read in both sources. */
import type { Otherwise } from './anew.ts'

export interface Reason {
  readonly axiom: string
  /** What one sees of it. */
  readonly seen: string
  readonly explains: (difference: Otherwise) => boolean
  /** Memory is in another state from there on: what differs later in the same script follows from it. */
  readonly goesOn?: true
}

/** It turns what 6.12 answered into what 7.3.4 did. */
const turns =
  (kind: RegExp, change: (answer: string) => string) =>
  ({ step, recorded, live }: Otherwise): boolean =>
    kind.test(step) && change(recorded) === live

const isExclusive = (step: string): boolean => /^(?:\d )?exclusive /.test(step)
const clearing = (answer: string): string => answer.replaceAll('EXCLUSIVE/-', 'CLEAR')

/** What each notifier was told, by page; of one page in the order in which it was told. */
const inOrder = (answer: string): string => {
  const [result, ...told] = answer.split(' | ')
  const page = (event: string): number => Number(/(\d+)-\d+$/.exec(event)![1])
  const sorted = told.map((events) =>
    events
      .split(' ')
      .toSorted((a, b) => page(a) - page(b))
      .join(' '),
  )
  return [result, ...sorted].join(' | ')
}

const withoutVmas = (answer: string): string => answer.replace(/^vmas=\S+/, '')
const vmasOf = (answer: string): string[] => /^vmas=(\S+)/.exec(answer)?.[1].split(',') ?? []

/** Whether some neighbours of the first, alike in what they allow, are one in the second, and nothing else is other. */
const joins = (apart: readonly string[], joined: readonly string[]): boolean => {
  const pages = (vmas: readonly string[]): string[] =>
    vmas.flatMap((vma) => {
      const [, first, end, may] = /^(\d+)-(\d+)(.*)$/.exec(vma)!
      return Array.from({ length: Number(end) - Number(first) }, (_, i) => `${Number(first) + i}${may}`)
    })
  return joined.length < apart.length && pages(joined).join() === pages(apart).join()
}

/** The file's page that a VMA without an anon_vma would read anew: fork copies it, so that one more maps it. */
const isCopied = (page: string, copied: string): boolean => {
  const [, at, refs, maps, rest] = /^(\d+)=file\+r\(r(\d+) m(\d+) (.*)\)$/.exec(copied) ?? []
  return page === `${at}=none` || page === `${at}=file+r(r${Number(refs) - 1} m${Number(maps) - 1} ${rest})`
}

const pagesOf = (answer: string): string[] => withoutVmas(answer).split(/ (?![^(]*\))/)
const copies = (before: string, now: string): boolean => {
  const [pages, others] = [pagesOf(before), pagesOf(now)]
  return pages.length === others.length && pages.every((page, i) => page === others[i] || isCopied(page, others[i]))
}

export const REASONS: readonly Reason[] = [
  {
    axiom: 'R6.15-4',
    seen: 'An exclusive entry counts as a mapping of its page.',
    explains: turns(/state/, (answer) => answer.replaceAll(/(ex\([^)]*\))\+[rw]\((r\d+) m0/g, '$1+w($2 m1')),
  },
  {
    axiom: 'R6.15-4',
    seen: 'Who takes an exclusive page back tells that the range is cleared.',
    explains: turns(/./, clearing),
  },
  {
    axiom: 'R6.15-4',
    seen: 'An exclusive page is evicted as any other page is, and its holder is told.',
    explains: ({ step, recorded, live }) =>
      step.startsWith('evict ') && /^src=\d+:VM- after=\d+:VM- \| \d:CLEAR/.test(live) && !recorded.includes('|'),
    goesOn: true,
  },
  {
    axiom: 'R6.15-4',
    seen: 'A device that takes a page waits for the page’s lock, where 6.12 does without the page.',
    explains: ({ step, recorded, live }) => isExclusive(step) && /=no\b/.test(recorded) && live === 'TIMEOUT',
    goesOn: true,
  },
  {
    axiom: 'R6.15-4',
    seen: 'Pages are taken one by one: all that is told of one stands before what is told of the next.',
    explains: ({ step, recorded, live }) =>
      isExclusive(step) && inOrder(recorded) !== recorded && clearing(live) === clearing(inOrder(recorded)),
    goesOn: true,
  },
  {
    axiom: 'R6.15-4',
    seen: 'Only the process that has the page is told that a device takes it.',
    explains: ({ step, recorded, live }) => {
      const told = new Set(live.split(' | '))
      const untold = recorded.split(' | ').filter((events) => !told.has(events))
      const left = recorded.split(' | ').filter((events) => told.has(events))
      return (
        isExclusive(step) &&
        left.join(' | ') === live &&
        untold.every((events) => /^(?:\d:EXCLUSIVE\/\S+ ?)+$/.test(events))
      )
    },
  },
  {
    axiom: 'R6.15-4',
    seen: 'An exclusive entry is one for writing after mprotect, too.',
    explains: turns(/exclusive/, (answer) => answer.replace('now=ex(anon)+r', 'now=ex(anon)+w')),
  },
  {
    axiom: 'R6.15-1',
    seen: 'A page of P2P memory, or of FS_DAX, that nobody uses has the count 0.',
    explains: turns(/^map \d type=[35] /, (answer) => answer.replace(/refs=.*/, (refs) => refs.replaceAll('1', '0'))),
  },
  {
    axiom: 'R6.15-3',
    seen: 'A fault locks the page that its driver brings back, so an eviction passes it by.',
    explains: turns(/migrate_device_range/, (answer) => answer.replace(/ \| .*/, '')),
  },
  {
    axiom: 'R7.0-2',
    seen: 'A CPU that faults on a private page waits while another one has the page’s lock.',
    explains: ({ step, recorded, live }) =>
      /^[ab] (?:read|write) /.test(step) && /^(?:spins|stops to_ram)\b/.test(recorded) && live === 'waits',
  },
  {
    axiom: 'R7.0-2',
    seen: 'A device that takes a private page waits while its driver has the page’s lock, where 6.12 fails.',
    explains: ({ step, recorded, live }) => isExclusive(step) && /^rc=-14\b/.test(recorded) && live === 'TIMEOUT',
    goesOn: true,
  },
  {
    axiom: 'R7.0-2',
    seen: 'A CPU that faults on a private page waits for the page’s lock, where 6.12 asks the driver, which fails.',
    explains: ({ step, recorded, live }) =>
      /^(?:\d )?(?:read|write) /.test(step) && recorded === 'BUS' && live === 'TIMEOUT',
    goesOn: true,
  },
  {
    axiom: 'R7.3-7',
    seen: 'Two neighbours become one VMA again, although only the second has an anon_vma.',
    explains: ({ step, recorded, live }) =>
      /state/.test(step) && withoutVmas(recorded) === withoutVmas(live) && joins(vmasOf(recorded), vmasOf(live)),
    goesOn: true,
  },
  {
    axiom: 'R7.3-7',
    seen: 'Fork copies all of a VMA that was joined so: a part of it that had no anon_vma would be read from its file again.',
    explains: ({ step, recorded, live }) =>
      /state/.test(step) && joins(vmasOf(recorded), vmasOf(live)) && copies(recorded, live),
    goesOn: true,
  },
  {
    axiom: 'R7.3-8',
    seen: 'A private page that nobody wrote is not dirty after it was unmapped.',
    explains: turns(/poison/, (answer) => answer.replace(/^BUS/, 'ok')),
  },
  {
    axiom: 'R7.3-10',
    seen: 'mremap moves a range over several VMAs.',
    explains: ({ step, recorded, live }) => step.startsWith('move ') && recorded === 'err 14' && live === 'ok',
    goesOn: true,
  },
  {
    axiom: 'R7.3-11',
    seen: 'HMM that is to write where a mark is fails as a read does, although the VMA is read-only.',
    explains: turns(/^(?:\d )?hmm /, (answer) => answer.replace('rc=-1 ', 'rc=-14 ')),
  },
  {
    axiom: 'R7.3-12',
    seen: 'Neighbours of one private file stay apart where one was moved with pages of its own and one without.',
    explains: ({ step, recorded, live }) =>
      /state/.test(step) && withoutVmas(recorded) === withoutVmas(live) && joins(vmasOf(live), vmasOf(recorded)),
  },
  {
    axiom: 'R7.3-9',
    seen: 'A page of a page map that is being removed may be taken without a warning, and the removal waits for it.',
    explains: turns(/^take /, (answer) => answer.replace(' !warn zone_device_page_init', '')),
    goesOn: true,
  },
]

export interface Explained {
  readonly difference: Otherwise
  /** undefined: nobody has found out why. */
  readonly reason: Reason | undefined
  /** It follows from the one before it that has this reason, too. */
  readonly follows: boolean
}

/** The differences of one script, in their order. */
export const explained = (differences: readonly Otherwise[]): Explained[] => {
  let cause: Reason | undefined
  return differences.map((difference) => {
    const own = REASONS.find(({ explains }) => explains(difference))
    if (own?.goesOn === true) cause = own
    return { difference, reason: own ?? cause, follows: own === undefined && cause !== undefined }
  })
}
