#!/usr/bin/env node
// "npm run reset": removes what "npm start" keeps between starts, all of it.

import { lstat, readFile, readlink, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
const KEPT = join(ROOT, '.hubward')
const DATA = join(KEPT, 'postgres', 'data')

if (await runs()) {
  console.error('Hubward is running. Stop it first (Ctrl-C where it runs), then reset it.')
  process.exit(1)
}
const kept = await lstat(KEPT).catch(() => undefined)
// For root the data can be elsewhere, where an unprivileged user reaches them.
const elsewhere = await readlink(DATA).catch(() => undefined)
if (elsewhere) await rm(elsewhere, { recursive: true, force: true })
await rm(KEPT, { recursive: true, force: true })
console.log(kept ? 'Removed .hubward: "npm start" begins anew.' : 'There is nothing to remove.')

/** Whether the database's server is alive, and with it whoever uses it. */
async function runs() {
  const lock = await readFile(join(DATA, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(lock, 10)
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
