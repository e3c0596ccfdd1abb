#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { keepEnvironmentOutOfReports } from './exposed-secrets.ts'

// Both measured with "pnpm bench start". Without the cache every start strips types and compiles
// again, which takes longer and 20 MB; without the flag V8 keeps 40 MB that only the start needed.
// `cli/start.ts` takes the flag back once the host is ready.
enableCompileCache()
setFlagsFromString('--optimize-for-size')
keepEnvironmentOutOfReports()
const { createProgram } = await import('./cli/program.ts')
const program = await createProgram(process.argv.slice(2))
await program.parseAsync()
