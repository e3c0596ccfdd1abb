import { createHmac, randomUUID } from 'node:crypto'
import { signWebhook } from '@hubward/socialhub'
import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import type { ChannelEvent } from '../src/channel.ts'
import { ConfigError, parseConfig } from '../src/config.ts'
import { MissingIntegrations } from '../src/notices/missing-integrations.ts'
import { Notifier } from '../src/notices/notifier.ts'
import { setAccountLabel } from '../src/store/accounts.ts'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { changeState } from '../src/store/channel-state.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { eraseNotices, writeNotice } from '../src/store/notices.ts'
import { openHouse } from './fixtures/house.ts'
import { SMTP_PASSWORD, startReceivers } from './fixtures/receivers.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually, setStage } from './stage/stage.ts'

const SECRET = 'secret-that-signs-the-notices'
const HOUR_MS = 3_600_000

t.test('the operator is told', async (t) => {
  const [house, receivers] = await Promise.all([openHouse(), startReceivers()])
  t.teardown(async () => {
    await receivers.close()
    await house.close()
  })
  const { context, simulator } = house
  const { db, sealer } = context
  const { posts, mails, answers, webhookUrl, smtpUrl } = receivers
  const notices = { webhookUrl, webhookSecret: SECRET, mailTo: 'ops@agency.example', smtpUrl }
  /** What one host does; the house itself has nobody to tell. */
  const notifier = new Notifier({ ...context, config: { ...context.config, notices } })
  const tell = async () => {
    posts.length = 0
    mails.length = 0
    await notifier.tellDue()
    return posts.map(({ body }) => JSON.parse(body))
  }
  const manifest = (await db.selectFrom('manifests').select('id').executeTakeFirstOrThrow()).id

  let channels = 0
  const addChannel = async (name: string) => {
    channels += 1
    const made = {
      integration: 'harbour',
      manifest,
      socialhubChannelId: String(channels).padStart(24, '0'),
      accountId: house.accountId,
      networkId: `harbour-${channels}`,
      name,
      uniqueName: `@${channels}`,
      imageUrl: null,
      server: null,
      language: 'en' as const,
      accessToken: 'token-of-the-channel',
      credentials: { user: 'credentials-of-the-channel' },
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(0),
    }
    const store = () =>
      db.transaction().execute(async (trx) => {
        const stored = await storeCreatedChannel(trx, sealer, made)
        // SocialHub does not know these Channels: nobody shall take their turns.
        await sql`update turns set due_at = 'infinity' where channel_id = ${stored.channelId}`.execute(
          trx,
        )
        return stored
      })
    const { channelId } = await store()
    const happen = async (event: ChannelEvent, cause = 'a cause') => {
      const channel = await loadCallChannel(db, sealer, channelId)
      if (!channel) throw new Error('not stored')
      return await db.transaction().execute((trx) => changeState(trx, channel, event, cause))
    }
    return { ...made, channelId, happen, reconnect: store }
  }

  await t.test('of Channels whose integration nobody configures any more', async (t) => {
    const { channelId } = await addChannel('Left behind')
    await sql`update channels set integration = 'left-behind' where id = ${channelId}`.execute(db)
    await sql`update turns set due_at = now() where channel_id = ${channelId}`.execute(db)
    await eventually(
      () => context.availability.gone?.has('left-behind'),
      (met) => met === true,
    )
    // At noon, so that no day ends in between.
    const gone = new Map([['left-behind', new Date('2026-01-01T12:00:00Z')]])
    const missing = new MissingIntegrations(context, () => [], gone)
    const after = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes))
    await missing.tell(after(14))
    t.same(await tell(), [], 'another host may have it, while they are restarted')
    await missing.tell(after(16))
    await missing.tell(after(17))
    await new MissingIntegrations(context, () => [], gone).tell(after(18))
    await sql`update notices set due_at = now() where kind = 'integration.gone'`.execute(db)
    t.match(await tell(), [{ kind: 'integration.gone', integration: 'left-behind' }])
    t.match(mails[0], /Channels of left-behind stand still/)
    await sql`update channels set state = 'paused' where id = ${channelId}`.execute(db)
    await missing.tell(after(24 * 60))
    await sql`update notices set due_at = now() where kind = 'integration.gone'`.execute(db)
    t.same(await tell(), [], 'no more, once the operator has ended or paused them')
    t.same([...gone], [])
    await sql`update channels set state = 'active' where id = ${channelId}`.execute(db)
    await sql`update channels set integration = 'harbour' where id = ${channelId}`.execute(db)
    await sql`update turns set due_at = 'infinity' where channel_id = ${channelId}`.execute(db)
  })

  await t.test('of a Channel’s new state, once, by webhook and by mail', async (t) => {
    const { happen, socialhubChannelId } = await addChannel('Ada “the\r\nBcc: x” Lovelace')
    t.ok(await happen('grant refused', 'the Network said: token\nrevoked'))
    t.notOk(await happen('grant refused'), 'it changes once')
    const [told, ...others] = await tell()
    t.same(others, [])
    t.match(told, {
      id: /^[0-9a-f-]{36}$/,
      kind: 'channel.needs-authentication',
      title: 'The Channel “Ada “the Bcc: x” Lovelace” lost its access to the Network',
      cause: 'the Network said: token revoked',
      cure: /reconnects the Channel/,
      integration: 'harbour',
      channel: { id: socialhubChannelId, state: 'needs-authentication' },
      account: { id: house.accountId, label: house.accountId },
      text: /Cause: the Network said: token revoked\nWhat to do: /,
    })
    t.match(told.text, `hubward channel show ${socialhubChannelId}`)
    t.equal(mails.length, 1)
    const [mail = ''] = mails
    const [head = ''] = mail.split('\r\n\r\n')
    t.match(head, /^To: ops@agency\.example$/m)
    t.match(head, /^From: ops@agency\.example$/m)
    t.match(head, /^Message-ID: <notice-[0-9a-f-]{36}@127\.0\.0\.1>$/m)
    t.match(head, /^Auto-Submitted: auto-generated$/m)
    t.notMatch(head, /^Bcc:/m, 'a name can’t add a header')
    const { headers = {}, body = '' } = posts[0] ?? {}
    const signature = createHmac('sha256', SECRET)
      .update(`${headers['x-hubward-timestamp']}.${body}`)
      .digest('hex')
    t.equal(headers['x-hubward-signature'], signature)
    t.same(await tell(), [], 'and is told once')
    t.same(mails, [])
  })

  await t.test('whose Channel it is, and the command that helps', async (t) => {
    const { happen, socialhubChannelId } = await addChannel('Fay')
    await setAccountLabel(db, house.accountId, 'Sample & Sons')
    await happen('paused by the operator')
    const [told] = await tell()
    t.match(told.title, 'Sample & Sons: The Channel “Fay” was paused')
    t.equal(told.cure, `Resume it: hubward channel resume ${socialhubChannelId}`)
    t.match(told.text, `Customer: Sample & Sons (${house.accountId})`)
    t.match(told.text, `Channel: Fay (${socialhubChannelId})`)
    await setAccountLabel(db, house.accountId, null)
    await sql`update manifests set kind = 'custom' where id = ${manifest}`.execute(db)
    await happen('resumed by the operator')
    await happen('token refused')
    const cures = (await tell()).map(({ cure }) => cure)
    t.match(cures[1], `hubward channel token ${socialhubChannelId}`)
    await sql`update manifests set kind = 'reusable' where id = ${manifest}`.execute(db)
  })

  await t.test('of each change, and of the way back', async (t) => {
    const channel = await addChannel('Ben')
    const events = [
      'paused by the operator',
      'resumed by the operator',
      'paused by the operator',
      'switched off',
      'token refused',
    ] as const
    for (const event of events) t.ok(await channel.happen(event))
    await channel.reconnect()
    await channel.reconnect()
    const told = await tell()
    t.same(
      told.map(({ kind }) => kind),
      ['paused', 'active', 'paused', 'disabled', 'revoked', 'active'].map((to) => `channel.${to}`),
      'a reconnect of a Channel that works is nothing to tell',
    )
  })

  await t.test('of nothing that was rolled back', async (t) => {
    const { channelId } = await addChannel('Cleo')
    const channel = await loadCallChannel(db, sealer, channelId)
    if (!channel) throw new Error('not stored')
    await t.rejects(
      db.transaction().execute(async (trx) => {
        await changeState(trx, channel, 'switched off', 'a cause')
        throw new Error('the transaction fails')
      }),
    )
    t.same(await tell(), [])
  })

  await t.test('by one of many hosts', async (t) => {
    const { happen } = await addChannel('Dora')
    await happen('switched off')
    posts.length = 0
    mails.length = 0
    const hosts = Array.from(
      { length: 5 },
      () => new Notifier({ ...context, config: { ...context.config, notices } }),
    )
    await Promise.all(hosts.map((host) => host.tellDue()))
    t.equal(posts.length, 1)
    t.equal(mails.length, 1)
  })

  await t.test('later, when nobody listens, and not for ever', async (t) => {
    const { happen } = await addChannel('Emil')
    await happen('switched off')
    answers.status = 500
    answers.mail = false
    const [first] = await tell()
    const due = () =>
      sql<{ destination: string; attempts: number; state: string; inS: number }>`
        select destination, attempts, state, extract(epoch from due_at - now())::float8 as "inS"
        from notices where channel_id = (select max(id) from channels) order by destination`
        .execute(db)
        .then(({ rows }) => rows)
    const pauses: number[] = []
    for (const attempt of [1, 2, 3]) {
      const rows = await due()
      t.match(rows, [
        { destination: 'mail', attempts: attempt, state: 'due' },
        { destination: 'webhook', attempts: attempt, state: 'due' },
      ])
      pauses.push(rows[0]?.inS ?? 0)
      t.same(await tell(), [], 'not before the pause is over')
      await sql`update notices set due_at = now()`.execute(db)
      const [again] = await tell()
      t.equal(again?.id, first?.id, 'the same notice keeps its id')
    }
    t.ok((pauses[2] ?? 0) > (pauses[1] ?? 0) && (pauses[1] ?? 0) > (pauses[0] ?? 0), `${pauses}`)
    await sql`update notices set due_at = now(), created_at = now() - interval '25 hours'
      where state = 'due'`.execute(db)
    await tell()
    t.match(await due(), [{ state: 'given-up' }, { state: 'given-up' }])
    answers.status = 200
    answers.mail = true
    t.same(await tell(), [])
  })

  const { url = '', secret = '' } = simulator.state.data.manifests[house.manifestId]?.webhook ?? {}
  const deliver = async (how: { key?: string; at?: number; body?: string }) => {
    const { key = secret, at = Date.now(), body = `{"events":{"${randomUUID()}":[]}}` } = how
    const rawBody = Buffer.from(body)
    const { signature } = signWebhook({ secret: key, timestamp: String(at), rawBody })
    const { statusCode } = await got.post(url, {
      body: rawBody,
      throwHttpErrors: false,
      retry: { limit: 0 },
      headers: {
        'content-type': 'application/json',
        'x-socialhub-timestamp': String(at),
        'x-socialhub-signature': signature,
      },
    })
    return statusCode
  }
  const counted = (kind: string, count: number) =>
    eventually(
      () =>
        db
          .selectFrom('notices')
          .select(['count', 'cause'])
          .where('kind', '=', kind)
          .where('destination', '=', 'webhook')
          .execute(),
      (rows) => rows.reduce((sum, row) => sum + row.count, 0) >= count,
    )
  const collected = () => sql`update notices set due_at = now() where state = 'due'`.execute(db)

  await t.test('of refused webhook requests: once an hour for each reason', async (t) => {
    // They are counted by the hour of the clock: none shall begin in between.
    await eventually(
      () => HOUR_MS - (Date.now() % HOUR_MS),
      (leftMs) => leftMs > 30_000,
    )
    for (let count = 0; count < 30; count += 1) {
      t.equal(await deliver({ key: 'x'.repeat(64) }), 401)
    }
    t.equal(await deliver({ body: 'no JSON' }), 400)
    await counted('webhook.refused', 31)
    t.same(await tell(), [], 'more of the same is waited for')
    await collected()
    const told = await tell()
    t.match(
      told.toSorted((one, other) => other.count - one.count),
      [
        {
          kind: 'webhook.refused',
          count: 30,
          title: '30 requests to the webhook of harbour refused',
          cause: /signature-mismatch/,
          cure: /hubward manifest check/,
        },
        { kind: 'webhook.refused', count: 1, cause: /not-acceptable/ },
      ],
    )
    await deliver({ key: 'x'.repeat(64) })
    await deliver({ at: Number.NaN })
    await counted('webhook.refused', 32)
    await collected()
    const later = await tell()
    t.match(later, [{ cause: /timestamp-malformed/ }], 'what was told already waits for the hour')
    t.equal(later.length, 1)
  })

  await t.test('of Customers who could not connect for the operator’s sake', async (t) => {
    for (const user of ['operator', 'operator', 'denied']) {
      const visitor = new Visitor()
      const page = await visitor.open(await house.creationLink())
      const failed = await visitor.submit(page, { user, password: 'password-of-a-customer' })
      if (user === 'operator') t.match(failed.words, 'the operator has been told')
    }
    await counted('onboarding.failed', 2)
    await collected()
    const told = await tell()
    t.match(told, [{ kind: 'onboarding.failed', count: 2, cause: 'the app was blocked' }])
    t.equal(told.length, 1, 'what a Customer mistyped is nobody else’s business')
  })

  await t.test('of a wrong clock', async (t) => {
    t.equal(await deliver({ at: Date.now() - 10 * 60_000 }), 401)
    t.equal(await deliver({ at: Date.now() + 7 * 60_000 }), 401)
    await counted('clock.wrong', 2)
    await collected()
    const told = await tell()
    t.match(told.map(({ cause }) => cause).toSorted(), [
      /signed 4[12]\d seconds after/,
      /signed 60[0-9] seconds before/,
    ])
    t.match(told[0]?.cure, 'NTP')
  })

  await t.test('nothing secret', async (t) => {
    const rows = await db.selectFrom('notices').selectAll().execute()
    const written = JSON.stringify(rows) + house.log.join('')
    for (const one of [
      SECRET,
      SMTP_PASSWORD,
      'token-in-the-address',
      'token-of-the-channel',
      'credentials-of-the-channel',
      'password-of-a-customer',
      secret,
    ]) {
      t.notMatch(written, one)
    }
    t.match(house.log.join(''), 'the webhook answered 500')
    t.match(house.log.join(''), 'the mail could not be handed over: SMTP 452')
  })

  await t.test('and what was told is forgotten after a month', async (t) => {
    await writeNotice(db, { kind: 'brake.off', about: '1', cause: 'a cause', integration: null })
    await sql`update notices set created_at = now() - interval '31 days' where state <> 'due'`.execute(
      db,
    )
    await eraseNotices(db)
    const rows = await db.selectFrom('notices').select('kind').execute()
    t.same(new Set(rows.map(({ kind }) => kind)), new Set(['brake.off']))
  })
})

