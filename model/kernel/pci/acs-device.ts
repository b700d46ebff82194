/**
 * Belief: naming a device on the command line (`pci_dev_str_match`, `drivers/pci/pci.c`, Linux 6.12.117).
 *
 * Rule AC-3. Two forms, numbers in hexadecimal: a place, `[dom:]bb:dd.f[/dd.f]*`, whose tail
 * leads down from the device in front; or an identity, `pci:vvvv:dddd[:vvvv:dddd]`, where 0 is any.
 */
import { ROOT, type Machine } from '../../machine/columns.ts'

/** The columns of a machine that name its functions. */
export type Functions = Pick<
  Machine,
  'host' | 'hostDomain' | 'busNumber' | 'devfn' | 'parent' | 'vendor' | 'device'
> & {
  /** Left out: 0. */
  readonly subsystem?: readonly { readonly vendor: number; readonly device: number }[]
}

/** What the text says of one function, and what is left of it; `parse error`: no device can be read from it. */
export interface DeviceMatch {
  readonly answer: 'match' | 'no match' | 'parse error'
  readonly rest: string
}

const HEX = '\\s*((?:0x)?[0-9a-f]+)'
const IDS = new RegExp(`^pci:${HEX}:${HEX}(?::${HEX}:${HEX})?`, 'i')
const STEP = new RegExp(`^/${HEX}\\.${HEX}$`, 'i')
const PLACE = new RegExp(`^(?:${HEX}:)?${HEX}:${HEX}\\.${HEX}$`, 'i')

/** AC-3, `pci_dev_str_match`: whether the first device of `text` is function `f`. */
export const matchDevice = (m: Functions, f: number, text: string): DeviceMatch =>
  text.startsWith('pci:') ? matchIds(m, f, text) : matchPath(m, f, text)

/** Each number is cut to 16 bits. Where the second pair does not parse, the first counts alone. */
const matchIds = (m: Functions, f: number, text: string): DeviceMatch => {
  const found = IDS.exec(text)
  if (found === null) return { answer: 'parse error', rest: text }
  const subsystem = m.subsystem?.[f] ?? { vendor: 0, device: 0 }
  const has = [m.vendor[f], m.device[f], subsystem.vendor, subsystem.device]
  const matches = found.slice(1).every((digits, i) => {
    const wanted = digits === undefined ? 0 : Number.parseInt(digits, 16) % 0x10000
    return wanted === 0 || wanted === has[i]
  })
  return { answer: matches ? 'match' : 'no match', rest: text.slice(found[0].length) }
}

/**
 * `pci_dev_str_match_path`. A place ends at a semicolon or at the end of the text, and nowhere else: a comma is part
 * of it, and makes it unreadable. The tail is read from its end, one bridge up for each step.
 */
const matchPath = (m: Functions, f: number, text: string): DeviceMatch => {
  const [path] = text.split(';', 1)
  const rest = text.slice(path.length)
  const slash = path.indexOf('/')
  const start = slash < 0 ? path : path.slice(0, slash)
  const steps = slash < 0 ? [] : path.slice(slash).split(/(?=\/)/)
  for (const step of steps.toReversed()) {
    const found = STEP.exec(step)
    if (found === null) return { answer: 'parse error', rest }
    if (m.devfn[f] !== devfn(found[1], found[2])) return { answer: 'no match', rest }
    f = m.parent[f]
    if (f === ROOT) return { answer: 'no match', rest }
  }
  const found = PLACE.exec(start)
  if (found === null) return { answer: 'parse error', rest }
  const [, domain, bus, slot, fn] = found
  const matches =
    Number.parseInt(domain ?? '0', 16) === m.hostDomain[m.host[f]] &&
    Number.parseInt(bus, 16) === m.busNumber[f] &&
    devfn(slot, fn) === m.devfn[f]
  return { answer: matches ? 'match' : 'no match', rest }
}

/** `PCI_DEVFN`: five bits of slot, three of function; more is cut off. */
const devfn = (slot: string, fn: string): number => (Number.parseInt(slot, 16) % 32) * 8 + (Number.parseInt(fn, 16) % 8)
