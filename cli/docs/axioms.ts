/** The pages of axioms: what code, scenarios and documents cite by an id. */
import { FAMILIES, SUBJECTS, type Family, type Subject } from '../../spec/axioms/index.ts'
import { EVIDENCE, type Axiom } from '../../spec/axioms/axiom.ts'
import { GENERATED, axiomsPageOf } from './places.ts'
import { blocks, bullets, prose } from './markdown.ts'

const page = (of: Subject): string =>
  `${blocks(
    GENERATED,
    `# Axioms: ${prose(SUBJECTS[of])}`,
    'Facts that this project did not make up. The code cites each by its id. Each has a sentence, its source, and what stands behind it. `npx p2pspec rules ID` prints one, and the files that cite it.',
    bullets(EVIDENCE.map((evidence) => `${evidence}: ${count(of, evidence)}`)),
    ...familiesOf(of).flatMap((family) => [`## ${prose(family.title)}`, bullets(family.axioms.map(line))]),
  )}\n`

const count = (of: Subject, evidence: string): number =>
  familiesOf(of).flatMap(({ axioms }) => axioms.filter((one) => one.evidence === evidence)).length

const familiesOf = (of: Subject): Family[] => FAMILIES.filter(({ subject }) => subject === of)

/** A heading for each would be a page of headings: an anchor does. */
const line = ({ id, statement, source, evidence, note }: Axiom): string =>
  `<a id="${id.toLowerCase()}"></a>**${id}**: ${prose(statement)}${note === undefined ? '' : ` Note: ${prose(note)}`} Source: ${prose(source)} (${evidence}).`

export const axiomPages = (): ReadonlyMap<string, string> =>
  new Map((Object.keys(SUBJECTS) as Subject[]).map((of) => [axiomsPageOf(of), page(of)]))
