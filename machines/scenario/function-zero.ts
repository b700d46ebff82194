/**
 * Software finds a device by its function 0. A dump that somebody has reduced may lack it: then one is made up, for a scenario has
 * to have it, and nothing is asked about it.
 */
import type { FunctionFile, FunctionType } from '../../model/machine/file.ts'

/** What has neither bus nor window, where another function of the device is of that type. */
const PLAIN: Partial<Readonly<Record<FunctionType, FunctionType>>> = {
  'root port': 'root complex integrated endpoint',
  'PCI bridge': 'conventional',
  'switch upstream port': 'endpoint',
  'PCIe to PCI bridge': 'endpoint',
}

/** Function 0 of each device that has others; a virtual function is none of its device's. */
export const functionsZero = (functions: readonly FunctionFile[]): FunctionFile[] => {
  const place = ({ on, below, at = '' }: FunctionFile): string => `${on ?? ''} ${below ?? ''} ${at.split('.')[0]}`
  const found = functions.filter(({ virtualOf, at }) => virtualOf === undefined && at !== undefined)
  const zeros = new Set(found.filter(({ at }) => at!.endsWith('.0')).map(place))
  return found.flatMap((one): FunctionFile[] => {
    if (zeros.has(place(one))) return []
    zeros.add(place(one))
    const { name, type, on, below, at } = one
    return [
      {
        name: name.replace(/\d$/, '0'),
        type: PLAIN[type] ?? type,
        ...(on === undefined ? {} : { on }),
        ...(below === undefined ? {} : { below }),
        at: at!.replace(/\d$/, '0'),
      },
    ]
  })
}
