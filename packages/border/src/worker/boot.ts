import { enableCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'
import type { WorkerStart } from './protocol.ts'

/**
 * What a worker begins with. What is imported before the cache is on is compiled anew in each worker: so
 * this file imports nothing but Node's own, and the rest afterwards.
 */
const start: WorkerStart = workerData
if (start.compileCache !== undefined) enableCompileCache(start.compileCache)
await import('./entry.ts')
