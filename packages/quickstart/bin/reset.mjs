#!/usr/bin/env node
// What "npm run reset" runs: removes everything that "npm start" has made. Plain JavaScript without
// packages, so that it works whatever else is broken.

import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const directory = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '.hubward')

if (!existsSync(directory)) {
  console.log('There is nothing to remove.')
} else if (isRunning()) {
  console.error('Hubward is running. Stop it first (Ctrl-C where it was started), then try again.')
  process.exitCode = 1
} else {
  // For root the database may stand elsewhere, with a link to it.
  for (const data of [join(directory, 'postgres', 'data')]) {
    if (isLink(data) && existsSync(data))
      rmSync(realpathSync(data), { recursive: true, force: true })
  }
  rmSync(directory, { recursive: true, force: true })
  console.log('Removed: the database, the simulator’s state, and the key.')
}

function isLink(path) {
  try {
    return readlinkSync(path) !== ''
  } catch {
    return false
  }
}

function isRunning() {
  try {
    const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'))
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
