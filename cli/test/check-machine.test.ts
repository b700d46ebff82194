/** `check --machine`: a search on one machine, as `machine --scenario` writes it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { designNamed } from '../../model/designs/index.ts'
import { loadLitmus } from '../../spec/files/library.ts'
import { rules } from '../../spec/rules/index.ts'
import { runSweep } from '../../properties/search/sweep.ts'
import { planOf } from '../check/plan.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-on-'))
afterAll(() => rmSync(folder, { recursive: true }))
const box = join(folder, 'box.yaml')

describe('a search on one machine', () => {
  it('draws lists between its functions, those without memory to offer too, and on no other machine', async () => {
    expect(
      (
        await p2pspec(
          'machine',
          'machines/dumps/13-g250-broadwell-plx8747-titanxp.lspci',
          '--cpu=Intel',
          `--scenario=${box}`,
        )
      ).status,
    ).toBe(0)
    const plan = await planOf({ machine: box, rule: ['S2', 'S3'], design: ['linux-6.12', 'raw-phys'], runs: '60' })
    expect(plan.sweeps[0].machine).toEqual(loadLitmus(box).file.machine)
    expect(plan.sweeps.map(({ driver }) => driver)).toEqual(['random'])
    expect(plan).toMatchObject({ folder: 'found', isSmaller: true, mutantSweeps: [] })
    const clients = new Set<string>()
    const asked = [designNamed('raw-phys')!]
    const found = runSweep(
      plan.sweeps[0],
      rules.filter(({ id }) => id === 'S2'),
      asked,
      [],
      ({ file }) => {
        expect(file.machine).toBe(plan.sweeps[0].machine)
        for (const { dma_map_sgtable: map } of file.steps) if (map !== undefined) clients.add(map.client)
      },
    )
    expect(found.runs).toBe(60)
    expect(found.cells[0].fired).toBeGreaterThan(10)
    expect(clients).toContain('0000:04:00.1')
    expect(clients).toContain('0000:05:00.0')
  })

  it('is not asked for beside a scope, nor of a machine that has nothing to offer', async () => {
    expect((await p2pspec('check', `--machine=${box}`, '--scope=small')).err).toBe(
      'p2pspec: check: found --machine and --scope small together; accepted: one of them\n',
    )
    const none = join(folder, 'none.yaml')
    writeFileSync(
      none,
      'machine: {hosts: [{name: h}], functions: [{name: A, type: root complex integrated endpoint, on: h}]}\nsteps: []\n',
    )
    const { status, err } = await p2pspec('check', `--machine=${none}`)
    expect(status).toBe(2)
    expect(err).toContain(
      'machine.functions: found no function with a BAR of 2 MiB; accepted: one that can offer its memory',
    )
  })
})
