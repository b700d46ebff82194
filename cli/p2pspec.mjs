#!/usr/bin/env node
// The sources are TypeScript and run as they are: no build step in a clone.
import { register } from 'tsx/esm/api'

register()
// `p2pspec rules | head`: the reader has gone, and that is no error.
process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1))
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
