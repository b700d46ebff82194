import { expect, it } from 'vitest'
import { collector } from './collected.ts'

const LINES = ['SYSFS 0000:00:01.0 config 8680 4', 'SYSFS 0000:00:01.0 iommu_group ../27 5', 'SYSFS over 2']

const heard = (...lines: string[]) => {
  const one = collector()
  return { meant: lines.map(one.hears), whole: one.isWhole(), files: one.files }
}

it('what a guest says of its sysfs is whole with every line, each with all its characters', () => {
  const { meant, whole, files } = heard(...LINES.map((line) => `${line}\r`))
  expect({ meant, whole }).toEqual({ meant: [true, true, true], whole: true })
  expect(files.get('0000:00:01.0')).toEqual(
    new Map<string, unknown>([
      ['config', Buffer.from([0x86, 0x80])],
      ['iommu_group', '../27'],
    ]),
  )
})

it.each([
  ['a line less', [LINES[0], LINES[2]]],
  ['a piece less', ['SYSFS 0000:00:01.0 config 86 4', ...LINES.slice(1)]],
  ['a message of the kernel in a line', ['SYSFS 0000:00:01.0 config 86[ 1.2] pci 80 4', ...LINES.slice(1)]],
  ['no last line', LINES.slice(0, 2)],
])('with %s it is not', (_, lines) => {
  expect(heard(...lines).whole).toBe(false)
})
