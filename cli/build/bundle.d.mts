/** Types of bundle.mjs, for package.ts. */
type Files = ReadonlyMap<string, Uint8Array>
export function sourcesIn(root: string): Files
export function bundle(
  root: string,
  sources: Files,
  placed: 'here' | 'anywhere',
  entries?: readonly { readonly in: string; readonly out: string }[],
): Promise<{ readonly files: Files; readonly packages: Files }>
