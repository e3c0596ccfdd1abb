import { spawn } from 'node:child_process'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Account } from './account.ts'
import { shutDown } from './postmaster.ts'
import { connect, isUnused } from './users.ts'

// A small process beside the server that stops it when nobody uses it any more. Users who leave in
// an orderly way do that themselves; this one is for those who were killed.

const EVERY_MS = 1_000

interface Server {
  /** Of the database in which users hold their locks. */
  url: string
  data: string
  programs: string
  account: Account | undefined
}

/** Called by whoever started the server, once they count as a user of it. */
export function startKeeper(server: Server): void {
  const file = join(import.meta.dirname, `keeper${extname(fileURLToPath(import.meta.url))}`)
  const { PATH, SystemRoot } = process.env
  const child = spawn(process.execPath, [file], {
    detached: true,
    // Nothing of ours: a test runner, say, would count it as one of its own.
    env: { PATH, SystemRoot },
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  })
  child.on('error', () => undefined)
  // By stdin, because the password must not show in the list of processes.
  child.stdin.on('error', () => undefined)
  child.stdin.end(JSON.stringify(server))
  child.unref()
}

async function keep(server: Server): Promise<void> {
  const client = await connect(server.url)
  let connected = true
  client.once('end', () => {
    connected = false
  })
  while (connected) {
    await wait(EVERY_MS)
    // A failed query means that the server has gone meanwhile.
    if (!(await isUnused(client).catch(() => false))) continue
    await shutDown(server.data, server.programs, server.account).catch(() => undefined)
    // Whoever has begun to wait for our lock goes on where the server could not be stopped.
    await client.end()
  }
}

if (import.meta.main) {
  const server: Server = JSON.parse(await text(process.stdin))
  await keep(server)
}
