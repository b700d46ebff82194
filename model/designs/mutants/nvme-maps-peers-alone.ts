/** Linux 6.12 whose NVMe driver maps one segment of peer memory by dma_map_page, which asks for no way: breaks S3. */
import { blk612 } from '../../kernel/block/bvec.ts'
import { linux } from '../../kernel/linux.ts'
import { nvmeData } from '../../kernel/nvme/map-data.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'nvme-maps-peers-alone',
    summary: 'Linux 6.12 whose NVMe driver maps a single segment of peer memory without a list',
    sources: ['DX-13, LAT-5'],
  },
  { ...parts, nvmeData: nvmeData({ mayMapSimply: () => true }, blk612) },
)
