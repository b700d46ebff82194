import { describe, expect, it } from 'vitest'
import { answersOf, saved, tellAnswer, unexpected } from '../properties/check/answers.ts'

describe('what was once found still happens', () => {
  for (const named of saved())
    it(named.path, () => {
      const answers = answersOf(named)
      expect(answers.length).toBeGreaterThan(0)
      expect(unexpected(answers).map(tellAnswer)).toEqual([])
    })
})
