/**
 * The colours of a picture, by day and by night. Words and frames say everything: colour only repeats it.
 *
 * The file names the colours of the day, which every program draws; a browser in dark mode changes each for its twin.
 */

export const PAPER = '#ffffff'
export const INK = '#1a1a1a'
export const FAINT = '#5f5f5f'
export const WAY = '#0b57a4'

export const RED = { ink: '#b00020', paper: '#fde7e9' }
export const AMBER = { ink: '#7a4f00', paper: '#fff4d6' }
export const GREEN = { ink: '#0a6b2d', paper: '#e5f5ea' }
export const BLUE = { ink: WAY, paper: '#e6eff9' }
export const GREY = '#f0f0f0'

/** Of each colour of the day the one of the night; what was light is dark, and the other way round. */
export const NIGHT: Readonly<Record<string, string>> = {
  [PAPER]: '#15181c',
  [INK]: '#ececec',
  [FAINT]: '#a8adb3',
  [WAY]: '#7db8ff',
  [RED.ink]: '#ff8a94',
  [RED.paper]: '#47161c',
  [AMBER.ink]: '#f2c264',
  [AMBER.paper]: '#3d2f0d',
  [GREEN.ink]: '#7fd99b',
  [GREEN.paper]: '#14351f',
  [BLUE.paper]: '#142c47',
  [GREY]: '#2a2e33',
}

/** For the `<style>` of an SVG file. */
export const nightStyle = (): string => {
  const twins = Object.entries(NIGHT).flatMap(([day, night]) => [
    `[fill="${day}"]{fill:${night}}`,
    `[stroke="${day}"]{stroke:${night}}`,
  ])
  return `@media (prefers-color-scheme:dark){${twins.join('')}}`
}
