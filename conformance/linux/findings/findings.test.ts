import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { compare } from '../compare/compare.ts'
import { questionLines } from '../compare/corpus.ts'
import { LATENT, RECORDED, bootedCase, findingNames, findingText, loadFinding, readRecording } from './finding.ts'
import { PAGES, quotedIn, tellRecording, withBlocks } from './told.ts'

/** What a later kernel answered is `later.test.ts`, here and in `memory/`. */
const LATER = ['later.md', 'later-memory.md']
const pages = readdirSync(PAGES).filter((file) => !['README.md', ...LATER].includes(file))
const textOf = (page: string): string => readFileSync(`${PAGES}/${page}`, 'utf8')
const recordingOf = (name: string) => readRecording(name)!
const names = findingNames()
const ofScripts = pages.filter((page) => quotedIn(textOf(page), 'script').length > 0)

/** `mem-441:10-12`: these lines of that recording. */
const linesOfScript = (place: string): string => {
  const [, name, first, last] = /^([\w/.-]+):(\d+)-(\d+)$/.exec(place)!
  const lines = readFileSync(`${ROOT_FOLDER}conformance/recordings/${name}.txt`, 'utf8').split('\n')
  return ['```text', ...lines.slice(Number(first) - 1, Number(last)), '```'].join('\n')
}

/** The recording of a scenario beside what the model answers. */
const differences = (name: string, change = (answers: string[][]): string[][] => answers) => {
  const { asked, scenario, linux, ram } = recordingOf(name)
  const { questions } = findingText({ file: scenario, linux })
  const answers = change(asked.map(([, ...lines]) => lines))
  return compare(linux612, bootedCase({ file: scenario, linux }), questions, answers, ram).differences
}

describe('each scenario of latent/', () => {
  it('has a recording, and each recording a scenario', () => {
    const recorded = readdirSync(RECORDED).filter((file) => file.endsWith('.json'))
    expect(recorded.map((file) => file.replace(/\.json$/, '')).toSorted()).toEqual(names)
    expect(names.length).toBeGreaterThan(20)
  })

  it.each(names)('%s was recorded as it stands in its file, and answered to the end', (name) => {
    const finding = loadFinding(`${LATENT}/${name}.yaml`)
    const { kernel, question, scenario, linux, asked, complaint } = recordingOf(name)
    expect({ question, file: scenario, linux }, 'npm run linux:findings').toEqual({
      question: finding.question,
      file: finding.file,
      linux: finding.linux,
    })
    expect(asked.map(([line]) => line)).toEqual(questionLines(findingText(finding).text))
    const silent = asked.filter((one) => one.length === 1)
    expect([kernel, silent.length]).toEqual(['6.12.117', linux.dies === true ? 1 : 0])
    if (linux.dies === true) expect(complaint).toMatch(/^(?:BUG|Oops)/)
  })

  it.each(names)('%s: the model answers as Linux did, where it can be asked', (name) => {
    expect(differences(name)).toEqual([])
  })

  it.each(names.filter((name) => recordingOf(name).scenario.steps.length > 0))('%s: and not otherwise', (name) => {
    const { scenario, linux } = recordingOf(name)
    const { questions } = findingText({ file: scenario, linux })
    const ofSteps = [...questions.keys()].filter((q) => questions[q].ask === 'step')
    expect(ofSteps.length).toBeGreaterThan(0)
    for (const q of ofSteps) {
      const wrong = differences(name, (answers) => answers.with(q, ['nothing']))
      expect(wrong.map(({ question }) => question)).toHaveLength(1)
    }
  })
})

