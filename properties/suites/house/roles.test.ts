import { describe, expect, it } from 'vitest'
import { operations } from '../../../model/operations/index.ts'
import { ROLES } from '../../../model/operations/roles.ts'
import { TELL } from '../../../story/words/operation.ts'
import { MARKS } from '../../../story/picture/marks.ts'
import { DOMAIN, WAYS } from '../../generate/draw.ts'
import { SIZE } from '../../shrink/size.ts'
import { SMALLER } from '../../shrink/steps.ts'

/** The rooms that an operation is known in, and the table of each by role. */
const ROOMS: Readonly<Record<string, object>> = {
  'model/operations/roles.ts (names resolved, refused, replaced)': ROLES,
  'properties/generate/draw.ts (drawn)': DOMAIN,
  'properties/generate/draw.ts (counted)': WAYS,
  'properties/shrink/size.ts (sized)': SIZE,
  'properties/shrink/steps.ts (shrunk)': SMALLER,
  'story/words/operation.ts (told)': TELL,
  'story/picture/marks.ts (drawn in a picture)': MARKS,
}

const rolesOf = (words: object): string[] => Object.values(words).map(({ role }: { role: string }) => role)
const used = [...new Set(operations.flatMap(({ words }) => rolesOf(words)))].toSorted()

describe('every room has an answer for every role', () => {
  it.each(Object.entries(ROOMS))('%s', (room, table) => {
    const without = used.filter((role) => !Object.hasOwn(table, role))
    expect(without, `${room} has no answer for ${without.join(', ')}, a role of ${users(without).join(', ')}`).toEqual(
      [],
    )
  })

  it('and there is no role that no operation has', () => {
    expect(used).toEqual(Object.keys(ROLES).toSorted())
  })
})

const users = (roles: readonly string[]): string[] =>
  operations.filter(({ words }) => rolesOf(words).some((role) => roles.includes(role))).map(({ kind }) => kind)
