/** Races of the past, found by going through steps beside each other; and their fixes, which keep every schedule. */
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../model/designs/index.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { rules } from '../../spec/rules/index.ts'
import { exhaustScenarios } from '../drivers/drivers.ts'
import { brokenBy } from '../search/search.ts'
import { races, teardowns } from './sequences.ts'
import type { Scope } from './scope.ts'

/** Of the scope what begins with the page in the memory of A, which is private. */
const ofPrivateMemory: Scope = {
  ...races,
  moves: { ...races.moves!, devices: races.moves!.devices.slice(0, 1), races: { before: ['in the memory of A'] } },
}
/** `check --scope races` has them all. */
const RACERS = new Set(['cpu_read', 'madvise_dontneed', 'migrate_to_system', 'migrate_device_range'])

/** What the two actors of a scenario do. */
const racersIn = ({ steps }: ScenarioFile): string[] =>
  steps.flatMap((step) => Object.entries(step).flatMap(([kind, words]) => ('actor' in words ? [kind] : [])))

const isBeside = (racers: readonly string[]): boolean => racers.every((kind) => RACERS.has(kind))

/** Races that a design loses, by what the actors do. */
const lost = (name: string, rule: string, scope = ofPrivateMemory): string[] => {
  const design = designNamed(name)!
  const asked = rules.filter(({ id }) => id === rule)
  const found = new Set<string>()
  exhaustScenarios(scope, (file, scenario) => {
    const racers = racersIn(file)
    if (scope === ofPrivateMemory && !isBeside(racers)) return
    if (brokenBy(design, asked, scenario).length > 0) found.add(racers.join(' beside '))
  })
  return [...found]
}

describe('of races between loads, drops, evictions and migrations of a private page', () => {
  it('a fault goes round and round beside whoever has the page locked, from 6.15 to 6.19 (BUG-46)', () => {
    expect(lost('fault-spins-on-lock', 'S38')).toContain('cpu_read beside migrate_device_range')
  })

  it('two faults do so beside each other in 6.12 (BUG-47), and one beside an eviction', () => {
    expect(lost('linux-6.12', 'S38')).toEqual(['cpu_read beside cpu_read', 'cpu_read beside migrate_device_range'])
  })

  it('none does since a fault waits for the lock', () => {
    expect(lost('fault-waits-for-lock', 'S38')).toEqual([])
  })

  it('a fault works on a page that somebody freed, before 6.1 (BUG-48), and on none since', () => {
    expect(lost('fault-holds-nothing', 'S39')).toContain('cpu_read beside madvise_dontneed')
    expect(lost('linux-6.12', 'S39')).toEqual([])
  })
})

describe('of races between what a driver takes down and what a process does', () => {
  it('an invalidation uses a notifier that its driver freed, before 5.18 (BUG-55)', () => {
    expect(lost('notifier-freed-while-called', 'S39', teardowns)).toEqual([
      'mmu_interval_notifier_remove beside madvise_dontneed',
    ])
  })

  it('who frees the page uses its page map when that is gone, from 5.18 to 6.0 (BUG-36)', () => {
    expect(lost('page-holds-no-map', 'S39', teardowns)).toEqual([
      'memunmap_pages beside madvise_dontneed',
      'memunmap_pages beside vm_munmap',
    ])
  })

  it('a look-up uses a page map when it is gone, from 5.10 to 5.19 (BUG-38)', () => {
    expect(lost('page-map-reaped-too-early', 'S39', teardowns)).toEqual(['memunmap_pages beside get_dev_pagemap'])
  })

  it('a page map goes before somebody waits for its pages, before 5.2 (BUG-35)', () => {
    const torn = ['memunmap_pages beside madvise_dontneed', 'memunmap_pages beside vm_munmap']
    expect(lost('linux-4.20', 'S39', teardowns)).toEqual(torn)
    expect(lost('linux-5.4', 'S39', teardowns)).toEqual([])
  })

  it('a driver loses its reference to a page that a process frees, before 6.15 (LAT-6)', () => {
    expect(lost('linux-6.12', 'S36', teardowns)).toEqual(['take_p2pmem beside vm_munmap'])
    expect(lost('count-set-when-taken', 'S36', teardowns)).toEqual([])
  })

  it('nothing else is used after it was freed in 6.12', () => {
    expect(lost('linux-6.12', 'S39', teardowns)).toEqual([])
  })
})
