/** Changes of one function: its ACS words, its registers, what its driver sets, how it is built. */
import { ACS_BITS, type AcsBit } from '../../model/machine/acs.ts'
import { KIND, opensWires, type Machine } from '../../model/machine/columns.ts'
import { IOMMUS, type Iommu } from '../../model/machine/domain.ts'
import type { AcsWords, FunctionFile, MachineFile } from '../../model/machine/file.ts'
import { servesOwnMemory } from '../../model/machine/own-memory.ts'
import { otherwise, type Change } from './change.ts'

export const withFunction = (
  file: MachineFile,
  i: number,
  change: Partial<Record<keyof FunctionFile, unknown>>,
): MachineFile => ({ ...file, functions: file.functions.with(i, otherwise(file.functions[i], change)) })

/** One bit of the control word, the whole capability, one bit of the Egress Control Vector. */
export const acsChanges = (file: MachineFile, f: FunctionFile, m: Machine, i: number): Change[] => {
  const where = `on ${f.name}`
  const acs = (doing: string, what: string, words: AcsWords | undefined, of = where): Change => ({
    doing,
    what,
    where: of,
    machine: withFunction(file, i, { acs: words }),
  })
  const built = (fact: string, change: Change): Change => ({ ...change, fact })
  if (f.acs === undefined) {
    const mayHave = m.kind[i] !== KIND.switchUp && m.kind[i] !== KIND.conventional && !opensWires(m.kind[i])
    const added = (bit: AcsBit): Change =>
      built(
        `${f.name} has no ACS capability`,
        acs('give', f.name, { capability: [...ACS_BITS], control: [bit] }, `an ACS capability with ${bit} set`),
      )
    return mayHave ? ACS_BITS.map(added) : []
  }
  const words: AcsWords = Array.isArray(f.acs) ? { capability: [...ACS_BITS], control: f.acs } : f.acs
  const { capability, control, egress = [] } = words
  const bits = capability.map((bit) =>
    control.includes(bit)
      ? acs('clear', bit, { ...words, control: control.filter((other) => other !== bit) })
      : acs('set', bit, { ...words, control: [...control, bit] }),
  )
  const vector = egress.map((port) =>
    acs(
      'clear',
      `bit ${port}`,
      { ...words, egress: egress.filter((other) => other !== port) },
      `of the egress vector of ${f.name}`,
    ),
  )
  const taken = acs('take', 'the ACS capability', undefined, `from ${f.name}`)
  return [...bits, ...vector, built(`${f.name} has an ACS capability`, taken)]
}

/** A field, the value it would have, the words for that (`doing` `what` `where`), and a fact if nobody can change it. */
type Setting = readonly [
  field: keyof FunctionFile,
  value: unknown,
  doing: string,
  what: string,
  where: string,
  fact?: string | undefined,
]

/** A register that is on unless the file says `false`. */
const enable = (f: FunctionFile, field: keyof FunctionFile, what: string): Setting =>
  f[field] === false
    ? [field, true, 'switch on', what, `of ${f.name}`]
    : [field, false, 'switch off', what, `of ${f.name}`]

/** A setting that is not the usual one, made usual by leaving it out. */
const usual = (
  f: FunctionFile,
  field: keyof FunctionFile,
  ...[doing, what, where, fact]: readonly [doing: string, what: string, where: string, fact?: string | undefined]
): Setting[] => (f[field] === undefined ? [] : [[field, undefined, doing, what, where, fact]])

const settingsOf = (f: FunctionFile): Setting[] => {
  const of = `of ${f.name}`
  return [
    enable(f, 'decodes', 'Memory Space Enable'),
    enable(f, 'masters', 'Bus Master Enable'),
    ...usual(f, 'linkUp', 'bring up', 'the link', `below ${f.name}`),
    ...usual(f, 'maxPayload', 'set', 'Max_Payload_Size', `${of} to 4096`),
    ...usual(
      f,
      'atomics',
      'let',
      f.name,
      'route, let out and carry out AtomicOps',
      `${f.name} does not do all there is to do with AtomicOps`,
    ),
    ...usual(
      f,
      'implicitAcs',
      'take',
      'a part without implicit ACS',
      `for ${f.name}`,
      `${f.name} acts as if some ACS bits were on`,
    ),
    ...usual(f, 'enhancedAcs', 'switch off', 'the Enhanced ACS controls', of),
    ...usual(
      f,
      'portBarRequests',
      'let',
      f.name,
      'pass requests for BARs of ports',
      `${f.name} does not pass all requests for BARs of ports`,
    ),
  ]
}

