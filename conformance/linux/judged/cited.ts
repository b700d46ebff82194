/** The axioms of Linux that code cites, but for what is expected of every function and what other releases do. */
import { FAMILIES } from '../../../spec/axioms/index.ts'
import { citationsIn, textsIn } from '../../../spec/files/citations.ts'

const OF_LINUX: ReadonlySet<string> = new Set(
  FAMILIES.filter(({ subject }) => subject === 'linux').flatMap((family) => family.axioms.map(({ id }) => id)),
)
/** What is worked out from other axioms, is about other releases, or is a contract and no answer. */
const NO_ANSWER = /^(?:INV|GV|BUG|NW|R\d+\.\d+|DOC|HM)-/

/** Every such id in the sources below `folder` that are meant. */
export const citedIn = (folder: string, isMeant: (file: string) => boolean = () => true): ReadonlySet<string> => {
  const ids = citationsIn(textsIn(folder).filter((file) => file.endsWith('.ts') && isMeant(file))).keys()
  return new Set([...ids].filter((id) => OF_LINUX.has(id) && !NO_ANSWER.test(id)))
}
