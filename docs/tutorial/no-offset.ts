import { handOver, linux, parts } from 'p2pdma-spec'

export default linux(
  { id: 'no-offset', summary: 'Linux 6.12 that forgets the bus offset', sources: ['README'] },
  { ...parts, busAddress: (address) => handOver(address) },
)
