#!/usr/bin/env node
// What "npm start" and "npm test" run. Plain JavaScript that Node 18 understands: this file's job
// is to find a Node and a pnpm that are new enough for everything else, and to install.

import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { watchParent } from './parent.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
const JOBS = {
  start: 'packages/quickstart/src/main.ts',
  test: 'packages/quickstart/src/checks/test.ts',
}

const [job, ...args] = process.argv.slice(2)
if (!Object.hasOwn(JOBS, job)) {
  console.error('Usage: node packages/quickstart/bin/run.mjs start|test [options]')
  process.exit(2)
}
process.chdir(ROOT)
try {
  const env = await toolchain(cleanEnvironment(process.env))
  await install(env)
  process.exit(await runJob(env, JOBS[job], args))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/**
 * npm hands its own settings to its scripts, and pnpm would take them for its own. How the network
 * is reached is what somebody may have set on purpose.
 */
function cleanEnvironment(env) {
  const network = /^npm_config_(registry|cafile|proxy|https[-_]proxy|noproxy|strict[-_]ssl)$/i
  const ofNpm = /^npm_(config|lifecycle|package|execpath|node_execpath|command)/i
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => network.test(name) || !ofNpm.test(name)),
  )
}

/** An environment whose PATH has a Node and a pnpm that are new enough. */
async function toolchain(env) {
  if (nodeIsNewEnough(process.versions.node) && (await pnpmIsNewEnough(env))) return env

  const packages = ['-p', 'node@24', '-p', 'pnpm@10']
  // Only asked for its PATH: a server behind npx would outlive a signal that npx gets.
  const ask = [...packages, '--', 'node', '-p', 'process.env.PATH']
  // What an earlier start has fetched is used again, so that this works offline.
  let path = await capture('npx', ['--yes', '--offline', ...ask], env)
  if (path.code !== 0) {
    console.log('Fetching Node 24 and pnpm 10 (once, some 15 seconds) …')
    path = await capture('npx', ['--yes', ...ask], env)
  }
  if (path.code !== 0) {
    throw new Error(
      `${path.errors}\nHubward needs Node 22.20 or newer and pnpm 10, and could not fetch them with npx. ` +
        'Check the connection and try again, or install both: https://nodejs.org, https://pnpm.io',
    )
  }
  return { ...env, PATH: path.output.trim().split('\n').at(-1) }
}

/** Node runs TypeScript as it is from 22.18 on; got, nock and kysely ask for 22.20. */
function nodeIsNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 20)
}

async function pnpmIsNewEnough(env) {
  const { code, output } = await capture('pnpm', ['--version'], env)
  return code === 0 && Number.parseInt(output, 10) >= 10
}

async function install(env) {
  const since = Date.now()
  const notice = setTimeout(() => {
    console.log('Installing what Hubward is made of (the first time up to a minute) …')
  }, 3_000)
  const { code, output, errors } = await capture(
    'pnpm',
    ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
    { ...env, CI: 'true' },
  )
  clearTimeout(notice)
  if (code !== 0) {
    const end = `${output}\n${errors}`.trim().split('\n').slice(-25).join('\n')
    throw new Error(
      `${end}\nThe packages could not be installed; the lines above say why. ` +
        'Where package.json and pnpm-lock.yaml disagree, run "pnpm install" once.',
    )
  }
  const seconds = Math.round((Date.now() - since) / 1000)
  if (seconds > 3) console.log(`Installed in ${seconds} s.`)
}

/** Runs the job in a process of its own, and ends it when we are asked to end or orphaned. */
function runJob(env, file, args) {
  const node = ['--disable-warning=ExperimentalWarning', file, ...args]
  // The channel closes with this process, however it dies: the job can listen for 'disconnect'.
  const child = start('node', node, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  const end = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 20_000).unref()
  }
  // Ctrl-C reaches every process of a terminal: the job ends itself, and we wait for it.
  const inTerminal = process.stdin.isTTY || process.stdout.isTTY
  process.on('SIGINT', () => !inTerminal && end())
  process.on('SIGTERM', end)
  process.on('SIGHUP', end)
  const stopWatching = watchParent(end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      stopWatching()
      resolve(code ?? (signal === 'SIGKILL' ? 137 : 143))
    })
  })
}

function capture(command, args, env) {
  const child = start(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output, errors: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output, errors }))
  })
}

function start(command, args, options) {
  // On Windows npx and pnpm are command files, which only a shell can start.
  const shell = process.platform === 'win32' && command !== 'node'
  return spawn(command, args, { ...options, shell })
}
