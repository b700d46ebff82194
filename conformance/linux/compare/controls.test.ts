import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { controls, sharingControls } from './cases.ts'
import { guestText } from '../guest/guest.ts'
import { tampered } from '../tampered/index.ts'
import { SHARING } from '../tampered/sharing.ts'
import { wouldNotice } from '../tampered/would-notice.ts'

describe('the scenarios that every run asks', () => {
  const asked = [...controls(), ...sharingControls()]

  const askedOf = (id: string) => asked.filter(({ shares }) => (shares === true) === Object.hasOwn(SHARING, id))

  it('can be asked', () => {
    expect(asked.map((file, i) => guestText(i, file)).filter(E.isLeft)).toEqual([])
  })

  it('show nothing of the right model', () => {
    expect(asked.some((file) => wouldNotice(linux612, file))).toBe(false)
  })

  it('show every tampered one', () => {
    const missed = tampered.filter((design) => !askedOf(design.id).some((file) => wouldNotice(design, file)))
    expect(missed.map(({ id }) => id)).toEqual([])
  })
})
