import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { spawnCommand } from './check-spawned.ts'
import { p2pspec } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'p2pspec-strange-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const SCENARIO = `machine:
  hosts: [{name: hb0}]
  functions: [{type: root complex integrated endpoint, on: hb0, at: "10.0", name: A, bar: {size: 2M}}]
steps:
  - {dma_map_sgtable: {as: m, client: A, direction: DMA_FROM_DEVICE, list: [{ram: 0x300000}]}}
  - {dma: {map: m}}
exists: {broken: S2}
result: Never
`
const asks = (name: string, text: string): string => write(`${name}.yaml`, SCENARIO + text)
const assumption = asks('assumption', 'dropped: [acs-unchanged-since-boott]\n')
const exception = asks(
  'exception',
  'except: {linux-6.122: Never}\nalso: [{exists: {broken: S1}, result: Never, except: {raw-fys: Never}}]\n',
)
const IN_EXCEPT = `${exception}: except.linux-6.122: found no such design; accepted: did you mean linux-6.12? npx p2pspec designs`
const IN_ALSO = `${exception}: also[0].except.raw-fys: found no such design; accepted: did you mean raw-phys? npx p2pspec designs`

describe('a name in a litmus test that nothing has', () => {
  it.each(['litmus', 'replay', 'explain', 'trace'])('is refused by %s where an assumption is dropped', async (name) => {
    const { status, out, err } = await p2pspec(name, assumption)
    const said = `p2pspec: ${assumption}: dropped[0]: found "acs-unchanged-since-boott", which no rule assumes; accepted: did you mean acs-unchanged-since-boot? known: `
    expect(err.startsWith(said), err).toBe(true)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })

  it.each(['litmus', 'replay'])('is told by %s where a design is excepted, once', async (name) => {
    const { status, out } = await p2pspec(name, exception)
    for (const said of [IN_EXCEPT, IN_ALSO]) expect(out.split(`!!! ${said}`)).toHaveLength(2)
    expect(out.match(/^!!!/gm)).toHaveLength(2)
    expect(status).toBe(1)
  })

  it.each(['explain', 'trace'])(
    'is refused by %s where a design is misspelt, but for what the checker wrote',
    async (name) => {
      const { status, out, err } = await p2pspec(name, exception)
      for (const said of [IN_EXCEPT, IN_ALSO]) expect(err).toContain(said)
      expect({ status, out }).toEqual({ status: 2, out: '' })
      const found = asks('found', 'except: {linux-6.122: Never}\nfound: {rule: S2, design: linux-6.12}\n')
      expect(await p2pspec(name, found)).toMatchObject({ status: 0, err: '' })
      const another = asks('another', 'except: {another-of-mine: Never}\n')
      expect(await p2pspec(name, another)).toMatchObject({ status: 0, err: '' })
    },
  )

  it('is none where the design is given', async () => {
    const mine = write(
      'mine.ts',
      `import { handOver, linux, parts } from 'p2pdma-spec'
const about = { id: 'mine', summary: 'a test', sources: ['a test'] }
export default linux(about, { ...parts, busAddress: (address) => handOver(address) })
`,
    )
    const file = asks('mine', 'except: {mine: Never}\n')
    for (const name of ['explain', 'replay']) {
      const { status, out, err } = await spawnCommand(folder, name, file, '--design', mine).ran
      expect(out).not.toContain('no such design')
      expect({ status, err }).toEqual({ status: 0, err: '' })
    }
  })

  it('is another thing than an assumption that is met all the same', async () => {
    const { status, out } = await p2pspec('litmus', asks('met', 'dropped: [acs-unchanged-since-boot]\n'))
    expect(out).toContain('met.yaml, dropped: found no assumption not met; allowed is only: acs-unchanged-since-boot')
    expect(status).toBe(1)
  })
})
