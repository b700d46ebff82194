/** A command line that the dump was made under, and one that is asked about: whose words they are, and what they do not do. */
import { describe, expect, it } from 'vitest'
import { differences } from '../diff.ts'
import { lacksOf } from '../lacks.ts'
import { askText, dumpText, inShort, pairOf } from './asked.ts'
import { INTEL } from './cpus.ts'

const TEXT = dumpText('13')
const redirecting = TEXT.replace(/(03:(?:08|10)\.0[^]*?ACSCtl:.*?)ReqRedir-/g, '$1ReqRedir+')
const answer = (text: string, cmdline: string, inForce: boolean): string =>
  inShort(pairOf(askText(text, { cpu: INTEL, cmdline, inForce }), '04:00.0', '05:00.0'))

describe('a command line that the dump was made under', () => {
  it('is not applied to its words again', () => {
    expect(redirecting).not.toBe(TEXT)
    const list = 'intel_iommu=on pci=disable_acs_redir=03:08.0;03:10.0'
    expect(answer(TEXT, 'intel_iommu=on', true)).toBe('BUS_ADDR 4')
    expect(answer(redirecting, list, true)).not.toContain('BUS_ADDR')
    expect([answer(TEXT, 'intel_iommu=on', false), answer(redirecting, list, false)]).toEqual([
      answer(redirecting, '', false),
      'BUS_ADDR 4',
    ])
  })

  it('that asked for no ACS leaves the warning that another would', () => {
    const needs = (cmdline: string): string =>
      pairOf(askText(TEXT, { cpu: INTEL, cmdline, inForce: true }), '04:00.0', '05:00.0').needs.join('\n')
    expect(needs('')).toContain('no IOMMU driver asks for ACS at boot')
    expect(needs('intel_iommu=on')).not.toContain('no IOMMU driver asks for ACS at boot')
  })
})

describe('a command line that is asked about', () => {
  const says = (text: string, cmdline: string): readonly string[] => askText(text, { cpu: INTEL, cmdline }).cmdline.says

  it.each(['intel_iommu=on iommu=off', 'intel_iommu=on,off', 'intel_iommu=on intel_iommu=off', '-- intel_iommu=on'])(
    'asks for no ACS with %s',
    (cmdline) => {
      expect(answer(TEXT, cmdline, false)).toBe('BUS_ADDR 4')
    },
  )

  it('asks for it with the last word on Intel’s driver', () => {
    expect(answer(TEXT, 'intel_iommu=off intel_iommu=on', false)).not.toContain('BUS_ADDR')
  })

  it('without an IOMMU does not know whose redirects those of the dump are, and says so', () => {
    expect(says(redirecting, 'iommu=off')[0]).toMatch(/^with the IOMMU off .* the dump does not say which are which$/)
    expect(says(redirecting, 'amd_iommu=off')[0]).toMatch(/^with amd_iommu=off the kernel asks for ACS all the same/)
    expect(says(redirecting, 'amd_iommu=off iommu=off')[0]).toMatch(/^with the IOMMU off/)
    expect(says(TEXT, 'iommu=off')).toEqual([])
  })

  it('has words that only look like a list', () => {
    expect(says(TEXT, 'disable_acs_redir=03:08.0')[0]).toMatch(/the kernel reads it in pci=disable_acs_redir= only/)
    expect(says(TEXT, 'pci=disable_acs_redirs=03:08.0')[0]).toMatch(/^"disable_acs_redirs" is no option/)
    expect(says(TEXT, 'pci=DISABLE_ACS_REDIR=03:08.0')[0]).toMatch(/^"DISABLE_ACS_REDIR" is no option/)
    expect(says(TEXT, 'pcie_acs_override=downstream')).toEqual([])
  })
})

describe('a list beside one that is there', () => {
  it('keeps what that one names, by number and by path: only the last list counts', () => {
    const cmdline = 'intel_iommu=on pci=disable_acs_redir=0000:03:08.0'
    const { needs } = pairOf(askText(redirecting, { cpu: INTEL, cmdline }), '04:00.0', '05:00.0')
    const lines = needs.join(' ').match(/pci=disable_acs_redir=\S+/g) ?? []
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) {
      expect(line).toMatch(/=0000:03:08\.0;/)
      expect(answer(redirecting, `intel_iommu=on ${line}`, false), line).toBe('BUS_ADDR 4')
    }
  })

  it('of more than one entry says how GRUB wants it', () => {
    const needsOf = (text: string): string =>
      pairOf(askText(text, { cpu: INTEL, cmdline: 'intel_iommu=on' }), '04:00.0', '05:00.0').needs.join(' ')
    expect(needsOf(redirecting)).toContain('write \\; for each semicolon')
  })
})

describe('what is asked beside what runs', () => {
  it('a release that nobody has read is told, and which one is asked in its place', () => {
    const lacks = (kernel: string): string | undefined =>
      lacksOf(askText(TEXT, { cpu: INTEL, kernel }))
        .map(({ says }) => says)
        .at(0)
    expect(lacks('4.18.0-553.el8_10')).toMatch(/^what Linux 4\.18\.0-553\.el8_10 does: .* are those of Linux 6\.12 /)
    expect(lacks('6.12.5') ?? '').not.toMatch(/^what Linux/)
  })

  it('every pair that is other in a second dump is in the difference', () => {
    const [before, after] = [TEXT, redirecting].map((text) => askText(text, { cpu: INTEL }))
    // Four functions, each with each.
    expect(differences(before, after).pairs.length).toBe(6)
    expect(differences(before, after).pairs.join('\n')).not.toContain('more')
  })
})

describe('who reaches whom after a change', () => {
  it('is told by name, groups or not', () => {
    const { needs } = pairOf(askText(redirecting, { cpu: INTEL }), '04:00.0', '05:00.0')
    expect(needs.join('\n')).toMatch(
      /0000:04:00\.0.* and 0000:05:00\.1 reach memory of each other that they did not reach before/,
    )
  })

  it('is nobody where the kernel has no such list, and setpci is left', () => {
    const release = { major: 6, minor: 14, patch: 0 }
    const needs = pairOf(askText(redirecting, { cpu: INTEL, release }), '04:00.0', '05:00.0').needs.join('\n')
    expect(needs).toContain('no list switches off a redirect that the firmware had switched on')
    expect(needs).toContain('setpci -s 0000:03:08.0')
    expect(needs).not.toContain('reach memory of each other')
  })
})
