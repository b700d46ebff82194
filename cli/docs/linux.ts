/** docs/linux.md: which rule a booted Linux has judged, how often, and which none has, and why. */
import type { Manifest } from '../../conformance/linux/compare/corpus.ts'
import type { Counts, Noticed } from '../../conformance/linux/judged/count.ts'
import type { JudgedRule } from '../../conformance/linux/judged/rule.ts'
import { JUDGED } from '../../conformance/linux/judged/rules.ts'
import { SHOWN } from '../../conformance/linux/judged/shown.ts'
import { UNJUDGED } from '../../conformance/linux/judged/unjudged.ts'
import { WRONGS, breaking } from '../../conformance/linux/tampered/index.ts'
import { PACKAGES } from '../../conformance/linux/guest/tools.ts'
import { grouped } from '../../story/words/lines.ts'
import { blocks, bullets, code, markdownTable, prose } from './markdown.ts'

const GENERATED = '<!-- Written by `npm run linux:docs` from the corpus and the code. Do not edit. -->'

export const linuxPage = (manifests: readonly Manifest[], counts: Counts): string =>
  `${blocks(
    GENERATED,
    '# What a booted Linux has judged',
    INTRODUCTION,
    '## Who judged',
    judge(manifests[0]),
    ...manifests.slice(1).map(sharing),
    markdownTable([
      ['machine', 'cases'],
      ...rows(counts.machines),
      ...cpusOf(manifests).map(([cpu, cases]) => [`of these, on \`-cpu ${cpu}\``, grouped(cases)]),
    ]),
    markdownTable([['question', 'answers'], ...rows(counts.questions)]),
    '## Ask it yourself',
    ASK,
    '## Memory that moves',
    MEMORY,
    '## Rules that were judged',
    HOW_TO_READ,
    markdownTable([
      ['rule', 'Linux', 'what it says', 'at work', 'wrong models', 'least noticed'],
      ...JUDGED.map((rule) => ruleRow(rule, counts)),
    ]),
    '## The models with one thing wrong',
    'Each is the model of Linux 6.12 with one thing changed (`conformance/linux/tampered`), over the same recorded answers: who is wrong about sharing over those about it, everybody else over the others.',
    markdownTable([
      ['what is wrong', 'breaks', 'answers that notice', 'cases', 'the first'],
      ...Object.entries(WRONGS).map(([id, { rules }]) => wrongRow(id, rules, counts.noticed[id])),
    ]),
    '## Rules that a finding judges',
    SHOWN_HEAD,
    markdownTable([
      ['rules', 'findings', 'what of the model was put beside it'],
      ...SHOWN.map(({ rules, findings, compared, because }) => [
        rules.join(', '),
        findings.map(code).join(', '),
        prose(compared ?? `nothing: ${because}`),
      ]),
    ]),
    '## Rules that no recording has judged',
    'The model has them from reading the source. No recorded answer would be another one if they were wrong.',
    markdownTable([
      ['rules', 'why not', 'what it would take'],
      ...UNJUDGED.map(({ rules, reason, needs }) => [rules.join(', '), prose(reason), prose(needs)]),
    ]),
    '## What no recording can judge',
    FABRIC,
  )}\n`

const SHOWN_HEAD = `No case of the corpus asks; a scenario made for it does, and the recording is in
\`conformance/recordings/findings\` ([findings](findings/README.md)). Where nothing of the model was compared, the kernel was seen to do it and that is all.`

const INTRODUCTION = `The kernel half of the model (\`model/kernel\`) says what Linux 6.12 answers. A kernel was built, booted and asked the
same questions. This page says which rules its answers confirm. What each rule says, and where it was read, is in [axioms](semantics/axioms-linux.md).`