/** What a device has, or its driver sets, and a port has not. */
const deviceSettings = (f: FunctionFile): Setting[] => {
  const of = `of ${f.name}`
  return [
    servesOwnMemory(f)
      ? ['inside', false, 'let', f.name, 'send out requests for its own BARs', `${f.name} serves its own BARs inside`]
      : ['inside', true, 'let', f.name, 'serve its own BARs inside', `${f.name} does not serve its own BARs inside`],
    f.coherent === false
      ? ['coherent', undefined, 'make DMA', of, 'cache coherent', `DMA ${of} is not cache coherent`]
      : ['coherent', false, 'make DMA', of, 'not cache coherent', `DMA ${of} is cache coherent`],
    f.untrusted === true
      ? ['untrusted', undefined, 'trust', f.name, '']
      : ['untrusted', true, 'count', f.name, 'as untrusted'],
    f.forceBounce === true
      ? ['forceBounce', undefined, 'no longer force', 'bounce buffers', `on ${f.name}`]
      : ['forceBounce', true, 'force', 'bounce buffers', `on ${f.name}`],
    f.ats === true ? ['ats', undefined, 'switch off', 'ATS', of] : ['ats', true, 'switch on', 'ATS', of],
    ...usual(
      f,
      'addressBits',
      'take',
      'a device with 64 address bits',
      `for ${f.name}`,
      `${f.name} has ${f.addressBits} address bits`,
    ),
    ...usual(f, 'dmaBits', 'set', 'the DMA mask', `${of} to 64 bits`),
    ...usual(f, 'maxSegment', 'set', 'the longest DMA segment', `${of} to 64 KiB`),
    ...usual(f, 'boundary', 'set', 'the segment boundary', `${of} to 4 GiB`),
    ...usual(f, 'sendsAs', 'let', f.name, 'send under its own requester ID', `${f.name} sends as ${f.sendsAs}`),
    ...usual(f, 'aliases', 'tell Linux', 'the aliases', of),
    ...usual(
      f,
      'copiesOrdering',
      'let',
      f.name,
      'copy Relaxed Ordering into its completions',
      `${f.name} does not copy Relaxed Ordering into its completions`,
    ),
    ...usual(f, 'decodesVirtual', 'switch on', 'Memory Space Enable', `of the virtual functions ${of}`),
    ...(f.iommu === undefined
      ? []
      : otherIommus(f.iommu).map((to): Setting => ['iommu', to, 'switch', 'the IOMMU', `${of} ${IOMMU_WORDS[to]}`])),
  ]
}

const isPort = ({ type }: FunctionFile): boolean => type.includes('port') || type.includes('bridge')

export const settingChanges = (file: MachineFile, f: FunctionFile, i: number): Change[] =>
  [...settingsOf(f), ...(isPort(f) ? [] : deviceSettings(f))].map(([field, value, doing, what, where, fact]) => ({
    ...(fact === undefined ? {} : { fact }),
    doing,
    what,
    where,
    machine: withFunction(file, i, { [field]: value }),
  }))

/** What else an IOMMU could do. No machine is mended by a flush queue. */
export const otherIommus = (now: Iommu): Iommu[] => IOMMUS.filter((to) => to !== now && to !== 'translating lazily')

export const IOMMU_WORDS: Readonly<Record<Iommu, string>> = {
  off: 'off',
  passthrough: 'to passthrough',
  translating: 'on (translating)',
  'translating lazily': 'on (translating, with a flush queue)',
}
