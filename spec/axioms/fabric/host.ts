/** IO: the IOMMU; CP: accesses of a CPU; HW-EX: devices that are special. */
import { axioms } from '../axiom.ts'

export const HOST_SIDE = axioms(
  '{}',
  `
IO-1    | read        | Linux 6.12, drivers/iommu; IOMMU group threads of 2012 and 2013 | An IOMMU sees what reaches it, and nothing that a switch or a device has routed by itself.
IO-2    | read        | Linux 6.12, drivers/pci/search.c, pci_for_each_dma_alias(); drivers/pci/quirks.c | An IOMMU looks translations up by requester ID, which is not always the sender's own.
IO-3    | from memory | Linux 6.12, include/linux/iommu.h, iommu_domain_type | A function's requests are not translated, translated to themselves, translated by a table, or blocked.
IO-4    | from memory | Intel VT-d; AMD IOMMU specification | By a table, an address leads to a page that may be read or written, or it is a fault: then a write vanishes, and a read fails.
IO-5    | read        | QEMU, hw/vfio, its warning about MMIO that cannot be mapped | A translation may lead to a BAR as well as to RAM.
IO-6    | read        | Linux 6.12, drivers/iommu/arm/arm-smmu-v3; commits on Intel's passthrough and AMD's IOTLB | A translated request is not looked up, and is taken only from a requester for which ATS is enabled.
IO-7    | from memory | PCIe 10.2 | The address in an ATS completion is put on the bus as it is, so with an offset it must be one that the bus understands.
IO-9    | read        | Linux 6.12, drivers/iommu/intel/iommu.c; Intel VT-d 3.14, as quoted in QEMU | On x86 a write to 0xfee00000 to 0xfeefffff is an interrupt and never memory, and no translation may lead there.
IO-10   | read        | Linux 6.12, drivers/iommu/amd/iommu.c | AMD keeps host addresses 0xfd00000000 to 0xffffffffff for HyperTransport.
IO-11   | read        | Jason Gunthorpe, IOMMU group series, linux-pci, 2025 | A function is isolated from another one if none of its requests can reach that one without passing the IOMMU; isolation in one direction does not imply the other.
IO-13   | read        | Linux 6.12, drivers/iommu/arm/arm-smmu-v3, commit message on ATS | ATS trusts a device to use only translations that it was given; without Translation Blocking a hostile one reaches any address.
IO-14   | read        | Linux 6.12, drivers/iommu/dma-iommu.c, queue_iova(); Intel VT-d 3.14, chapter on caching translations | An IOTLB may hold a translation, used or not, until it is told to forget it; until then it need not look into the table.
IO-15   | from memory | PCIe 10.1, 10.2 | A function with ATS may keep a translation that it was given for a page, with what it may do there, and goes by it in translated requests without asking again until it is told to forget it.
IO-16   | from memory | Intel VT-d, chapter on invalidation; PCIe 10.3 | Commands in an invalidation queue tell the IOTLB or a device to forget a range, and a wait completes after all commands before it. Until then the device may use the translation that it keeps. Until the IOTLB is told, a new request may return the old translation. | AMD's queue has COMPLETION_WAIT for it. That both vendors’ drivers rely on this order was read (DI-25).
IO-17   | from memory | PCIe 6.6.2, 10.5 | A function that was reset keeps no translation, and neither does another one in its place.
CP-1    | from memory | PCIe 1.3.1 | A CPU's access lands in RAM, or goes through an outbound window and down; neither ACS nor an IOMMU acts on it.
CP-2    | read        | Linux 6.12, Documentation/driver-api/device-io.rst | How an access behaves depends on how its page is mapped: uncached, combining or cached, the last of which PCIe does not support. | What cached accesses do is from memory.
CP-3    | read        | Linux 6.12, Documentation/driver-api/device-io.rst; public posts on Arm's Device memory | On many platforms an access to MMIO must be aligned to its size, and ordinary copies fault or misbehave.
CP-4    | read        | Linux 6.12, Documentation/driver-api/device-io.rst | An ordinary copy over a BAR may be made of wide, unaligned, repeated or reordered accesses.
CP-5    | read        | Linux 6.12, arch/s390/pci | On s390 MMIO takes instructions of its own.
CP-6    | read        | Linux 6.12, Documentation/driver-api/device-io.rst | Writes to MMIO are posted, and a read of the same device pushes them.
CP-7    | read        | Linux 6.12, Documentation/arch/powerpc/eeh-pci-error-recovery.rst | A read of a device that is gone is all ones, or an abort. | That Arm aborts is from memory.
HW-EX-2 | read        | Linux 6.12, drivers/nvme/host/pci.c, nvme_map_cmb() | An NVMe controller recognises bus addresses in its controller memory buffer, and serves them without a request. | That it is told their bus address was read. That it serves them inside was read of QEMU (hw/nvme/ctrl.c, nvme_addr_read()); of hardware it is from memory.
HW-EX-4 | read        | ROCm documentation on BARs; i915's small-BAR series | A device with fewer address bits than a BAR's address needs cannot reach it.
`,
)
