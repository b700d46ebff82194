/**
 * YAML (which JSON is a part of) as it is accepted: one document of records, lists and scalars, in which every value
 * means the same to every reader. What YAML 1.1 or a rounding would read otherwise is refused, and nothing is guessed.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  Composer,
  Lexer,
  LineCounter,
  Parser,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  visit,
  type CST,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { problem, type Problem } from '../../model/problem.ts'

/** Levels of nesting. The YAML library recurses, and where its stack overflows Node itself may end. A scenario has 8. */
export const DEEPEST = 64
/** Values in a file, an alias counted as all that it stands for. A scenario has a few hundred, a real machine of 4 096 functions 60 000. */
export const MOST_VALUES = 100_000
/** Lexemes in a file: values, marks, spaces, line ends, comments. */
export const MOST_LEXEMES = 10 * MOST_VALUES
/** Aliases in a file; what they stand for contains none, so that nothing multiplies. */
export const MOST_ALIASES = 100

const NUMBER = 'a whole number in decimal, 0x or 0o, below 2^53; a text that looks like a number: in quotes'
/** Whole, and written as YAML 1.1, YAML 1.2 and JSON read it alike (0o aside); no sign of zero. */
const WHOLE = /^(?:0|-?[1-9][0-9]*|0x[0-9a-fA-F]+|0o[0-7]+)$/
/** Characters that nobody sees: they move a terminal's cursor, turn the direction of writing or end a text in C. */
export const CONTROL = /(?![\t\n]|\r\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u

/** The value in a text, or the first thing that is wrong with it. Never throws. */
export const parseText = (text: string): E.Either<Problem[], unknown> => {
  const lines = new LineCounter()
  const tokens = tokensOf(text, lines)
  if (E.isLeft(tokens)) return E.left([tokens.left])
  try {
    const composer = new Composer({ uniqueKeys: false, stringKeys: true, resolveKnownTags: false })
    const [document, second] = composer.compose(tokens.right, true, text.length)
    const wrong =
      syntaxProblem(document, lines) ??
      (second && problem('', `a second document at ${lineOf(lines, second)}`, 'YAML or JSON, one document')) ??
      nodeProblem(document, lines)
    return wrong === undefined ? E.right(document.toJS({ maxAliasCount: -1 })) : E.left([wrong])
  } catch (error) {
    return E.left([problem('', (error as Error).message, 'YAML or JSON')])
  }
}

/** The syntax, watched while it is read: a thousand brackets never reach what recurses. */
const tokensOf = (text: string, lines: LineCounter): E.Either<Problem, CST.Token[]> => {
  const tokens: CST.Token[] = []
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > DEEPEST)
      return E.left(problem('', `more than ${DEEPEST} levels at line ${lines.lineStarts.length}`, `at most ${DEEPEST}`))
    if (++lexemes > MOST_LEXEMES)
      return E.left(problem('', `more than ${MOST_LEXEMES} words, marks and line ends`, `at most ${MOST_LEXEMES}`))
  }
  tokens.push(...parser.end())
  return E.right(tokens)
}

const lineOf = (lines: LineCounter, { range }: { range?: readonly number[] | null }): string =>
  `line ${lines.linePos(range?.[0] ?? 0).line}`

const syntaxProblem = ({ errors, warnings, directives }: Document.Parsed, lines: LineCounter): Problem | undefined => {
  const error = [...errors, ...warnings][0]
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    return problem('', `${error.message}, line ${line}, column ${col}`, 'YAML or JSON')
  }
  const { explicit, version } = directives.yaml
  return explicit === true && version !== '1.2' ? problem('', `%YAML ${version}`, 'YAML 1.2') : undefined
}

/** The first node that does not mean one thing. */
const nodeProblem = (document: Document.Parsed, lines: LineCounter): Problem | undefined => {
  let wrong: Problem | undefined
  let [values, aliases] = [0, 0]
  const check = (node: Node, parents: readonly unknown[]): Problem | undefined => {
    const refuse = (found: string, accepted: string): Problem =>
      problem(pathOf(parents, node), `${found} at ${lineOf(lines, node)}`, accepted)
    if (isAlias(node)) {
      const target = node.resolve(document)
      const size = target === undefined ? undefined : sizeOf(target)
      if (size === undefined)
        return refuse(`*${node.source}`, 'an alias of what is written before, with no alias in it')
      if (++aliases > MOST_ALIASES) return refuse(`*${node.source}`, `at most ${MOST_ALIASES} aliases`)
      values += size
    }
    if (++values > MOST_VALUES) return problem('', `more than ${MOST_VALUES} values`, `at most ${MOST_VALUES}`)
    if ('tag' in node && node.tag !== undefined) return refuse(`the tag ${node.tag}`, 'a value without a tag')
    return isScalar(node) ? scalarProblem(node, refuse) : isMap(node) ? keyProblem(node, parents, lines) : undefined
  }
  visit(document, {
    Node: (_, node, parents) => {
      wrong = check(node, parents)
      return wrong === undefined ? undefined : visit.BREAK
    },
  })
  return wrong
}

/** Nodes in a value; undefined if it contains an alias. */
const sizeOf = (value: Node): number | undefined => {
  let [size, plain] = [0, true]
  visit(value, {
    Alias: () => {
      plain = false
      return visit.BREAK
    },
    Node: () => void size++,
  })
  return plain ? size : undefined
}

const scalarProblem = (
  { value, source = '' }: Scalar & { source?: string },
  refuse: (found: string, accepted: string) => Problem,
): Problem | undefined => {
  if (typeof value === 'number')
    return WHOLE.test(source) && Number.isSafeInteger(value) ? undefined : refuse(source, NUMBER)
  const control = typeof value === 'string' ? CONTROL.exec(value)?.[0] : undefined
  return control === undefined
    ? undefined
    : refuse(`the character ${codePoint(control)}`, 'text without control characters')
}

/** `U+001B` */
export const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

const keyProblem = (map: YAMLMap, parents: readonly unknown[], lines: LineCounter): Problem | undefined => {
  const first = new Map<string, Scalar>()
  for (const pair of map.items) {
    if (!isScalar(pair.key)) continue
    const key = String(pair.key.value)
    const twin = first.get(key)
    first.set(key, pair.key)
    if (key !== '__proto__' && twin === undefined) continue
    const [path, line] = [pathOf([...parents, map, pair], pair.key), lineOf(lines, pair.key)]
    return twin === undefined
      ? problem(path, `the key __proto__ at ${line}`, 'any other')
      : problem(path, `the key "${key}" at ${lineOf(lines, twin)} and at ${line}`, 'each key once')
  }
  return undefined
}

/** `machine.functions[3].bar` */
const pathOf = (parents: readonly unknown[], node: Node): string =>
  [...parents, node]
    .map((part, i, all) => {
      if (isPair(part)) return isScalar(part.key) ? `.${String(part.key.value)}` : ''
      return isSeq(all[i - 1]) && isNode(part) ? `[${(all[i - 1] as { items: unknown[] }).items.indexOf(part)}]` : ''
    })
    .join('')
    .replace(/^\./, '')
