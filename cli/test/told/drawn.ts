/**
 * Every saved file with what is drawn of it.
 */
import { ROOT_COMPLEX } from '../../../model/hardware/landing.ts'
import { drawnOf } from '../../../story/chosen.ts'
import type { Stop } from '../../../story/picture/route.ts'
import { sceneOf } from '../../../story/picture/scene.ts'
import { saved as told } from './saved.ts'

export const saved = told.map(({ path, litmus, explained }) => {
  const drawn = drawnOf(explained.told.events, explained.broken[0]?.finding)
  return { path, m: litmus.scenario.machine, told: explained, drawn, scene: sceneOf(path, litmus, explained) }
})

export const idOf = (stop: Stop): string => (stop === 'RAM' ? 'ram' : stop === ROOT_COMPLEX ? 'rc' : `f${stop}`)
