/** Configuration space byte by byte; what was not dumped is undefined, and so is every number with such a byte in it. */
export type Bytes = readonly (number | undefined)[]

export const wordAt = (bytes: Bytes, at: number): number | undefined => {
  const [low, high] = [bytes[at], bytes[at + 1]]
  return low === undefined || high === undefined ? undefined : low + high * 0x100
}

export const longAt = (bytes: Bytes, at: number): number | undefined => {
  const [low, high] = [wordAt(bytes, at), wordAt(bytes, at + 2)]
  return low === undefined || high === undefined ? undefined : low + high * 0x10000
}
