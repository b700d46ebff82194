import { describe, expect, it } from 'vitest'
import { allPairs, askText, dumpText, inShort, pairOf } from './asked.ts'
import { INTEL } from './cpus.ts'

const says = (cmdline: string, kernel?: string): readonly string[] =>
  askText(dumpText('13'), { cpu: INTEL, cmdline, ...(kernel === undefined ? {} : { kernel }) }).cmdline.says

/** Firmware has switched the redirects of both ports on. */
const redirecting = dumpText('13').replaceAll(/(ACSCtl:.*)ReqRedir- CmpltRedir-/g, '$1ReqRedir+ CmpltRedir+')

describe('a list on the command line', () => {
  it('is silent where it does what it says', () => {
    expect(says('intel_iommu=on pci=disable_acs_redir=03:08.0;03:10.0')).toEqual([])
    expect(says('pci=config_acs=x0100x1@03:08.0;x0100x1@03:10.0')).toEqual([])
  })

  it('that switches Source Validation off, or no longer on, is told', () => {
    expect(says('pci=config_acs=0@03:08.0')[0]).toMatch(/0@03:08\.0 switches Source Validation off/)
    expect(says('pci=config_acs=xx000xx@03:08.0')[0]).toMatch(/leaves Source Validation as the firmware has it/)
  })

  it('that the kernel ignores is told, with what it cannot read', () => {
    expect(says('pci=config_acs=0q1@03:08.0')[0]).toMatch(/something other than 0, 1 and x/)
    expect(says('pci=config_acs=03:08.0')[0]).toMatch(/has no @/)
    expect(says('pci=config_acs=10000001@03:08.0')[0]).toMatch(/more than seven bits/)
    expect(says('pci=disable_acs_redir=04:00.0')[0]).toMatch(/0000:04:00\.0 has no ACS/)
  })

  it('is told of kernels that do not know it, or do it wrong', () => {
    const list = 'pci=config_acs=x0100x1@03:08.0'
    expect(says(list, '5.4')[0]).toMatch(/Linux 5\.4 does not know it/)
    expect(says(list, '6.12.5-generic')[0]).toMatch(/has a fault there, mended in 6\.12\.23/)
    expect([says(list, '6.12.23'), says(list, '6.15'), says(list, '6.12')]).toEqual([[], [], []])
  })

  it('of numbers, where buses are numbered anew, is told', () => {
    expect(says('pci=assign-busses,disable_acs_redir=03:08.0')[0]).toMatch(/numbers the buses anew/)
    expect(says('pci=assign-busses,disable_acs_redir=00:02.0/00.0/08.0')).toEqual([])
  })
})

describe('a command line that is none', () => {
  it.each(['$(cat /proc/cmdline)', '`cat /proc/cmdline`', '${CMDLINE}', '$CMDLINE'])(
    'but what a shell was to put there is told: %s',
    (typed) => {
      expect(says(`quiet ${typed}`)).toEqual([
        `${typed} stands in it as it was typed: a shell puts in what it stands for within double quotes, not within single ones`,
      ])
    },
  )

  it('but the name of a file is told', () => {
    expect(says('/proc/cmdline')).toEqual([
      '/proc/cmdline is the name of a file, and no options: "$(cat /proc/cmdline)" gives what is in it',
    ])
  })

  it('is not told of a running kernel, which got what stands there', () => {
    const { cmdline } = askText(dumpText('13'), { cpu: INTEL, cmdline: 'x=$HOME', inForce: true })
    expect(cmdline.says).toEqual([])
  })
})

