/**
 * Scenarios explained inside a test.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { readLitmus, type Litmus } from '../../../spec/litmus.ts'
import { designNamed } from '../../command.ts'
import { explained, type Explained } from '../../../story/story.ts'
import { storyOf } from '../../commands/explain.ts'

export const litmusOf = (text: string): Litmus => {
  const read = readLitmus(text)
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return read.right
}

export const fileOf = (path: string): Litmus => litmusOf(readFileSync(join(ROOT_FOLDER, path), 'utf8'))
export const explain = (path: string, design = 'linux-6.12'): Explained => explained(fileOf(path), designNamed(design))
export const tell = (path: string, design = 'linux-6.12'): string => storyOf(path, fileOf(path), explain(path, design))

/** A virtual function uses the BAR of its own physical one, and no axiom says what the port above them does. */
export const openTransfer = (list: string): Litmus =>
  litmusOf(`
machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp, type: root port, on: hb0}
    - {name: A, type: endpoint, below: rp, bar: {size: 2M}}
    - {name: V, type: endpoint, below: rp, virtualOf: A, at: '00.1'}
steps:
  - {pci_p2pdma_add_resource: {provider: A}}
  - {dma_map_sgtable: {as: m, client: V, direction: DMA_TO_DEVICE, list: [${list}]}}
  - {dma: {map: m}}
`)
