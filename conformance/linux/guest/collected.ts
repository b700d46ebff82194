/** What `collect.sh` prints of a guest's sysfs, heard on its console. */

/** Hears it line by line; it is whole, if every line is there with all its characters. */
export const collector = () => {
  const files = new Map<string, Map<string, Uint8Array | string>>()
  let [lines, said] = [0, -1]
  const hears = (text: string): boolean => {
    const line = text.trimEnd()
    const over = /^SYSFS over (\d+)$/.exec(line)
    if (over !== null) said = Number(over[1])
    const found = /^SYSFS (\S+) (\w+) (\S*) (\d+)$/.exec(line)
    if (found === null || Number(found[4]) !== found[3].length) return over !== null
    const [, name, file, content] = found
    const known = files.get(name) ?? new Map<string, Uint8Array | string>()
    files.set(name, known)
    known.set(file, file === 'iommu_group' ? content : Buffer.from(content, 'hex'))
    lines++
    return true
  }
  return { files, hears, isWhole: () => lines === said }
}
