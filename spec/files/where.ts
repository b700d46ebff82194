/** Where the code that runs lies. */

/** The folder of the bundle, with `/` at its end; undefined where the sources run as they are (`cli/build`). */
export const BUNDLE: string | undefined = import.meta.url.endsWith('.ts')
  ? undefined
  : new URL('.', import.meta.url).href
