/**
 * The rooms of the house: the folders that hold all that is written here.
 */
export const ROOMS = [
  'model',
  'spec',
  'properties',
  'counterexamples',
  'conformance',
  'story',
  'machines',
  'cli',
  'docs',
  'bench',
]
