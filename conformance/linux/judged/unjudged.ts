/** The rules that the model has and no answer of the booted kernel has judged, and why. */

export interface Unjudged {
  /** Why no answer of the guest could be another one. */
  readonly reason: string
  /** What would have to be there. */
  readonly needs: string
  readonly rules: readonly string[]
}

const group = (rules: string, reason: string, needs: string): Unjudged => ({ rules: rules.split(' '), reason, needs })

export const UNJUDGED: readonly Unjudged[] = [
  group(
    'MT-13',
    'Whether a call is verbose decides what is printed and nothing else; the model has only the call that is not.',
    'reading the log',
  ),
  group(
    'AR-2 AR-6 AR-13',
    'What is given lies on 2 MiB, is given once, and is a good memory BAR: nothing else is refused than what lies beyond it.',
    'questions that give a part of a BAR, as finding lat24 does; a kernel without `CONFIG_PCI_P2PDMA`',
  ),
  group(
    'AR-3 PM-12',
    'Linux warns (WARN) where page maps meet, and what the kernel complains in spoils the scenario.',
    'a guest that tells an expected warning from others',
  ),
  group('AR-9', 'Nobody asks for a list of pool memory.', 'a question for `pci_p2pmem_alloc_sgl`'),
  group(
    'AR-10 AR-11 AR-12 CA-6 LAT-23',
    'No case maps a page into user space (finding lat17 maps one), and nothing is unbound.',
    'a process that maps `allocate` and looks; unbinding a provider; writing an attribute of a driver',
  ),
  group(
    'DI-14',
    'None of the IOVAs that are compared lies near a window of the host bridge: Linux begins at 4 GiB.',
    'mappings that fill all above the windows, or a function that is given a window there',
  ),
  group(
    'DI-24',
    'QEMU’s firmware says of no device that it uses memory by itself.',
    'a DMAR table of ours with an RMRR',
  ),
  group(
    'DI-25 DI-26',
    'No device in the guest has ATS, and what is in an invalidation queue nobody reads.',
    "a device of QEMU with ATS, and the IOMMU's queue read back",
  ),
  group(
    'DD-8',
    'The kernel stops in it, and a case that the guest does not survive answers nothing.',
    'a guest whose end is an answer',
  ),
  group('AC-7', 'No function in a guest has an id of these makers.', 'devices of QEMU with ids of your choice'),
  group(
    'DI-21 DI-28 DI-29 DI-30',
    'No case gives a group to user space.',
    'VFIO or iommufd in the guest, and a program that maps through them',
  ),
  group(
    'DI-6',
    'Whether a device may read or write by an IOVA is not asked, only where it leads.',
    "reading the IOMMU's table, or a device that tries",
  ),
  group(
    'DD-9',
    'The guest prints what a sync or an unmap copies, and not what a map copies into a bounce buffer.',
    'the bytes of the buffer after a map, printed',
  ),
  group(
    'DX-13 DX-15 DX-16',
    'No NVMe disk, no RDMA adapter and no target is in the guest.',
    "drivers in the guest's kernel, and devices for them",
  ),
  group(
    'BK-1 BK-2 BK-3 BK-4 BK-5 BK-6 BK-7 BK-8',
    'The block layer gets no peer memory to write: that takes a disk, or a module that fills bios.',
    'a module over a null block device',
  ),
  group(
    'CA-1 CA-2 CA-3 CA-4 CA-5 CA-7 CA-8 CA-9 CA-12',
    'Who touches page data with the CPU is a property of each caller; a guest shows single calls.',
    'user space with P2P memory, software RDMA',
  ),
  group(
    'GU-1 GU-2 GU-3 GU-4 GU-5 GU-6 GU-7 GU-8 GU-9 GU-10 GU-11',
    'get_user_pages needs a process that has P2P memory mapped; findings ask HMM and migration of other memory.',
    "a process that maps `allocate`, and the module's calls on its pages",
  ),
  group(
    'PM-6 PM-14',
    'How the kernel maps a BAR for itself is no answer of the questions put; finding lat17 reads its caching alone.',
    "more of the kernel's page tables",
  ),
]