const judge = ({ kernel, config, module, cases, answers, seed }: Manifest): string =>
  `Linux ${kernel} in QEMU (TCG, q35), configuration ${code(config)}, module ${code(module)}: ${grouped(answers)} answers to
${grouped(cases)} cases, which are those of \`conformance/linux/controls\` and what seed ${seed} generates. They are kept in
\`conformance/recordings/linux\`, and \`npm test\` puts the same questions to the model: it gives every one of these answers. A list, a page or a
mapping counts as one answer, however many lines it has; behind an IOMMU the base of an IOVA range is not compared in these.`

const sharing = ({ config, module, cases, answers, seed }: Manifest): string =>
  `Another ${grouped(answers)} answers to ${grouped(cases)} cases (\`conformance/linux/controls/sharing\`, seed ${seed}; configuration ${code(config)}, module
${code(module)}) say who shares what. They are in \`conformance/recordings/sharing\`. They tell the members of each IOMMU group and its kind of domain. They tell the
requester IDs that Linux counts with. They tell what each function reaches of the memory that another function has mapped. And they tell IOVAs, which are
compared as they are. Each case on devices of QEMU had a boot of its own, because an allocator remembers what was mapped before. No IOMMU sees a made-up
fabric. There \`pci_device_group\` was called for each function, as a driver of an IOMMU calls it.`

/** Cases by CPU, over all recordings. */
const cpusOf = (manifests: readonly Manifest[]): [string, number][] => {
  const sums = new Map<string, number>()
  for (const { cpus } of manifests)
    for (const [cpu, cases] of Object.entries(cpus)) sums.set(cpu, (sums.get(cpu) ?? 0) + cases)
  return [...sums]
}

const rows = (record: Readonly<Record<string, number>>): string[][] =>
  Object.entries(record).map(([name, n]) => [code(name), grouped(n)])

const ASK = blocks(
  `On Debian 12, no KVM needed:`,
  `\`\`\`sh
apt-get install ${[...PACKAGES.build, ...PACKAGES.source, ...PACKAGES.run].join(' ')}
npm run linux:build
npm run linux:check -- --cases 500 --seed 1
npm run linux:ask -- spec/litmus/FILE.yaml
npm run linux:memory -- --cases 300 --seed 1
\`\`\``,
  bullets([
    `\`linux:build\` makes a kernel and the module in \`~/.cache/p2pdma-spec\` (\`--cache DIR\`: elsewhere; \`--source DIR\`: from a source of your own): minutes the first time.`,
    `\`linux:check\` generates cases, asks, and compares. It ends with how many answers were compared, and with status 0 only if none differs and every wrong model below is noticed in the same run.`,
    `\`linux:ask\` puts scenarios of your own, and prints each answer.`,
    `\`linux:memory\` asks about memory that moves: see below.`,
    `Without QEMU or busybox (${PACKAGES.run.map(code).join(', ')}), or without a kernel, they say what to install or to build, and exit 2; \`linux:build\` does so for its own packages. \`npm test\` needs none of this.`,
    `\`npm run linux:record\` asks everything anew and replaces the corpus, \`npm run linux:record -- --shares --cases 60 --machines 16 --seed 3\` that about sharing; \`npm run linux:docs\` counts it and writes this page.`,
  ]),
)

