import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecord } from '@hubward/border'
import t from 'tap'
import { parse } from 'yaml'
import { variablesOf } from '../src/config-sources.ts'
import { Settings } from '../src/settings.ts'

// The files of `deploy` that need something of which no test machine has enough: read, at least.

const DEPLOY = fileURLToPath(new URL('../deploy/', import.meta.url))
const read = (name: string) => readFile(join(DEPLOY, name), 'utf8')

/** Read by the command itself. */
const OF_THE_COMMAND = ['HUBWARD_CONFIG']
const known = new Set([...variablesOf(Settings), ...OF_THE_COMMAND])

t.test('every variable of Hubward’s that a file sets is a setting', async (t) => {
  for (const name of ['compose.yaml', 'Containerfile', 'hubward.service']) {
    const text = await read(name)
    const named = [...text.matchAll(/\b(?:HUBWARD_[A-Z_]+|DATABASE_URL)\b/g)].map(([one]) => one)
    t.ok(named.length > 0, `${name} names ${named.length}`)
    for (const one of named) t.ok(known.has(one.replace(/_FILE$/, '')), `${name}: ${one}`)
  }
})

t.test('the compose file is one, and its hosts run as the image wants it', async (t) => {
  const compose: unknown = parse(await read('compose.yaml'), { merge: true })
  if (!isRecord(compose) || !isRecord(compose.services) || !isRecord(compose.volumes)) {
    throw new Error('services and volumes are missing')
  }
  const { services, volumes } = compose
  const [, user] = /^USER (\S+)$/m.exec(await read('Containerfile')) ?? []
  for (const name of ['host-1', 'host-2']) {
    t.match(services[name], {
      user,
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      depends_on: { postgres: { condition: 'service_healthy' } },
    })
  }
  for (const [name, service] of Object.entries(services)) {
    const mounted = isRecord(service) && Array.isArray(service.volumes) ? service.volumes : []
    for (const volume of mounted.map(String)) {
      const [from = ''] = volume.split(':')
      if (!from.startsWith('.')) t.ok(from in volumes, `${name}: the volume ${from} is declared`)
    }
  }
})
