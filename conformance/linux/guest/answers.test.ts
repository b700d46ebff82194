import { describe, expect, it } from 'vitest'
import { listener, sumOf } from './answers.ts'

const heard = (...lines: string[]) => {
  const { guest, hear, stopped } = listener()
  lines.forEach(hear)
  stopped('QEMU ended (0)')
  return guest
}

const sealed = (text: string): string => `${text} $${sumOf(text)}`
const HELLO = sealed('@0 linux 6.12.117 cpu AuthenticAMD family 15 ram 1400000')
const TALK = [HELLO, ...['@1 7 begin', '@2 7 0 distance 4', '@3 7 1 add 0', '@4 7 end', '@5 over'].map(sealed)]

describe('what a guest says', () => {
  it('is heard by scenario and question', () => {
    const guest = heard(...TALK)
    expect(guest).toMatchObject({ over: true, hello: HELLO.slice(3).replace(/ \$\d+$/, '') })
    expect(guest.trouble).toBeUndefined()
    expect(guest.scenarios.get(7)).toEqual({ answers: [['distance 4'], ['add 0']], whole: true, ram: 0x1400000 })
  })

  it('is in trouble when any line is cut anywhere', () => {
    for (const [i, line] of TALK.entries())
      for (let kept = 0; kept < line.length; kept++) {
        const guest = heard(...TALK.with(i, line.slice(0, kept)))
        const troubles = [guest.trouble, guest.scenarios.get(7)?.trouble]
        expect(troubles.some(Boolean), `${line.slice(0, kept)} of ${line}`).toBe(true)
      }
  })

  it('is in trouble when a line loses characters in its middle', () => {
    for (const [i, line] of TALK.entries())
      for (let at = 0; at < line.length - 1; at++) {
        const guest = heard(...TALK.with(i, line.slice(0, at) + line.slice(at + 1 + (at % 16))))
        expect([guest.trouble, guest.scenarios.get(7)?.trouble].some(Boolean), `${line} at ${at}`).toBe(true)
      }
  })

  it('may be asked again where the console garbled it, not where the kernel complained', () => {
    const garbled = (line: string) => heard(...TALK.with(2, line)).scenarios.get(7)!.garbled
    expect([garbled('@2 7 0 dist'), garbled('BUG: bad'), heard(...TALK).scenarios.get(7)!.garbled]).toEqual([
      true,
      true,
      undefined,
    ])
    expect(heard(...TALK.toSpliced(2, 0, 'BUG: bad')).scenarios.get(7)!.garbled).toBeUndefined()
  })

  it('is in trouble when a line is lost', () => {
    for (let i = 0; i < TALK.length; i++) {
      const guest = heard(...TALK.toSpliced(i, 1))
      expect([guest.trouble, guest.scenarios.get(7)?.trouble].some(Boolean), TALK[i]).toBe(true)
    }
  })

  it.each([
    'BUG: kernel NULL pointer dereference, address: 0000000000000008',
    'WARNING: CPU: 0 PID: 1 at mm/memremap.c:217 pagemap_range+0x10/0x20',
    'Oops: 0000 [#1] SMP',
    ' Call Trace:',
    'Kernel panic - not syncing: Fatal exception',
  ])('is in trouble where the kernel says %s', (complaint) => {
    const guest = heard(...TALK.toSpliced(3, 0, complaint))
    expect(guest.scenarios.get(7)!.trouble).toContain(complaint.trim())
  })

  it('keeps what was said before and after the scenario in trouble', () => {
    const one = (n: number, from: number): string[] => [
      sealed(`@${from} ${n} begin`),
      sealed(`@${from + 1} ${n} 0 add 0`),
      sealed(`@${from + 2} ${n} end`),
    ]
    const lines = [HELLO, ...one(1, 1), ...one(2, 4), ...one(3, 7), sealed('@10 over')]
    const { scenarios } = heard(...lines.toSpliced(5, 0, 'WARNING: CPU: 0'))
    expect([1, 2, 3].map((n) => scenarios.get(n)!.trouble === undefined)).toEqual([true, false, true])
  })

  it('has no end where the guest stopped', () => {
    const { scenarios, over } = heard(...TALK.slice(0, 3))
    expect(over).toBe(false)
    expect(scenarios.get(7)).toMatchObject({ whole: false, trouble: 'QEMU ended (0)' })
  })
})
