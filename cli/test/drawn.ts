/**
 * Every saved file with what is drawn of it.
 */
import { ROOT_COMPLEX } from '../../model/hardware/landing.ts'
import { COUNTEREXAMPLES_FOLDER, LITMUS_FOLDER, TRUST_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { designNamed } from '../command.ts'
import { drawnOf } from '../../story/chosen.ts'
import type { Stop } from '../../story/picture/route.ts'
import { sceneOf } from '../../story/picture/scene.ts'
import { explained } from '../../story/story.ts'

export const saved = [LITMUS_FOLDER, COUNTEREXAMPLES_FOLDER, TRUST_FOLDER]
  .flatMap(loadFolder)
  .map(({ path, litmus }) => {
    const told = explained(litmus, designNamed(String(litmus.file.found?.['design'] ?? 'linux-6.12')))
    const drawn = drawnOf(told.told.events, told.broken[0]?.finding)
    return { path, m: litmus.scenario.machine, told, drawn, scene: sceneOf(path, litmus, told) }
  })

export const idOf = (stop: Stop): string => (stop === 'RAM' ? 'ram' : stop === ROOT_COMPLEX ? 'rc' : `f${stop}`)