const MEMORY = blocks(
  `A guest of its own (\`conformance/linux/memory\`) plays scripts over the memory of one process or two (\`mem-*.txt\`, [the format](../conformance/recordings/README.md)).
A script has page maps, migration in one stage or three, \`hmm_range_fault\`, notifiers, pins, exclusive access, eviction, fork, mprotect and P2P memory.
None of the numbers above counts them.`,
  bullets([
    `\`npm run linux:memory -- conformance/recordings/mem-*.txt\` plays recordings anew. It says, step by step, where the live kernel answers otherwise than the recorded one.`,
    `\`npm run linux:memory -- --keep --cache DIR\` asks another kernel all of them, and keeps what it answers otherwise. Linux 7.3.4 was asked so: [what it answers, and why](findings/later-memory.md).`,
    `\`npm run linux:memory -- --cases 300 --seed 1\` plays scripts that nobody wrote, many a boot, beside the steps of the recordings. The model judges every answer: that of 6.12, or with \`--cache DIR\` that of 7.3.4. A difference is shrunk by asking Linux again, and kept in \`found/linux\`. Each model of \`conformance/memory/tampered.ts\`, or of \`tampered-7.3.ts\`, must be noticed.`,
    `A step that does not come back in 12 s ends its script (\`TIMEOUT\`), and so does a kernel that dies (\`killed\`). A step that would wait for a later one is not asked; from there on the script is not judged.`,
    `The recordings \`mem-901\` to \`mem-923\` were made by this guest. They ask what the others did not: files mapped around a fault, VMAs that merge, holes across page tables, mprotect and fork over migration entries, dirty flags of pages that are used again. Those of \`memory-branches\` ask what mutants of the model that survived had shown to be unasked.`,
  ]),
  '### Races',
  `In a race two threads of a process stand beside each other, and each is stopped at points of the driver's callbacks (\`conformance/recordings/races\`,
[decision 25](decisions/0025-races-judged.md)). The script says who goes on. The model plays every schedule that agrees with the stops, and Linux's answer must be among theirs.`,
  bullets([
    `\`npx p2pspec judge conformance/recordings/races\` judges those that are kept; where Linux answers otherwise it prints what alone is allowed.`,
    `\`npm run linux:memory -- conformance/recordings/races/*.txt\` plays them anew; one may end in any way that the model allows. \`npm run linux:memory -- --record FILE\` writes what Linux answers into a file of steps.`,
    `Each recording refutes a kernel or a driver of \`conformance/races/racy.ts\`: bugs of history, drivers that misuse the sequence, single rows taken otherwise.`,
    `Linux corrected the model once: a CPU that finds an exclusive page locked faults anew when it is free, and the notifier is told once (\`exclusive-page-taken-back-by-two\`).`,
  ]),
)

const HOW_TO_READ = `_At work_: recorded answers in which the rule took part. That alone shows little: a wrong rule might give the same answers.
So a rule is called judged only if a model that breaks it, and as little else as possible, gives other answers than Linux gave. _Wrong models_: how many break
it; _least noticed_: how many recorded answers notice the one that hides best. Without a wrong model the answer is the rule's own, and
any other would be noticed.`

const ruleRow = ({ id, of, says }: JudgedRule, { asked, noticed }: Counts): string[] => {
  const wrong = breaking(id)
  const least = Math.min(...wrong.map((model) => noticed[model]?.answers ?? 0))
  return [
    id,
    code(of),
    prose(says),
    grouped(asked[id] ?? 0),
    wrong.length === 0 ? '-' : String(wrong.length),
    wrong.length === 0 ? '-' : grouped(least),
  ]
}

const wrongRow = (id: string, rules: readonly string[], noticed: Noticed | undefined): string[] => [
  prose(id),
  rules.join(', '),
  grouped(noticed?.answers ?? 0),
  grouped(noticed?.cases ?? 0),
  noticed === undefined ? '-' : code(noticed.first),
]

const FABRIC = blocks(
  `The fabric half (\`model/hardware\`): where a transaction lands, what ACS, a switch, an IOMMU or a host bridge does to it. QEMU does
not route by any of that: a made-up fabric has no wires, and QEMU's own devices reach memory without passing a port. So every verdict about where a
transfer lands rests on [axioms of the fabric](semantics/axioms-fabric.md), and is judged otherwise:`,
  bullets([
    `by its golden vectors, each a transaction and where the PCIe specification has it land (\`properties/suites/hardware/*.test.ts\`);`,
    `by laws that hold of every machine, over generated ones (\`properties/suites/hardware/laws.test.ts\`);`,
    `by mutants of the model, each of which some test must notice (\`docs/mutation.md\`).`,
  ]),
  `None of these is a machine. What the fabric of a real one does is known to those who build it.`,
)
