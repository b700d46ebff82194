import { lendingMm, lendingParts, linux, next } from 'p2pdma-spec'

const memory = lendingMm({
  dma_buf_revoke: {
    fences: () => next(),
    unmapped: () => next(),
  },
})

export default linux(
  { id: 'waits-for-nobody', summary: 'a driver that revokes what it lent, and waits for nobody', sources: ['README'] },
  { ...lendingParts, memory },
)
