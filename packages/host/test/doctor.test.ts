import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openAgency } from './fixtures/agency.ts'
import { runHere } from './fixtures/run-here.ts'

t.setTimeout(400_000)

interface Result {
  readonly name: string
  readonly outcome: string
  readonly found: string
  readonly mend?: string
}

t.test('the doctor says what keeps a host from its work, and how to mend it', async (t) => {
  const agency = await openAgency()
  t.teardown(() => agency.close())
  await chmod(agency.file, 0o600)
  const written = JSON.parse(await readFile(agency.file, 'utf8'))
  const folder = t.testdir({})
  const look = async (change: object, ...more: string[]) => {
    const file = join(folder, 'hubward.yaml')
    await writeFile(file, JSON.stringify({ ...written, ...change }), { mode: 0o600 })
    const { code, stdout, stderr } = await runHere(t, ['doctor', '--json', ...more, '-c', file])
    t.equal(stderr, '')
    const { well, results }: { well: boolean; results: Result[] } = JSON.parse(stdout)
    t.equal(code, well ? 0 : 1)
    const failed = results.filter(({ outcome }) => outcome === 'fail')
    for (const { name, mend } of failed) t.match(mend, /\w+.*[.)…]?$/, `${name} has a cure`)
    return { results, failed: failed.map(({ name }) => name), all: JSON.stringify(failed) }
  }

  await t.test('of a host that is well it finds nothing', async (t) => {
    const host = await agency.start()
    t.teardown(() => host.stop())
    const { failed, all, results } = await look({})
    t.same(failed, [], all)
    t.match(
      results.map(({ name }) => name),
      ['configuration', 'secrets', 'notices', 'database', 'clock-of-postgresql', 'connections'],
    )
    t.match(results.find(({ name }) => name === 'hosts')?.found, 'A host is running')
    t.match(results.find(({ name }) => name === 'versions')?.found, /Hubward \d.*Node \d/)
  })

  await t.test('a configuration that can’t be used', async (t) => {
    const { all, failed } = await look({ listen: { prt: 1 }, log: 'loud' })
    t.same(failed, ['configuration', 'configuration'])
    t.match(all, 'Did you mean listen.port?')
  })

  await t.test('a database that can’t be reached', async (t) => {
    const { failed } = await look({ databaseUrl: 'postgres://me:pass-word-9f1@127.0.0.1:9/none' })
    t.ok(failed.includes('database'))
  })

  await t.test('a wrong key, a wrong address, and nobody there', async (t) => {
    const publicUrl = 'http://127.0.0.1:9'
    await agency.db
      .insertInto('plugin_store')
      .values({ integration: 'stub', channel_id: '0', key: 'app', sealed_value: Buffer.alloc(1) })
      .execute()
    const { failed } = await look({ keys: [{ id: 'test', key: 'cd'.repeat(32) }], publicUrl })
    t.same(failed, ['keys', 'installation', 'reachable'])
    t.match(
      await agency.db.selectFrom('installation').select('public_url').execute(),
      [{ public_url: agency.url }],
      'looking claims nothing',
    )
  })

  await t.test('SocialHub out of reach, an integration without code, a wrong name', async (t) => {
    const integrations = {
      stub: {
        plugin: '@hubward/testkit/stub-network/plugin',
        settings: { url: agency.network.url, lstOwn: true },
      },
      gone: { plugin: './gone' },
    }
    const { failed, all } = await look({
      socialhub: { ...written.socialhub, apiUrl: 'http://127.0.0.1:9' },
      integrations,
    })
    t.same(
      failed.filter((name) => name !== 'reachable'),
      ['clock', 'integration stub', 'integration gone'],
    )
    t.match(all, /settings\.lstOwn: .*Did you mean listOwn\?/)
  })

  await t.test('the file for support holds no secret and nobody’s address', async (t) => {
    const bundle = join(folder, 'bundle.json')
    const notices = {
      mailTo: 'carla@agency.example',
      smtpUrl: 'smtps://carla:mail-pass-77@mail.agency.example',
    }
    await look({ notices, accounts: ['ab'.repeat(12)] }, '--bundle', bundle)
    const text = await readFile(bundle, 'utf8')
    t.equal((await stat(bundle)).mode & 0o077, 0, 'its owner alone reads it')
    t.match(JSON.parse(text), {
      hubward: /\d/,
      settings: {
        publicUrl: agency.url,
        keys: [{ id: 'test' }],
        notices: { mailTo: '(left out)' },
      },
      figures: { channels: [] },
    })
    const { password, username } = new URL(written.databaseUrl)
    for (const secret of ['ab'.repeat(12), 'carla', 'mail-pass-77', password || 'ab'.repeat(32)]) {
      t.notMatch(text, secret)
    }
    t.notMatch(text, `${username}:`)
  })
})
