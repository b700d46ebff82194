#!/usr/bin/env node
// The sources are TypeScript and run as they are: no build step in a clone.
import { register } from 'tsx/esm/api'

register()
const { guardOutput, main } = await import('./main.ts')
guardOutput('p2pspec')
process.exitCode = await main(process.argv.slice(2))