describe('lines to type', () => {
  const booted = (cmdline: string): ReturnType<typeof askText> =>
    askText(dumpText('13'), { cpu: INTEL, cmdline: `intel_iommu=on ${cmdline}` })
  const needs = pairOf(booted(''), '04:00.0', '05:00.0').needs.join('\n')

  it('are several, and each makes the pair BUS_ADDR', () => {
    const lines = [...needs.matchAll(/pci=(?:disable_acs_redir|config_acs)=[^\s,]+/g)].map(([line]) => line)
    expect(lines.map((line) => line.replace(/[\d:.;/x@]+$/, ''))).toEqual([
      'pci=disable_acs_redir=',
      'pci=config_acs=',
      'pci=disable_acs_redir=',
    ])
    for (const line of lines) expect(inShort(pairOf(booted(line), '04:00.0', '05:00.0')), line).toBe('BUS_ADDR 4')
  })

  it('leave Source Validation on with config_acs, and not with disable_acs_redir', () => {
    const validates = (line: string): boolean => {
      const { dump, cases } = booted(line)
      return cases[0].acsControl[dump.functions.findIndex(({ bus, devfn }) => bus === 3 && devfn === 0x40)] % 2 === 1
    }
    expect(validates('pci=config_acs=x0100x1@0000:03:08.0')).toBe(true)
    expect(validates('pci=disable_acs_redir=0000:03:08.0')).toBe(false)
  })

  it('name the register for setpci where the dump shows it, with value and mask of the redirects alone', () => {
    expect(needs).toContain('setpci -s 0000:03:08.0 14e.w=0000:002c')
    expect(needs).toMatch(/too late for a driver that has asked already.*IOMMU groups stay/)
  })

  it('never say to buy another CPU, and iommu=pt only of calls that do not ask', () => {
    for (const name of ['03', '05', '13'] as const)
      for (const { needs: told } of allPairs(askText(dumpText(name), { cpu: INTEL }))) {
        expect(told.join(' ')).not.toMatch(/buy|Intel CPU/)
        for (const line of told.filter((one) => one.includes('iommu=pt')))
          expect(line).toMatch(/do not ask for the map type/)
      }
  })

  it('put config_acs right where it stands in the way of disable_acs_redir, by a line that helps', () => {
    const lists = 'pci=disable_acs_redir=0000:03:08.0;0000:03:10.0,config_acs=xxxxxx1@0000:03:08.0'
    const before = askText(redirecting, { cpu: INTEL, cmdline: lists })
    expect(before.cmdline.says.join(' ')).toMatch(
      /config_acs undoes disable_acs_redir for 0000:03:08.0: .* as in x0100x1@0000:03:08.0/,
    )
    const line = /put these in front of its list .*: (pci=config_acs=\S+)/.exec(
      pairOf(before, '04:00.0', '05:00.0').needs.join('\n'),
    )![1]
    const after = askText(redirecting, { cpu: INTEL, cmdline: `${lists} ${line}` })
    expect(inShort(pairOf(before, '04:00.0', '05:00.0'))).toBe('NOT_SUPPORTED 4')
    expect(inShort(pairOf(after, '04:00.0', '05:00.0'))).toBe('BUS_ADDR 4')
    const apart = 'pci=disable_acs_redir=0000:03:08.0,config_acs=x0100x1@0000:03:10.0'
    expect(askText(redirecting, { cpu: INTEL, cmdline: apart }).cmdline.says.join(' ')).not.toContain('undoes')
  })

  it('are read with an escape that a person left in, which of a running kernel is a fault', () => {
    const list = String.raw`pci=disable_acs_redir=0000:03:08.0\;0000:03:10.0`
    const typed = askText(redirecting, { cpu: INTEL, cmdline: list })
    expect(inShort(pairOf(typed, '04:00.0', '05:00.0'))).toBe('BUS_ADDR 4')
    expect(typed.cmdline.says).toEqual([
      String.raw`\; is an escape for GRUB or a shell; here the kernel is taken to get ; alone`,
    ])
    expect(askText(redirecting, { cpu: INTEL, cmdline: list, inForce: true }).cmdline.says.join(' ')).toMatch(
      /the list is cut there .*cannot be read as a device/,
    )
  })
})
