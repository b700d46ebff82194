/** RC: the root complex; HB: how a host bridge translates addresses. */
import { axioms } from '../axiom.ts'

export const ROOT_SIDE = axioms(
  '{}',
  `
RC-1  | read        | PCIe 1.3.1; Linux 6.12, Documentation/driver-api/pci/p2pdma.rst | A root complex need not forward between its root ports, and nothing says whether it does.
RC-2  | read        | Linux commit 7d5b10fcb81e; io_peer_mem issue 1 | What is forwarded depends on the kind of request, and on where it comes from and goes to; writes are forwarded more often than reads.
RC-3  | read        | commit 7d5b10fcb81e; open-gpu-kernel-modules issue 1253; intel/compute-runtime issue 935; Intel Xeon C5500 data sheet | AMD Zen is said to forward reads and writes, clients of Intel only writes, servers of Intel both, and many small chips nothing.
RC-4  | read        | open-gpu-kernel-modules issue 1253; intel/compute-runtime issue 935 | What is not forwarded may end in an error, in silence, or in data that nobody wrote. | Which of them is a choice of the model (PA-2).
RC-5  | read        | Intel VT-d 3.16, as quoted in a patch of May 2020; Linux commit fade1ec055dc | A root complex that translates does so before it looks for peers, or after that; in the second case it takes an IOVA for a peer's address.
RC-6  | from memory | PCIe 6.12.1.1 | What is redirected into the root complex is validated there, in practice by the IOMMU, and then reflected or blocked.
RC-7  | from memory | PCIe 6.12.1.1 | A completion that has to turn round at its root port arrives only if that port reflects.
RC-8  | from memory | PCIe 6.12.1.1 | What a root port does with a request for its own window, without Upstream Forwarding, is undefined.
RC-10 | read        | Linux 6.12, drivers/pci/quirks.c | Integrated endpoints need no ACS; Intel says that they reach peers by translated addresses only.
RC-11 | from memory | Intel Xeon C5500 data sheet | At a host address where nothing is, a read fails or is answered with ones, and a write vanishes. | Only the limit of addresses was read there.
HB-1  | read        | Linux 6.12, drivers/pci/host-bridge.c, pcibios_resource_to_bus() | The outbound window of a host bridge turns CPU physical addresses into bus addresses, the offset subtracted.
HB-2  | read        | Linux 6.12, drivers/acpi/scan.c, acpi_dma_get_range(); drivers/pci/controller | The inbound window turns bus addresses into CPU physical ones; outside of it nothing is forwarded.
HB-3  | from memory | PCIe 1.3.1 | Each host bridge has bus addresses of its own, and a request leaves them only through an inbound window or an IOMMU.
HB-4  | from memory | PCIe 1.3.1 | A peer is reached inside a switch by its bus address, and through the host by a number whose inbound image is its CPU physical address, or by an IOVA that is mapped to that.
HB-5  | from memory | PCIe 1.3.1 | With an offset, a CPU physical address used as a bus address goes astray, and so does a bus address in the table of an IOMMU.
HB-6  | from memory | PCIe 1.3.1 | One number may be a BAR inside a switch and RAM at the host bridge.
HB-7  | read        | Linux commit fade1ec055dc; Linux 6.12, drivers/iommu/dma-iommu.c, iova_reserve_pci_windows() | A switch that does not redirect sends an IOVA inside a sibling's window to that sibling, and the IOMMU never sees it.
HB-8  | from memory | PCIe 1.3.1 | A root complex may match bus addresses against its root ports before its inbound windows; those of PCs do, those of small chips mostly not.
`,
)
