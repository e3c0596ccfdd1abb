import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTestDatabase } from '@hubward/postgres'
import t from 'tap'
import { freePort } from '../../host/test/stage/free-port.ts'
import { fillDemo } from '../src/demo.ts'
import { startQuickstart } from '../src/quickstart.ts'
import { ROOT } from '../src/repository-folders.ts'

t.setTimeout(300_000)

t.test('what fills the cockpit is accounted for, and comes once', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'hubward-demo-'))
  t.teardown(() => rm(directory, { recursive: true }))
  const database = await createTestDatabase({
    name: 'demo',
    version: 'empty',
    prepare: async () => {},
  })
  t.teardown(database.drop)
  const quickstart = await startQuickstart({
    directory,
    databaseUrl: database.url,
    ports: { host: await freePort(), api: 0, app: 0 },
    websitePort: 0,
    cockpitPort: 0,
  })
  t.teardown(quickstart.close)
  await fillDemo(quickstart.host, quickstart.simulator)
  await fillDemo(quickstart.host, quickstart.simulator)
  const main = join(ROOT, 'packages/host/src/main.ts')
  const config = join(directory, 'hubward.yaml')
  const { stdout } = await promisify(execFile)(process.execPath, [
    main,
    'prove',
    '--config',
    config,
  ])
  t.match(stdout, /Tickets\s+\d+\n/)
  t.match(stdout, 'Everything that came in is accounted for.')
})