t.test('settings that tell nobody are refused', async (t) => {
  const config = (notices: object, more: object = {}) =>
    parseConfig({
      databaseUrl: 'postgres://127.0.0.1/hubward',
      publicUrl: 'https://hub.example',
      keys: [{ id: 'k', key: 'ab'.repeat(32) }],
      operator: {
        name: 'Agency',
        imprintUrl: 'https://agency.example/',
        privacyUrl: 'https://agency.example/',
      },
      notices,
      ...more,
    })
  t.throws(() => config({ mailTo: 'a@b.example' }), new ConfigError())
  t.throws(() => config({ smtpUrl: 'smtp://mail.example' }), /belong together/)
  t.throws(() => config({ webhookUrl: 'http://chat.example' }), /https outside development/)
  t.ok(config({ webhookUrl: 'http://chat.example' }, { development: true }))
  t.ok(config({ mailTo: 'a@b.example', smtpUrl: 'smtps://mail.example' }))
  await Promise.resolve()
})

t.test('a notice that may have been told already says so, under the same id', async (t) => {
  const receivers = await startReceivers()
  t.teardown(() => receivers.close())
  const { webhookUrl, smtpUrl, posts, mails } = receivers
  const notices = { webhookUrl, mailTo: 'ops@agency.example', smtpUrl }
  const stage = await setStage({ config: { notices } })
  t.teardown(() => stage.close())
  const { db } = stage
  await writeNotice(db, { kind: 'brake.off', about: '1', cause: 'a cause', integration: 'stub' })
  const doomed = await stage.startHost({ holdAt: 'notice.sent' })
  t.equal(await doomed.reached, 'notice.sent')
  await eventually(
    () => posts.length + mails.length,
    (sent) => sent === 2,
  )
  await doomed.kill()
  // As if the minute were over in which the host that died might still be sending.
  await sql`update notices set due_at = now() where state = 'due'`.execute(db)
  const survivor = await stage.startHost()
  await eventually(
    () => db.selectFrom('notices').select('state').execute(),
    (rows) => rows.every(({ state }) => state === 'sent'),
  )
  await survivor.stop()
  const told = posts.map(({ body }) => JSON.parse(body))
  t.match(told, [{ repeated: false }, { repeated: true, text: /may have reached you before/ }])
  t.equal(told[0].id, told[1].id)
  t.same(
    posts.map(({ headers }) => headers['idempotency-key']),
    [told[0].id, told[0].id],
  )
  const ids = mails.map((mail) => /^Message-ID: (.+)$/m.exec(mail)?.[1])
  t.ok(ids[0])
  t.same(ids, [ids[0], ids[0]], 'a mail server that looks at them delivers one')
  t.notMatch(mails[0], 'reached you before')
  t.match(mails[1], 'reached you before')
})
