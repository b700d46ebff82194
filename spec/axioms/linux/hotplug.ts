/** HP: devices that are pulled out, put in, and reset. */
import { axioms } from '../axiom.ts'

export const HOTPLUG = axioms(
  'drivers/pci/{}, Linux 6.12.117',
  `
HP-1 | read | hotplug/pciehp_pci.c, pciehp_unconfigure_device(); p2pdma.c | A device that is not in its slot any more is marked as disconnected, with all that is behind it, and then its driver is removed as ever; accesses to its registers and to its ATS cache ask for the mark, and nothing does that gives memory of a BAR or maps it. | Neither pci_dev_is_disconnected() nor pci_device_is_present() is called in p2pdma.c, dma-iommu.c, kernel/dma or mm.
HP-2 | read | hotplug/pciehp_ctrl.c, pciehp_handle_presence_or_link_change() | Where presence or link of a slot change, the device is removed first, even if the slot is occupied again, for nobody can tell that it is the same one; only then the slot is enabled, so that a driver that waits keeps its addresses from everybody.
HP-3 | read | pci.c, pci_reset_function(), pci_dev_save_and_disable(), pci_dev_restore() | Resetting a function calls its driver, saves its configuration, clears the Command register (memory, bus master), resets, writes the configuration back, ATS included, and calls its driver again; no other driver is told.
HP-4 | read | pci.c, pcie_flr() | A function level reset waits for what the function has begun, and goes on if that does not end; while it lasts the function may drop requests without a word.
`,
)
