/**
 * Colour only repeats what the words say, and is written where it is wanted.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { storyOf } from '../../commands/explain.ts'
import { painted, wantsColour } from '../../paint.ts'
import { saved } from './saved.ts'

/** The command in a process of its own, with these variables set and no others about colour. */
const spawned = (args: readonly string[], env: Record<string, string> = {}) => {
  const { NO_COLOR: _, FORCE_COLOR: __, ...plain } = process.env
  const options = { cwd: ROOT_FOLDER, encoding: 'utf8' as const, env: { ...plain, ...env } }
  return spawnSync(process.execPath, [join(ROOT_FOLDER, 'cli/p2pspec.mjs'), 'explain', ...args], options)
}

describe('colour', () => {
  it('only repeats: taken away, the story is the same', () => {
    for (const { path, litmus, explained: told } of saved.slice(0, 60)) {
      const story = storyOf(path, litmus, told)
      const colourful = painted(story)
      expect(colourful).not.toBe(story)
      expect(stripVTControlCharacters(colourful)).toBe(story)
    }
  })

  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['FORCE_COLOR into a pipe', false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', true, { FORCE_COLOR: '0' }, false],
    ['both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('%s', (_, isTerminal, env, wanted) => {
    expect(wantsColour(isTerminal, env)).toBe(wanted)
  })

  it('stays out of a pipe, unless it is forced in', () => {
    expect(spawned(['spec/litmus/allowlist-is-wrong.yaml']).stdout).not.toContain('\u001b')
    expect(spawned(['spec/litmus/allowlist-is-wrong.yaml'], { FORCE_COLOR: '1' }).stdout).toContain('\u001b[')
    expect(spawned(['spec/litmus/allowlist-is-wrong.yaml', '--json'], { FORCE_COLOR: '1' }).stdout).not.toContain(
      '\u001b',
    )
  })
})
