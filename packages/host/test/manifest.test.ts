import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { startSimulator } from '@hubward/simulator'
import { startStubNetwork } from '@hubward/testkit/stub-network'
import got from 'got'
import t from 'tap'
import { stringify } from 'yaml'
import { ConfigError, parseConfig } from '../src/config.ts'
import { createHost } from '../src/host.ts'
import { checkManifest } from '../src/manifests/check.ts'
import { publishManifest } from '../src/manifests/publish.ts'
import { ManifestWatch } from '../src/manifests/watch.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { findPublication } from '../src/store/publications.ts'
import { addSecret, secretUses } from '../src/store/webhook-secrets.ts'
import { startFront } from './fixtures/front.ts'
import { runHere } from './fixtures/run-here.ts'
import { createHostDatabase } from './stage/database.ts'
import { freePort } from './stage/free-port.ts'

t.setTimeout(400_000)

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const PLUGIN = fileURLToPath(new URL('./fixtures/templates-plugin.ts', import.meta.url))
const DAY = 86_400_000

/** A host behind a front, a Network with templates, and a Manifest that is not promoted yet. */
async function openDesk() {
  const port = await freePort()
  const hostUrl = `http://127.0.0.1:${port}`
  const [database, simulator, network, front] = await Promise.all([
    createHostDatabase(),
    startSimulator({ settings: { allowLoopbackHttp: true } }),
    startStubNetwork(),
    startFront(hostUrl),
  ])
  const written = {
    databaseUrl: database.url,
    publicUrl: hostUrl,
    listen: { host: '127.0.0.1', port },
    keys: [{ id: 'test', key: 'ab'.repeat(32) }],
    socialhub: { apiUrl: simulator.apiUrl, origins: [simulator.appUrl] },
    operator: {
      name: 'Nordlicht Agency',
      imprintUrl: `${front.operatorUrl}/imprint`,
      privacyUrl: `${front.operatorUrl}/privacy`,
      supportUrl: 'mailto:help@agency.example',
    },
    development: true,
    openHosts: [new URL(network.url).host],
    integrations: { stub: { plugin: PLUGIN, settings: { url: network.url } } },
  }
  const log: string[] = []
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk))
      done()
    },
  })
  const host = await createHost({ config: parseConfig(written), logTo })
  await host.start()
  const integration = host.context.integrations.get('stub')
  if (!integration) throw new Error(`the plugin could not be loaded: ${log.join('')}`)
  return {
    ...{ database, simulator, network, front, written, log, host, integration, hostUrl },
    async close() {
      await host.stop()
      await Promise.all([simulator.close(), network.close(), front.close()])
      await database.drop()
    },
  }
}

