/**
 * Scopes of memory that moves.
 */
import { ALL_SHOWN, FABRICS, TWO_PAGES } from '../generate/fabrics.ts'
import { LENDING_FABRICS } from '../generate/lending.ts'
import { LINKS } from '../generate/links.ts'
import { VMAS, type Moves } from '../generate/moves.ts'
import { EVERYWHERE } from '../generate/races.ts'
import { DEVICES } from '../generate/moves-machine.ts'
import { tiny } from './exhausted.ts'
import type { Scope } from './scope.ts'

const [OWN, LINKED, APART, COHERENT] = DEVICES

/** Every sequence of two steps. */
export const moves: Scope = {
  ...tiny,
  name: 'moves',
  moves: { steps: 2, devices: DEVICES, vmas: VMAS, themes: ['everything'] },
}

/** Every sequence of up to five, worlds merged: for who has some minutes for each design. */
export const fives: Scope = {
  ...moves,
  name: 'sequences of five',
  moves: { steps: 5, devices: DEVICES, vmas: VMAS, themes: ['everything'], merged: true },
}

/** Every sequence of two steps about what one device reaches of another's memory by address. */
export const mirrors: Scope = {
  ...tiny,
  name: 'mirrors',
  moves: { steps: 2, devices: [...FABRICS, ...ALL_SHOWN], vmas: ['anon'], themes: ['addresses'] },
}

/** The same, where the driver of that memory goes. */
export const removals: Scope = {
  ...tiny,
  name: 'shown and unbound',
  moves: { steps: 2, devices: FABRICS, vmas: ['anon'], themes: ['removals'] },
}

/** What a driver maps for a process by its BAR, and moves, while another device has an address for it: every sequence of two steps. */
export const exporters: Scope = {
  ...tiny,
  name: 'both sides',
  moves: { steps: 2, devices: TWO_PAGES, vmas: ['anon'], themes: ['exporters'] },
}

/** Three devices that join groups of owners, in every order. */
export const owners: Scope = {
  ...tiny,
  name: 'owners',
  moves: { steps: 3, devices: LINKS, vmas: ['anon'], themes: ['owners'] },
}

/** Memory that one driver lends to another: every sequence of two steps, the exporter beside a transfer included. */
export const lending: Scope = {
  ...tiny,
  name: 'lending',
  moves: { steps: 0, devices: LENDING_FABRICS, vmas: ['anon'], themes: [], lending: { letters: 2 } },
}

/** The same, of a function that is reset: who lent, or who borrowed. */
export const resets: Scope = {
  ...tiny,
  name: 'lent and reset',
  moves: {
    steps: 0,
    devices: LENDING_FABRICS.slice(0, 1),
    vmas: ['anon'],
    themes: [],
    lending: { letters: 2, resets: true },
  },
}

/** Every two steps beside each other, each in every schedule: for who has some minutes. */
export const races: Scope = {
  ...tiny,
  name: 'races',
  moves: { steps: 0, devices: [OWN, COHERENT], vmas: ['anon'], themes: [], races: { before: EVERYWHERE } },
}

/** What a driver takes down, beside what others do: those races that are short. */
export const teardowns: Scope = {
  ...tiny,
  name: 'taken down',
  moves: {
    steps: 0,
    devices: FABRICS.slice(0, 1),
    vmas: ['anon'],
    themes: [],
    races: { before: ['in RAM', 'in the memory of A'], drivers: true },
  },
}

/** For the random driver: sequences of ten steps, each of one theme. Private memory of two owners is what most is asked about. */
export const sequences: Scope = {
  ...tiny,
  name: 'sequences',
  moves: {
    steps: 10,
    devices: [OWN, OWN, OWN, LINKED, APART, COHERENT, COHERENT],
    vmas: ['anon', 'anon', 'anon', 'shared'],
    themes: ['everything', 'two devices', 'two devices', 'two devices', 'a fork', 'pins', 'exclusive'],
  },
}

/** For the random driver: long sequences of everything that moves, each scope with machines of its own. */
const drawn = (name: string, steps: number, devices: Moves['devices'], themes: Moves['themes']): Scope => ({
  ...tiny,
  name,
  moves: { steps, devices, vmas: ['anon', 'shared'], themes, weighted: true },
})

export const drawnAlone: readonly Scope[] = [
  drawn('drawn: two processes', 12, DEVICES, ['everything', 'a fork', 'exclusive']),
  drawn('drawn: two devices', 10, [OWN], ['two devices']),
  drawn('drawn: protection', 8, [OWN, LINKED, COHERENT], ['protection']),
  drawn('drawn: pins', 12, DEVICES, ['pins']),
  drawn('drawn: addresses', 8, [...FABRICS, ...ALL_SHOWN], ['addresses']),
  drawn('drawn: both sides', 4, TWO_PAGES, ['exporters']),
  drawn('drawn: owners', 4, LINKS, ['owners']),
  drawn('drawn: lending', 6, TWO_PAGES, ['lending']),
  drawn('drawn: queues', 5, TWO_PAGES, ['queues']),
]
