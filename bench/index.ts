/**
 * `npm run bench`: every section, or those that are named: `npm run bench -- ref workers`.
 */
import { first } from './first.ts'
import { full } from './full.ts'
import { machine } from './machine.ts'
import { others } from './others.ts'
import { races } from './races.ts'
import { ref } from './ref.ts'
import { reuse } from './reuse.ts'
import { countScopes } from './scopes.ts'
import { secondAnswer } from './second-answer.ts'
import { workers } from './workers.ts'

type Print = (text: string) => void

const args = process.argv.slice(2)
const update = args.includes('--update')

/** What can be measured, in this order. */
const SECTIONS: readonly (readonly [name: string, what: string, run: (print: Print) => Promise<void>])[] = [
  ['ref', 'the reference problem: this engine beside plain fast-check and a hand loop', ref],
  ['others', 'the reference problem in other tools, where they are installed', others],
  [
    'first',
    'the real search: runs to the first violation, and sizes; --update pins them',
    (print) => first(print, update),
  ],
  ['scopes', 'how much there is in each scope', countScopes],
  ['full', 'the real search: where its time goes', full],
  ['reuse', 'the real search: what designs share', reuse],
  ['workers', 'the real search: two workers against one', workers],
  ['machine', 'real machines: 4 096 functions beside 1 024', machine],
  ['races', 'every schedule of one race: this engine beside Spin', races],
  ['z3', 'a second answer: the reference problem and the core of S2 as questions to a solver', secondAnswer],
]

const print: Print = (text) => process.stdout.write(`${text}\n`)

const asked = args.filter((arg) => arg !== '--update')
const unknown = asked.filter((name) => !SECTIONS.some(([known]) => known === name))
if (unknown.length > 0) {
  process.stderr.write(`bench: found ${unknown.join(', ')}; accepted: ${SECTIONS.map(([name]) => name).join(', ')}\n`)
  process.exitCode = 2
} else
  for (const [name, what, run] of SECTIONS) {
    if (asked.length > 0 && !asked.includes(name)) continue
    print(`\n== ${name}: ${what}\n`)
    await run(print)
  }
