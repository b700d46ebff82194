/** Functions that hang at one place, looked up once: a machine has thousands, and few of them are neighbours. */
import type { FunctionFile } from './file.ts'

export interface Siblings {
  /** On the same root bus, or below the same function; in the file's order, itself among them. */
  readonly of: (f: FunctionFile) => readonly FunctionFile[]
  /** The first of those in front of it in the file that is such a one. */
  readonly before: (f: FunctionFile, isSuch: (other: FunctionFile) => boolean) => FunctionFile | undefined
}

export const siblingsIn = (functions: readonly FunctionFile[]): Siblings => {
  const [onBus, belowFunction] = [new Map<string, FunctionFile[]>(), new Map<string, FunctionFile[]>()]
  const at = ({ on, below }: FunctionFile): FunctionFile[] => {
    const places = on === undefined ? belowFunction : onBus
    const known = places.get((on ?? below)!)
    if (known !== undefined) return known
    const none: FunctionFile[] = []
    places.set((on ?? below)!, none)
    return none
  }
  for (const f of functions) at(f).push(f)
  return {
    of: at,
    before: (f, isSuch) => {
      for (const other of at(f)) {
        if (other === f) return undefined
        if (isSuch(other)) return other
      }
      return undefined
    },
  }
}
