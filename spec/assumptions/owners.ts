/** What is taken on trust of those who say whose private memory is. */
import type { Assumption } from '../rule.ts'

export const ownersAreLinked: Assumption = {
  id: 'owners-are-linked',
  sentence: 'Every two functions of one owner reach each other’s local memory over an interconnect.',
  why: 'Linux gives a private page to every driver that names its owner, and never asks how the device reaches the page. If two devices of one owner have no way to each other, the access of the second device ends nowhere.',
  sources: ['A2-03, HM-7, R7.0-6'],
  holds: ({ machine: { local, linked } }) =>
    local.every((one, f) =>
      local.every((other, g) => f === g || one === undefined || one.owner !== other?.owner || linked[f].includes(g)),
    ),
}

export const linksGoBothWays: Assumption = {
  id: 'links-go-both-ways',
  sentence:
    'If one function reaches another’s local memory over an interconnect, the other reaches the local memory of the first.',
  why: 'The kernel asks a driver only once, from one side, whether two devices are linked. If the link works only in the direction that was asked for, both devices get one owner, and one of them reaches nothing.',
  sources: ['A2-13, R7.0-6'],
  holds: ({ machine: { linked } }) => linked.every((to, f) => to.every((g) => linked[g].includes(f))),
}
