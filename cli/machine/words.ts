/** What was typed: the file, and the pair. */
import { existsSync, fstatSync } from 'node:fs'
import { STDIN } from '../../spec/files/read-text.ts'
import { UsageError, onlyFile, words, type Values } from '../command.ts'
import { THIS_MACHINE } from './read.ts'

export interface Words {
  readonly file: string
  readonly pair?: readonly [string, string]
}

/** Where nothing is named: what is piped in, else this very machine. */
const unnamed = (): string => {
  const stdin = fstatSync(0)
  return stdin.isFIFO() || stdin.isFile() ? STDIN : THIS_MACHINE
}

const BDF = /^(?:[\da-f]{4,8}:)?[\da-f]{2}:[01][\da-f]\.[0-7]$/i

/** `--pair A B`: the second word is no value of the option for the parser of arguments. */
export const wordsOf = (positionals: readonly string[], values: Values): Words => {
  const first = words(values, 'pair').at(0)
  const [a, b] = first?.split(/[\s,]+/) ?? []
  const isSecond = (word: string): boolean =>
    b === undefined && first !== undefined && BDF.test(word) && !existsSync(word)
  const second = b ?? positionals.find(isSecond)
  const files = positionals.filter((word) => b !== undefined || word !== second)
  if (first !== undefined && (second === undefined || !BDF.test(a) || !BDF.test(second))) {
    const said = b === undefined ? [first, ...(second === undefined ? files.slice(1) : [second])] : [first]
    throw new UsageError(
      `--pair: found "${said.join(' ')}"; accepted: two functions, as in --pair 0000:04:00.0 0000:05:00.0`,
    )
  }
  const file = files.length === 0 ? unnamed() : onlyFile('machine', files, 'what lspci -vvv -nn printed')
  return first === undefined ? { file } : { file, pair: [a, second] }
}
