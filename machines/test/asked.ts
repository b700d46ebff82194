/** Machines asked inside a test. */
import { parts } from '../../model/designs/releases/linux-6.12.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { readText } from '../../spec/files/read-text.ts'
import { ask, type Asked, type Told } from '../cases.ts'
import { everyPair } from '../every-pair.ts'
import { readLspci } from '../lspci.ts'
import { functionsNamed, onePair, type PairSaid } from '../report.ts'

export const askText = (text: string, told: Omit<Told, 'parts'> = {}): Asked => ask(readLspci(text), { parts, ...told })

const FILES = {
  '03': '03-pm965-conventional-cardbus',
  '05': '05-am4-pex88048-4xb70',
  '07': '07-qemu-q35-xio3130-nvme',
  '10': '10-e251u70-plx8747-v100-cx6',
  '13': '13-g250-broadwell-plx8747-titanxp',
} as const

export const dumpText = (file: keyof typeof FILES): string =>
  readText(`${ROOT_FOLDER}machines/dumps/${FILES[file]}.lspci`, 2 ** 20)

/** The answer for two functions by address. */
export const pairOf = (asked: Asked, provider: string, client: string): PairSaid =>
  onePair(asked, functionsNamed(asked, provider)[0], functionsNamed(asked, client)[0])

/** All that `--json` prints of pairs. */
export const allPairs = (asked: Asked): PairSaid[] =>
  [...everyPair(asked, JSON.stringify)].map((text) => JSON.parse(text) as PairSaid)

/** `BUS_ADDR 4` */
export const inShort = ({ type, distance }: PairSaid): string => `${type} ${distance}`
