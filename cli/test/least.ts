/**
 * The text of the least scenario, with one thing in it that a test puts there.
 */

export const machine = (fields = '', functions = ''): string =>
  `machine: {hosts: [{name: h0${fields}}], functions: [{name: rp, type: root port, on: h0}${functions}]}\n`
export const scenario = (fields = '', functions = '', steps = ''): string =>
  `${machine(fields, functions)}steps: [${steps}]\n`
/** A machine with one number in it. */
export const offset = (number: string): string => scenario(`, offset: ${number}`)