t.test('from a declaration to promotion, by commands', async (t) => {
  const desk = await openDesk()
  t.teardown(() => desk.close())
  const { simulator, host, written, integration } = desk
  const { db, sealer } = host.context
  const folder = t.testdir({ 'hubward.yaml': stringify(written) })
  const file = join(folder, 'hubward.yaml')
  const run = async (args: string, input?: string): Promise<Ran> => {
    const words = args.split(' ')
    if (input !== undefined) return hubward(file, words, input)
    const { code, stdout, stderr } = await runHere(t, [...words, '--config', file])
    return { code, said: stdout.trim(), failed: stderr }
  }
  const manifestNow = () => simulator.state.data.manifests[simulator.manifestId]

  t.test('show prints what the declaration compiles to', async (t) => {
    const { code, said } = await run('manifest show stub')
    t.equal(code, 0)
    t.match(JSON.parse(said), {
      webhook: { url: `${desk.hostUrl}/webhooks/‹reference›`, secret: '‹secret›' },
      callbacks: { channelCreation: `${desk.hostUrl}/connect/stub` },
    })
    t.match((await run('manifest show nothing')).failed, 'There is no integration "nothing"')
    t.match((await run('manifest diff stub')).failed, 'hubward manifest push stub')
    t.match((await run('manifest secret list stub')).failed, 'has no Manifest yet')
  })

  t.test('push publishes it, once with a token and then without', async (t) => {
    t.match((await run('manifest push stub', 'rubbish')).failed, /Access ?Token/)
    const first = await run('manifest push stub --json', simulator.accessToken)
    t.same(JSON.parse(first.said), { manifestId: simulator.manifestId })
    t.equal(manifestNow()?.inbox.ticketActions.length, 6)
    t.match(await run('manifest push stub'), { code: 0 })
    t.notMatch(desk.log.join(''), simulator.accessToken)
  })

  t.test('diff names the fields that differ, and no secret', async (t) => {
    t.match(await run('manifest diff stub'), { code: 0, said: 'No field differs.' })
    const known = manifestNow()
    const [reply] = known?.inbox.ticketActions ?? []
    if (!known || !reply) throw new Error('no Manifest')
    reply.config = { maxLength: 99, approvalProcess: true }
    reply.label = { en: 'Answer', de: 'Antworten' }
    known.inbox.ticketActions.reverse()
    if (known.webhook) known.webhook.secret = 'z'.repeat(32)
    const { code, said } = await run('manifest diff stub --json')
    t.equal(code, 1)
    const { differences } = JSON.parse(said)
    t.strictSame(
      new Map(differences.map((one: { field: string }) => [one.field, one])),
      new Map(
        [
          { field: 'inbox.ticketActions.reply.label.en', here: 'Reply', socialhub: 'Answer' },
          { field: 'inbox.ticketActions.reply.label.fr', here: 'Répondre' },
          { field: 'inbox.ticketActions.reply.config.maxLength', here: 500, socialhub: 99 },
          {
            field: 'inbox.ticketActions.order',
            here: ['reply', 'reply-once', 'like', 'count', 'hide', 'template'],
            socialhub: ['template', 'hide', 'count', 'like', 'reply-once', 'reply'],
          },
          { field: 'webhook.secret', here: '‹newest secret›', socialhub: '‹unknown secret›' },
        ].map((one) => [one.field, one]),
      ),
    )
    await run('manifest push stub')
    t.match(await run('manifest diff stub'), { code: 0 })
  })

  t.test('a secret is added, used, and the older one retired', async (t) => {
    t.match((await run('manifest secret retire stub')).failed, 'only one secret')
    t.match((await run('manifest secret add stub', 'short')).failed, '32 to 512 characters')
    const added = await run('manifest secret add stub --generate --json')
    t.match(JSON.parse(added.said), [
      { age: 'newest', verifiedAt: null },
      { age: 'older', verifiedAt: String },
    ])
    t.match((await run('manifest secret retire stub')).failed, 'has not verified anything')
    const old = manifestNow()?.webhook?.secret
    t.match(await run('manifest push stub'), { code: 0 })
    t.not(manifestNow()?.webhook?.secret, old, 'SocialHub has the new one')
    t.match(await run('manifest secret list stub'), { said: /newest: last verified at/ })
    t.match(await run('manifest secret retire stub --json'), { said: '{"retired":1}' })
  })

  t.test('check exits with 1, and answers in JSON, when something fails', async (t) => {
    const { code, said } = await run('manifest check stub --json')
    t.equal(code, 1, 'a laptop has no https')
    const failed = JSON.parse(said).filter(({ outcome }: { outcome: string }) => outcome === 'fail')
    t.ok(failed.every(({ mend }: { mend?: string }) => mend))
    t.match((await run('manifest check stub')).said, 'public-url: ')
    t.match(await findPublication(db, sealer, 'stub'), { checked: { at: Date } })
  })

  const changed = {
    ...integration,
    plugin: {
      ...integration.plugin,
      declaration: {
        ...integration.plugin.declaration,
        branding: { ...integration.plugin.declaration.branding, color: '#123456' },
      },
    },
  }

  t.test('a host says at its start when a declaration has changed', async (t) => {
    desk.log.length = 0
    const watch = new ManifestWatch(host.context)
    await watch.reportChanges(integration)
    t.same(desk.log, [], 'nothing changed')
    await watch.reportChanges(changed)
    t.match(desk.log.join(''), 'branding.color')
    t.match(desk.log.join(''), 'hubward manifest push stub')
  })

  t.test('promotion is noticed, and changes what the commands offer', async (t) => {
    const watch = new ManifestWatch(host.context)
    await watch.look(integration, Date.now())
    t.match(await findPublication(db, sealer, 'stub'), { manifest: { promotedAt: null } })
    simulator.act.promoteManifest({ manifestId: simulator.manifestId, name: 'Stub' })
    await watch.look(integration, Date.now())
    t.match(await findPublication(db, sealer, 'stub'), {
      manifest: { promotedAt: Date, publicUrl: desk.hostUrl },
    })
    t.match(desk.log.join(''), 'the Manifest was promoted')
    t.match((await run('manifest push stub')).failed, /Reusable.*hubward manifest request stub/s)
    t.match((await run('manifest secret add stub --generate')).failed, 'SocialHub Team')
    t.match(await run('manifest diff stub'), { code: 0, said: /last pushed on/ })
    desk.log.length = 0
    await watch.reportChanges(changed)
    t.match(desk.log.join(''), 'hubward manifest request stub')
  })

  t.test('a host with another public URL or name does not start any more', async (t) => {
    const elsewhere = { ...written, publicUrl: 'http://127.0.0.1:1' }
    await t.rejects(createHost({ config: parseConfig(elsewhere), logTo: nowhere() }), ConfigError)
    const renamed = { ...written, integrations: { other: written.integrations.stub } }
    await t.rejects(createHost({ config: parseConfig(renamed), logTo: nowhere() }), ConfigError)
  })

  t.test('request writes a folder for the SocialHub Team, without a secret', async (t) => {
    await db.updateTable('manifests').set({ sealed_pushed: null }).execute()
    const pushed = await findPublication(db, sealer, 'stub')
    t.equal(pushed?.pushed, null)
    t.match(await run('manifest applied stub'), { code: 0 })
    t.match(await run('manifest diff stub'), { code: 0 })
    const { code, said } = await run(`manifest request stub --to ${join(folder, 'request')}`)
    t.equal(code, 0, said)
    t.match(said, /places in README.md are yours to fill in/)
    t.match((await run(`manifest request stub --to ${folder}`)).failed, 'is not empty')
    const files = await readdir(join(folder, 'request'))
    t.strictSame(files.sort(), ['README.md', 'checks.json', 'differences.json', 'manifest.json'])
    const all = await Promise.all(
      files.map((file) => readFile(join(folder, 'request', file), 'utf8')),
    )
    const secrets = pushed?.manifest.secrets ?? []
    for (const secret of [...secrets, pushed?.manifest.reference ?? '', simulator.accessToken]) {
      t.ok(secret.length > 20)
      t.notOk(all.join('').includes(secret))
    }
  })
})

