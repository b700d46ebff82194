export const modulesNamed: (args: readonly string[]) => string[]
export const importsByName: (path: string) => boolean
