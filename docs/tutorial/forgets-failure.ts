import { linux, linuxMmWith, next, parts, ret } from 'p2pdma-spec'

interface Locals {
  readonly process: number
  readonly at: number
}
const selection = { system: false, private: true, coherent: false, owner: 'A' }

const memory = linuxMmWith(
  {},
  {
    migrate_to_ram: {
      fault_page: (_, { process, at }: Locals) =>
        next({ args: { process, start: at, end: at + 1, selection, faultPage: undefined } }),
      moved: () => ret('done'),
    },
  },
)

export default linux(
  { id: 'forgets-failure', summary: 'a driver that ignores that its migrate_to_ram failed', sources: ['README'] },
  { ...parts, memory },
)