t.test('what is wrong is found from outside, with the way to mend it', async (t) => {
  const desk = await openDesk()
  t.teardown(() => desk.close())
  const { simulator, front, host, written, integration, hostUrl } = desk
  const { context } = host
  const { db, sealer } = context
  const { id: manifest } = await publishManifest(context, integration, simulator.accessToken)
  await db.transaction().execute((trx) =>
    storeCreatedChannel(trx, sealer, {
      integration: 'stub',
      manifest,
      socialhubChannelId: 'c'.repeat(24),
      accountId: simulator.accountId,
      networkId: 'ada',
      name: 'Ada',
      uniqueName: '@ada',
      imageUrl: null,
      server: null,
      language: 'en',
      accessToken: 'a.b.c',
      credentials: { account: 'ada' },
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(),
    }),
  )
  // SocialHub's test request can't reach the front by its name: it gets the addresses afterwards.
  const { manifests } = simulator.state.data
  const atFront = JSON.stringify(manifests[simulator.manifestId]).replaceAll(
    hostUrl,
    front.publicUrl,
  )
  const restore = () => {
    manifests[simulator.manifestId] = JSON.parse(atFront)
    front.faults.clear()
  }
  const edit = (change: (manifest: (typeof manifests)[string]) => void) => {
    const known = manifests[simulator.manifestId]
    if (known) change(known)
  }
  const published = { ...written, publicUrl: front.publicUrl, development: false }
  const check = (change: object = {}, now = Date.now()) =>
    checkManifest({ db, sealer, config: parseConfig({ ...published, ...change }) }, integration, {
      now,
      publicClient: front.outside,
    })

  restore()
  const healthy = await check()
  t.strictSame(
    healthy.filter(({ outcome }) => outcome !== 'pass'),
    [],
    'a good set-up passes everything',
  )
  t.ok(healthy.length >= 16)

  const faults: Record<
    string,
    {
      finds: string
      mend: RegExp
      plant: () => void
      /** What the configuration says otherwise. */
      config?: object
      inDays?: number
    }
  > = {
    'a proxy that does not pass everything on': {
      finds: 'reachable',
      mend: /let the proxy pass every path/,
      plant: () => front.faults.set('/healthz', { answer: { status: 502 } }),
    },
    'a certificate that ends in a week': {
      finds: 'certificate',
      mend: /Renew it now/,
      plant: () => undefined,
      inDays: 83,
    },
    'a proxy that loses the token': {
      finds: 'onboarding-page',
      mend: /with its query and cookies/,
      plant: () => front.faults.set('/connect/', { withoutQuery: true }),
    },
    'a reactivation page that is missing': {
      finds: 'reactivation-page',
      mend: /pass \/reconnect\/stub on to a host/,
      plant: () => front.faults.set('/reconnect/', { answer: { status: 404 } }),
    },
    'a proxy that says yes to every webhook request': {
      finds: 'webhook',
      mend: /unchanged: body, path and the headers/,
      plant: () => front.faults.set('/webhooks/', { answer: { status: 200 } }),
    },
    'a proxy that keeps the challenge to itself': {
      finds: 'webhook',
      mend: /X-SocialHub-Challenge/,
      plant: () => front.faults.set('/webhooks/', { withoutHeader: 'x-socialhub-challenge' }),
    },
    'a webhook that SocialHub has removed': {
      finds: 'webhook-at-socialhub',
      mend: /hubward manifest push/,
      plant: () =>
        edit((known) => {
          delete known.webhook
        }),
    },
    'templates for everybody': {
      finds: 'templates',
      mend: /X-SocialHub-Signature/,
      plant: () =>
        front.faults.set('/templates/', {
          answer: { status: 200, type: 'application/json', body: '[]' },
        }),
    },
    'an icon that is a page': {
      finds: 'icon',
      mend: /content type/,
      plant: () =>
        front.faults.set('/branding/stub/icon', { answer: { status: 200, body: '<html>' } }),
    },
    'a picture of a megabyte': {
      finds: 'fallback',
      mend: /Make it smaller/,
      plant: () =>
        front.faults.set('/branding/stub/fallback', {
          answer: { status: 200, type: 'image/png', body: Buffer.alloc(1_000_000, 1) },
        }),
    },
    'an imprint that is not there': {
      finds: 'imprint',
      mend: /operator.imprintUrl/,
      plant: () => front.faults.set('/pages/imprint', { answer: { status: 404 } }),
    },
    'a privacy notice at an unknown name': {
      finds: 'privacy',
      mend: /operator.privacyUrl/,
      plant: () => undefined,
      config: { operator: { ...written.operator, privacyUrl: 'https://nowhere.invalid/' } },
    },
  }
  for (const [fault, { finds, mend, plant, config, inDays = 0 }] of Object.entries(faults)) {
    t.test(fault, async (t) => {
      plant()
      const results = await check(config, Date.now() + inDays * DAY)
      restore()
      const failed = results.filter(
        // On another day our own request is stale: its clock is not what is looked at.
        ({ name, outcome }) => outcome === 'fail' && (inDays === 0 || name === finds),
      )
      t.strictSame(
        failed.map(({ name }) => name),
        [finds],
        'it is found, and nothing else is blamed',
        { failed },
      )
      t.match(failed[0]?.mend, mend)
    })
  }

  t.test('a label that has no French at SocialHub', async (t) => {
    edit((known) => {
      const [reply] = known.inbox.ticketActions
      if (reply) reply.label = { en: 'Reply', de: 'Antworten' }
    })
    const failed = (await check()).filter(({ outcome }) => outcome === 'fail')
    restore()
    t.strictSame(failed.map(({ name }) => name).sort(), ['labels', 'up-to-date'])
    t.match(failed.find(({ name }) => name === 'labels')?.found, '"reply" has no text in fr')
    t.match(failed.find(({ name }) => name === 'up-to-date')?.mend, 'hubward manifest push stub')
  })

  t.test('our own checks don’t count as SocialHub using a secret', async (t) => {
    await db.transaction().execute((trx) => addSecret(trx, sealer, manifest, 'n'.repeat(64)))
    const webhook = (await check()).find(({ name }) => name === 'webhook')
    t.equal(webhook?.outcome, 'pass', 'the newest secret was tried')
    const publication = await findPublication(db, sealer, 'stub')
    const [newest] = publication ? await secretUses(db, sealer, publication.manifest) : []
    t.match(newest, { verifiedAt: null })
  })

  t.test('our own checks set off no alarm for refused webhooks', async (t) => {
    const { registry } = host.context.counters
    const refused = () => registry.getSingleMetricAsString('hubward_webhook_refused_total')
    const before = await refused()
    await check()
    t.equal(await refused(), before, 'the host knows its own probe')
    const { webhook } = (await findPublication(db, sealer, 'stub'))?.pushed?.manifest ?? {}
    const forged = await got.post(webhook?.url ?? '', {
      headers: { 'x-hubward-check': `${Date.now()}.${'0'.repeat(64)}` },
      json: {},
      throwHttpErrors: false,
    })
    t.equal(forged.statusCode, 401)
    t.not(await refused(), before, 'and nobody else can pretend to be it')
  })

  t.test('an address that does not last', async (t) => {
    const results = await check({ publicUrl: front.publicUrl.replace(/\/\/[^:]+/, '//127.0.0.1') })
    t.match(
      results.find(({ name }) => name === 'public-url'),
      { outcome: 'fail', mend: /domain of your own/ },
    )
    t.match(
      results.find(({ name }) => name === 'certificate'),
      { outcome: 'fail', mend: /for exactly this name/ },
    )
  })

  t.test('a host looks once a day, and logs what fails', async (t) => {
    const here = `https://127.0.0.1:${new URL(front.publicUrl).port}`
    const config = parseConfig({
      ...published,
      publicUrl: here,
      operator: { name: 'Agency', imprintUrl: here, privacyUrl: here },
    })
    const watch = new ManifestWatch({ ...context, config })
    await db.updateTable('manifests').set({ checked_at: null }).execute()
    desk.log.length = 0
    await watch.look(integration, Date.now())
    t.match(desk.log.join(''), '"check":"certificate"')
    t.match(desk.log.join(''), '"mend":"Install a valid certificate')
    desk.log.length = 0
    await watch.look(integration, Date.now())
    t.same(desk.log, [], 'not again on the same day')
  })

  t.test('an Access Token that was replaced', async (t) => {
    await simulator.act.createNewToken({ channelId: simulator.channelId })
    const results = await check()
    t.match(
      results.find(({ name }) => name === 'access-token'),
      { outcome: 'fail', mend: /manifest push --token/ },
    )
    t.match(
      results.find(({ name }) => name === 'webhook-at-socialhub'),
      { outcome: 'unknown' },
      'what can’t be seen is not said to be well',
    )
  })
})

interface Ran {
  readonly code: number | string | null
  readonly said: string
  readonly failed: string
}

/** In a process of its own, with its standard input. */
async function hubward(file: string, args: readonly string[], input: string): Promise<Ran> {
  const child = execFile(process.execPath, [MAIN, ...args, '--config', file])
  child.stdin?.end(input)
  const [said, failed] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'close'),
  ])
  return { code: child.exitCode, said: said.trim(), failed }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
