/** S, D and L: rules, designs and litmus tests that were planned before there was code, and are left out. */
import { axioms } from '../axiom.ts'

export const LEFT_OUT = axioms(
  '{}',
  `
D16 | from memory | Jerome Glisse, 29 January 2019, "[RFC PATCH 4/5] mm/hmm: add support for peer to peer to HMM device memory" | HMM maps private pages through the operations of their device. | It is no column: its loop as posted is hmm-devmem-p2p, on D15.
D18 | from memory | Logan Gunthorpe, 2019 to 2022; Linux 6.2, FOLL_PCI_P2PDMA | get_user_pages gives peer pages only to callers that ask for them. | Left out as a design: the flag is part of Linux 6.12 and judged by S28.
`,
)
