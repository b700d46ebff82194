/**
 * Places where no file may be written, each with what is said of it; and what a folder looks like, to see that nothing in it
 * was changed.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Makes something odd; answers the path that is given to the option. `input` is what the command reads. */
type Make = (path: string, input: string) => string | void

/** A place for a file: what is said of it after its name. */
export const ODD_FILES: readonly (readonly [sentence: string, make: Make, says: string])[] = [
  ['no name', () => '', ''],
  ['a disk that is full', () => '/dev/full', ', a device'],
  ['a link to a device', (path) => symlinkSync('/dev/null', path), ', a device'],
  ['a pipe', (path) => pipe(path), ', a pipe'],
  ['a link to a pipe', (path) => (pipe(`${path}.p`), symlinkSync(`${path}.p`, path)), ', a pipe'],
  ['a socket', (path) => socket(path), ', a socket'],
  ['a folder', (path) => mkdirSync(path), ', a folder'],
  ['a folder by its slash', (path) => `${path}/`, ', a folder'],
  ['a link to a folder', (path) => symlinkSync(dirname(path), path), ', a folder'],
  ['the folder itself', (path) => dirname(path), ', a folder'],
  ['a link to nothing', (path) => symlinkSync('nothing', path), ', a symbolic link to nothing'],
  ['a link to itself', (path) => symlinkSync(path, path), ', a symbolic link that leads to itself'],
  ['what is read', (_, input) => input, ', which is read'],
  [
    'what is read, the long way',
    (_, input) => `${dirname(input)}/./${input.replace(/^.*\//, '')}`,
    ', which is read, as ',
  ],
  ['a link to what is read', (path, input) => symlinkSync(input, path), ', which is read, as '],
  ['a hard link to what is read', (path, input) => linkSync(input, path), ', which is read, as '],
  [
    'a file that nobody may write',
    (path) => (writeFileSync(path, 'old'), chmodSync(path, 0o444)),
    ', a file that may not be written',
  ],
  [
    'a link to one',
    (path) => (writeFileSync(`${path}.f`, 'old'), chmodSync(`${path}.f`, 0o400), symlinkSync(`${path}.f`, path)),
    ', a file that may not be written',
  ],
  ['a file below a file', (path) => (writeFileSync(path, 'old'), `${path}/below`), ', below a file'],
  ['a file in no folder', (path) => `${path}/gone/out`, ', in no folder that there is'],
  [
    'a file in a link to nothing',
    (path) => (symlinkSync('nothing', path), `${path}/out`),
    ', in no folder that there is',
  ],
  ['a name that is too long', (path) => `${path}${'x'.repeat(300)}`, '..., a name that is too long'],
  ['where there are no files', () => '/proc/out', ', where nothing can be written'],
  ['a line end in its name', (path) => `${path}\n/out`, '<U+000A>/out, in no folder that there is'],
]

/** A place for a folder of files. */
export const ODD_FOLDERS: readonly (readonly [sentence: string, make: Make, says: string])[] = [
  ['no name', () => '', '""'],
  ['a file', (path) => writeFileSync(path, 'old'), ', a file; accepted: a folder'],
  ['a file by a slash', (path) => (writeFileSync(path, 'old'), `${path}/`), ', a file; accepted: a folder'],
  [
    'a link to a file',
    (path) => (writeFileSync(`${path}.f`, 'old'), symlinkSync(`${path}.f`, path)),
    ', a file; accepted: a folder',
  ],
  ['a disk that is full', () => '/dev/full', ', a device; accepted: a folder'],
  ['a link to a device', (path) => symlinkSync('/dev/null', path), ', a device; accepted: a folder'],
  ['a pipe', (path) => pipe(path), ', a pipe; accepted: a folder'],
  ['a socket', (path) => socket(path), ', a socket; accepted: a folder'],
  ['a link to nothing', (path) => symlinkSync('nothing', path), ', a symbolic link to nothing; accepted: a folder'],
  ['a link to itself', (path) => symlinkSync(path, path), ', a symbolic link that leads to itself; accepted: a folder'],
  [
    'a folder below a file',
    (path) => (writeFileSync(path, 'old'), `${path}/below`),
    ', below a file; accepted: a folder',
  ],
  ['what is read', (_, input) => input, ', a file; accepted: a folder'],
  [
    'a name that is too long',
    (path) => `${path}${'x'.repeat(300)}`,
    '..., a name that is too long; accepted: a folder',
  ],
  ['where there are no files', () => '/proc/out', ', where nothing can be written; accepted: a folder'],
  ['where no file may be written', () => '/proc/self/task', ', where nothing may be written; accepted: a folder'],
  ['a folder in a link to nothing', (path) => (symlinkSync('nothing', path), `${path}/out`), ', '],
  [
    'no scenario in it',
    (path) => (mkdirSync(path), writeFileSync(join(path, 'a.yaml'), '{')),
    '/a.yaml: top level: found ',
  ],
  ['a pipe in it', (path) => (mkdirSync(path), pipe(join(path, 'a.yaml'))), '/a.yaml: found a pipe; accepted: a file'],
  [
    'a device in it',
    (path) => (mkdirSync(path), symlinkSync('/dev/zero', join(path, 'a.yaml'))),
    '/a.yaml: found a device; accepted: a file',
  ],
  [
    'a folder in it',
    (path) => mkdirSync(join(path, 'a.yaml'), { recursive: true }),
    '/a.yaml: found a folder; accepted: a file',
  ],
  [
    'a link to nothing in it',
    (path) => (mkdirSync(path), symlinkSync('nothing', join(path, 'a.yaml'))),
    '/a.yaml: found a symbolic link to nothing',
  ],
  [
    'what is no folder where one is kept',
    (path) => (mkdirSync(path), pipe(join(path, 'trust'))),
    '/trust, a pipe; accepted: a folder',
  ],
]

export const pipe = (path: string): void => void execFileSync('mkfifo', [path])

/** One that nobody listens at. */
export const socket = (path: string): void => {
  const listen = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  try {
    execFileSync(process.execPath, ['-e', listen, path])
  } catch {
    // It was killed, so that the socket stays.
  }
}

/** Everything below a folder: kind, mode, number and what is in it. A number that changed is a file that was replaced. */
export const everythingIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name)
      const stats = lstatSync(path)
      const inside = stats.isFile() ? readFileSync(path, 'latin1') : stats.isSymbolicLink() ? readlinkSync(path) : ''
      const row = [path, `${stats.mode.toString(8)} ${stats.ino} ${inside}`] as const
      return stats.isDirectory() ? [row, ...Object.entries(everythingIn(path))] : [row]
    }),
  )
