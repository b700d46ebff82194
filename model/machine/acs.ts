/**
 * The words of an ACS capability: names of bits, and reading one. What a bit *does* is truth
 * (`model/hardware`), what Linux makes of it is belief (`model/kernel`).
 *
 * Source: PCIe 6.12 and 7.7.11 (HW-AC-1).
 */

/** Bit values of the ACS capability and control words. */
export const ACS = {
  /** Source Validation */ SV: 0x01,
  /** Translation Blocking */ TB: 0x02,
  /** P2P Request Redirect */ RR: 0x04,
  /** P2P Completion Redirect */ CR: 0x08,
  /** Upstream Forwarding */ UF: 0x10,
  /** P2P Egress Control */ EC: 0x20,
  /** Direct Translated P2P */ DT: 0x40,
} as const

export type AcsBit = keyof typeof ACS
export const ACS_BITS = Object.keys(ACS) as readonly AcsBit[]

/** `acsCapability` of a function that has no ACS capability. */
export const NO_ACS = -1
/** Every classic bit implemented. */
export const ACS_ALL = 0x7f

/** Whether `word` has any bit of `mask`. A function without the capability has none. */
export const anyBit = (word: number, mask: number): boolean => word !== NO_ACS && (word & mask) !== 0

/** The bits that are both implemented and switched on (HW-AC-3). */
export const bothWords = (capability: number, control: number): number =>
  capability === NO_ACS ? 0 : capability & control

/** Names of the bits set in `word`, in register order. */
export const bitNames = (word: number): AcsBit[] => ACS_BITS.filter((name) => (word & ACS[name]) !== 0)

/** The word in which exactly the named bits are set. */
export const bitsOf = (names: readonly AcsBit[]): number => names.reduce((word, name) => word | ACS[name], 0)
