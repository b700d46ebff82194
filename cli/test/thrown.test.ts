import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { spawnCommand } from './check-spawned.ts'

/** What somebody wrote who has the package, and a scenario on which each of these throws. */
const folder = mkdtempSync(join(tmpdir(), 'p2pspec-thrown-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}
const design = (id: string, part: string): string =>
  write(
    `${id}.ts`,
    `import { linux, parts } from 'p2pdma-spec'
const about = { id: '${id}', summary: 'a test', sources: ['a test'] }
export default linux(about, { ...parts, ${part} })
`,
  )
const throws = design('throws', "mapSg: () => { throw new RangeError('not for me') }")
const answersNothing = design('nothing', 'flushDevices: () => undefined as never')
const rule = write(
  'rule.ts',
  `import { always } from 'p2pdma-spec'
const next = () => {
  throw new RangeError('not for me')
}
export default always<null>({
  ...{ id: 'M1', name: 'Thrower', sentence: 'Never asked.', why: 'A test.', sources: ['a test'] },
  ...{ assumptions: [], needs: ['mapSg'], start: null, next },
})
`,
)
const operationWith = (kind: string, part: string): string =>
  write(
    `${kind}.ts`,
    `import { client, operation } from 'p2pdma-spec'
const thrown = () => {
  throw new RangeError('not for me')
}
export default operation({
  ...{ kind: '${kind}', about: 'A test.', words: { client: client() }, answers: 'done', needs: ['mapSg'] },
  run: ({ world }) => ({ world, outcome: { kind: 'done' } }),
  sentence: () => 'nothing is done',
  ${part}: thrown,
})
`,
  )
const MACHINE = `machine:
  hosts: [{name: hb0, iommu: translating lazily}]
  functions: [{type: root complex integrated endpoint, on: hb0, at: "10.0", name: A, bar: {size: 2M}, ats: true}]
steps:
`
const QUESTION = 'exists: {broken: S1}\nresult: Never\n'
const mapped = write(
  'mapped.yaml',
  `${MACHINE}  - {dma_map_sgtable: {as: m, client: A, direction: DMA_FROM_DEVICE, list: [{ram: 0x300000}]}}
  - {dma_unmap_sgtable: {map: m}}
  - {fq_flush_timeout: {client: A}}
${QUESTION}except: {throws: Never, nothing: Never}
`,
)
const run = (...args: string[]) => spawnCommand(folder, ...args).ran

describe('a design, a rule or an operation from outside that throws', () => {
  it.each([
    ['explain', '--design', throws, 'design throws, steps[0] (dma_map_sgtable): RangeError: not for me\n  at PLACE3:'],
    [
      'explain',
      '--design',
      answersNothing,
      'design nothing, steps[2] (fq_flush_timeout): flushDevices: found undefined; accepted: a list of ',
    ],
    ['explain', '--rule', rule, 'rule M1 Thrower, on design '],
    ['trace', '--design', throws, 'design throws, steps[0] (dma_map_sgtable): RangeError: not for me\n  at PLACE3:'],
    ['replay', '--design', throws, 'design throws, steps[0] (dma_map_sgtable): RangeError: not for me\n  at PLACE3:'],
    [
      'replay',
      '--design',
      answersNothing,
      'design nothing, steps[2] (fq_flush_timeout): flushDevices: found undefined; accepted: a list of ',
    ],
  ])('is told by %s %s %s with step, message, place and scenario; status 2', async (name, option, file, said) => {
    const { status, out, err } = await run(name, mapped, option, file)
    expect(err).toContain(`p2pspec: ${said.replace('PLACE', `${join(folder, file)}:`)}`)
    expect(err).toContain(`\n  the scenario: ${mapped}\n`)
    expect(err).not.toMatch(/\n {4}at /)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })

  it.each([
    [
      'an IOMMU that is off',
      design('direct', "directResource: () => { throw new RangeError('not directly') }"),
      'design direct, steps[0] (dma_map_resource): RangeError: not directly',
    ],
    [
      'a root complex that forwards',
      design(
        'forwarding',
        `iommuResource: (...args) => {
          if (args[0].hw.machine.forwards.read[0][0]) throw new RangeError('not here')
          return parts.iommuResource(...args)
        }`,
      ),
      'design forwarding, steps[0] (dma_map_resource): RangeError: not here',
    ],
  ])('is told by explain where it does so on a changed machine only, with %s', async (_, file, said) => {
    const asked = write(
      'changed.yaml',
      `machine:
  hosts: [{name: hb0, iommu: translating}]
  functions:
    - {type: root port, on: hb0, name: rp}
    - {type: endpoint, below: rp, at: "00.0", name: A, bar: {size: 2M}}
    - {type: endpoint, below: rp, at: "00.1", name: B}
steps:
  - {dma_map_resource: {as: m, client: B, direction: DMA_TO_DEVICE, resource: {bar: A}}}
  - {dma: {map: m}}
`,
    )
    const { status, err } = await run('explain', asked, '--design', file)
    expect(err).toContain(`p2pspec: ${said}\n  at ${join(folder, file)}:`)
    // The changed machine is no file of the user's: it is written aside.
    expect(err).toMatch(/\n {2}the scenario: \S+\/scenario\.yaml\n {2}to see it again: npx p2pspec explain/)
    expect(status).toBe(2)
  })

  it.each([
    ['litmus', 'run', /steps\[0\] \(op_run\): RangeError: not for me\n {2}at \S*op_run\.ts:3:9\n {2}the scenario: /],
    ['explain', 'sentence', /RangeError: not for me\n {2}at \S*op_sentence\.ts:3:9\n/],
    ['trace', 'problems', /^p2pspec: RangeError: not for me\n {2}at \S*op_problems\.ts:3:9\n$/],
  ])('is told by %s where an operation does in %s', async (name, part, message) => {
    const operation = operationWith(`op_${part}`, part)
    const asked = write(`${part}.yaml`, `${MACHINE}  - {op_${part}: {client: A}}\n${QUESTION}`)
    const { status, out, err } = await run(name, asked, '--operation', operation)
    expect(err).toMatch(message)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })
})
