import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { OPERATION, shapeProblems } from '../../properties/outside/shape.ts'
import { syncSgtable } from '../../model/operations/dma-sync.ts'
import { spawnCommand } from './check-spawned.ts'

/** An operation of somebody who has the package and nothing else of ours: it maps a list, and a peer's BAR with it. */
const folder = mkdtempSync(join(tmpdir(), 'p2pspec-operation-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}

const MINE = `import { choice, client, flag, memory, operation, optional, type OperationKind } from 'p2pdma-spec'

/** A client asks a byte of a BAR for its place, twice if it likes, and the CPU looks at it meanwhile. */
export default operation({
  kind: 'peek',
  about: 'The CPU reads a byte of a BAR through its own mapping, as a driver for debugging does.',
  words: {
    client: client(),
    target: memory({ needs: true, mark: 'PEEKED AT' }),
    how: choice(['readl', 'memcpy']),
    twice: optional(flag(), false),
  },
  answers: 'synced',
  needs: ['mapSg'],
  run: ({ world }, { target, twice }) => {
    const touch = { phys: target.phys, length: 4, how: 'copy' as const }
    return { world, outcome: { kind: 'synced', cpu: twice ? [touch, touch] : [touch] } }
  },
  sentence: (told, { how, twice }) => \`\${told.client} has \${told.target} read with \${how}\${twice ? ' twice' : ''}\`,
})
`
const mine = write('peek.ts', MINE.replace(', type OperationKind', ''))
const SCENARIO = `machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp, type: root port, on: hb0}
    - {name: A, type: endpoint, below: rp, bar: {size: 2M}}
    - {name: rp1, type: root port, on: hb0}
    - {name: B, type: endpoint, below: rp1, bar: {size: 2M}}
steps:
  - {pci_p2pdma_add_resource: {provider: A}}
  - {peek: {client: B, target: {bar: A, offset: 4K}, how: memcpy, twice: true}}
exists: {broken: S1}
result: Always
`
const scenario = write('peek.yaml', SCENARIO)
const run = (...args: string[]) => spawnCommand(folder, ...args).ran

describe('an operation in somebody else’s file', () => {
  it('is read, run, told and drawn without another edit', async () => {
    const told = await run('explain', scenario, '--operation', mine)
    expect(told.err).toBe('')
    expect(told.out).toMatch(/steps\[1\] peek: B has A\+0x1000 read with memcpy twice/)
    expect(told.out).toContain('S1 NoCpuTouch')
    const drawn = await run('explain', scenario, '--operation', mine, '--dot')
    expect(drawn.out).toContain('PEEKED AT')
    const traced = await run('trace', scenario, '--operation', mine)
    expect(JSON.parse(traced.out)).toMatchObject({ vars: expect.arrayContaining(['operation']) })
  })

  it('is asked by litmus and replay', async () => {
    const asked = await run('litmus', scenario, '--operation', mine)
    expect(asked.out).toMatch(/answers, 0 unexpected/)
    const again = await run('replay', scenario, '--operation', mine)
    expect([again.status, again.err]).toEqual([0, ''])
  })

  it('is generated, counted, shrunk and kept by check', async () => {
    const few = [
      '--workers',
      '1',
      '--rule',
      'S1',
      '--design',
      'linux-6.12',
      '--scope',
      'wide',
      '--runs',
      '20',
      '--keep',
      'found',
    ]
    const { out, err } = await run('check', ...few, '--operation', mine)
    expect(err).not.toContain('p2pspec: ')
    expect(out).toMatch(/^S1 NoCpuTouch +X$/m)
    const kept = readFileSync(join(folder, 'found/S1-linux-6.12.yaml'), 'utf8')
    // Shrunk: one endpoint, its pages, and the step without what may be left out.
    expect(kept).toMatch(/peek/)
    expect(kept).not.toContain('twice')
    expect(kept).toContain('--operation ./peek.ts')
  })

  it('is unknown without its file, and a wrong one is refused by name and field', async () => {
    const unknown = await run('explain', scenario)
    expect(unknown.status).toBe(2)
    expect(unknown.err).toMatch(/peek\.yaml: steps\[1\]\.peek: .*accepted: .*one of boot, pci_p2pdma_add_resource/)
    const twice = write('again.ts', MINE.replace("kind: 'peek'", "kind: 'dma'").replace(', type OperationKind', ''))
    expect((await run('explain', scenario, '--operation', twice)).err).toMatch(
      /again\.ts: kind: found "dma", which another operation has/,
    )
    const none = await run('explain', scenario, '--operation', './none.ts')
    expect(none.err).toMatch(/none\.ts: found no such file; accepted: a file that exports an operation\n/)
    const { run: _, ...halved } = syncSgtable
    expect(shapeProblems(OPERATION, { ...halved, sentance: '', words: { map: { role: 'maping' } } })).toEqual([
      expect.objectContaining({ path: 'words', accepted: expect.stringContaining('mapping') }),
      expect.objectContaining({ path: 'run', found: 'nothing' }),
      expect.objectContaining({ path: 'sentance', accepted: expect.stringContaining('sentence') }),
    ])
  })
})