describe('each page of docs/findings', () => {
  it.each(pages)('%s has its sections, and quotes', (page) => {
    const text = textOf(page)
    expect(quotedIn(text).length + quotedIn(text, 'script').length).toBeGreaterThan(0)
    expect(text.match(/^## .*$/gm)).toEqual(SECTIONS)
  })

  it.each(ofScripts)('%s quotes lines of a recording of memory that moves', (page) => {
    const text = textOf(page)
    expect(withBlocks(text, linesOfScript, 'script')).toBe(text)
    for (const name of quotedIn(text, 'script'))
      expect(text).toContain(`conformance/recordings/${name.split(':')[0]}.txt`)
  })

  it.each(pages.filter((page) => quotedIn(textOf(page)).length > 0))('%s quotes what was recorded', (page) => {
    const text = textOf(page)
    const quoted = quotedIn(text)
    expect(
      withBlocks(text, (name) => tellRecording(recordingOf(name))),
      'npm run linux:findings -- --pages',
    ).toBe(text)
    for (const name of quoted) {
      expect(text, 'the scenario').toContain(`conformance/linux/latent/${name}.yaml`)
      expect(text, 'the recording').toContain(`conformance/recordings/findings/${name}.json`)
    }
  })

  it.each([...pages, 'README.md', ...LATER])('%s has links that lead somewhere', (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link)
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !existsSync(`${PAGES}/${link}`))).toEqual([])
  })

  it('is there for every recording but what was harmless', () => {
    const quoted = new Set(pages.flatMap((page) => quotedIn(textOf(page))))
    expect(names.filter((name) => !quoted.has(name))).toEqual(['lat24'])
    expect(pages.length).toBeGreaterThanOrEqual(8)
  })

  const SECTIONS = [
    '## The least scenario',
    '## What Linux answered',
    '## What the rule or the documentation says',
    '## Who may be hurt',
    '## What a fix would be',
    '## Evidence',
  ]
})

describe('the table of docs/findings', () => {
  const rows = [...textOf('README.md').matchAll(/^\| (\S+) +\|(.*)\|(.*)\|(.*)\|$/gm)].slice(2)
  const entries = [
    ...Array.from({ length: 27 }, (_, i) => `LAT-${i + 1}`),
    'BUG-14',
    'BUG-33',
    'BUG-45',
    'BUG-47',
    'DI-20',
    '(L58s)',
    '(L58f)',
    'MN2-1',
    'MN2-11',
    'HM-15',
    'HM-16',
  ]

  it('has a row for each entry, with a page or a reason', () => {
    expect(rows.map(([, entry]) => entry)).toEqual(entries)
    for (const [row, , , , why] of rows) expect(why.trim(), row).not.toBe('')
  })

  it('names every scenario once, and no other', () => {
    const shown = rows.flatMap(([, , , scenarios]) => [...scenarios.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
    expect(shown.toSorted()).toEqual(names)
  })

  it('links to every page, and so does the list', () => {
    const linked = (lines: RegExp): string[] =>
      (textOf('README.md').match(lines) ?? []).flatMap((line) =>
        [...line.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page]) => page),
      )
    expect([...new Set(linked(/^\|.*$/gm))].toSorted()).toEqual(pages.toSorted())
    expect(linked(/^- \[.*$/gm).toSorted()).toEqual(pages.toSorted())
  })
})

describe('a quotation', () => {
  const quoted = (...lines: string[]): string[] => {
    const { asked, ...rest } = recordingOf('lat5')
    const changed = asked.map((one, q) => (q === 5 ? ([one[0], ...lines] as const) : one))
    return tellRecording({ ...rest, asked: changed })
      .split('\n')
      .filter((line) => lines.some((said) => line.startsWith(`    ${said}`)))
  }

  it('has the lines of Linux as they are, and says what their numbers mean', () => {
    expect(quoted('map -121 0', 'seg 4000200010 1000 0 0 0', 'at fffff000 40003ff000 2000', 'at 0 0 1000')).toEqual([
      '    map -121 0 # EREMOTEIO',
      '    seg 4000200010 1000 0 0 0 # B+0x10, on the bus 3f80200010',
      '    at fffff000 40003ff000 2000 # B+0x1ff000, on the bus 3f803ff000 to nothing that the scenario names',
      '    at 0 0 1000 # nothing that the scenario names',
    ])
  })

  it('is not current if a single answer is another', () => {
    const page = textOf('single-page.md')
    const recording = recordingOf('lat5')
    const other = JSON.parse(JSON.stringify(recording).replace('map -121 0', 'map 0 1')) as typeof recording
    expect(withBlocks(page, () => tellRecording(other))).not.toBe(page)
  })
})

describe('without what it takes', () => {
  it('linux:findings says what to install, and exits 2', () => {
    const script = `${ROOT_FOLDER}conformance/linux/commands/findings.ts`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
      cwd: ROOT_FOLDER,
      encoding: 'utf8',
      env: { ...process.env, PATH: '/nonexistent' },
    })
    expect(stderr).toMatch(/^linux:findings: missing: .*qemu-system-x86/)
    expect([status, stdout]).toEqual([2, ''])
  })
})
