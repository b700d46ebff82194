/**
 * The JSON of the commands, by name and version: docs/schemas has a JSON Schema of each, which a test holds against
 * what the commands print. A field may join a version; one that goes, or means something else, makes a new version.
 */
export const VERSIONS = {
  check: 1,
  replay: 1,
  explain: 1,
  trace: 1,
  litmus: 1,
  rules: 1,
  designs: 1,
  machine: 1,
  judge: 1,
  docs: 1,
} as const
export type SchemaOf = keyof typeof VERSIONS

/** `p2pdma-spec/check/1` */
export const schemaNamed = (command: SchemaOf): string => `p2pdma-spec/${command}/${VERSIONS[command]}`

/** The value with the name of its schema; of a list each entry, so that a list stays one. */
export const stamped = (command: SchemaOf, value: object): object =>
  Array.isArray(value)
    ? value.map((entry: object) => ({ schema: schemaNamed(command), ...entry }))
    : { schema: schemaNamed(command), ...value }
