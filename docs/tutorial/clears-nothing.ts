import { linux, linuxMmWith, parts } from 'p2pdma-spec'

export default linux(
  {
    id: 'clears-nothing',
    summary: 'a driver that takes nothing out of its table when it is told',
    sources: ['README'],
  },
  { ...parts, memory: linuxMmWith({ clears: () => false }) },
)
