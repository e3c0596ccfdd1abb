import { randomUUID } from 'node:crypto'
import { signWebhook } from '@hubward/socialhub'
import got from 'got'
import t from 'tap'
import { openTexts } from '../src/store/contents.ts'
import { findManifestByReference } from '../src/store/manifests.ts'
import { eventually, setStage } from './stage/stage.ts'

t.test('webhook requests', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { socialhubChannelId, channelId } = await stage.addChannel('hooked')
  await stage.startHost()
  const { simulator, db } = stage
  // The Channel's turns are nobody's business here: what is accepted shall stay as it is.
  await db.updateTable('channels').set({ state: 'paused' }).execute()

  const url = simulator.state.data.manifests[simulator.manifestId]?.webhook?.url ?? ''
  const secret = simulator.state.data.manifests[simulator.manifestId]?.webhook?.secret ?? ''

  const reply = (change: object = {}) => ({
    ticketId: 'a'.repeat(24),
    networkItemId: 'message-1',
    type: 'reply',
    actionId: 'reply',
    payload: { followupId: randomUUID(), text: 'an answer' },
    time: Date.now(),
    uuid: randomUUID(),
    ...change,
  })
  const bodyOf = (events: object, change: object = {}) =>
    JSON.stringify({
      manifestId: simulator.manifestId,
      accountId: simulator.accountId,
      channelId: socialhubChannelId,
      events,
      ...change,
    })
  const post = (
    body: string | Buffer,
    { at = Date.now(), key = secret, to = url, headers = {} as Record<string, string> } = {},
  ) => {
    const rawBody = Buffer.from(body)
    const { signature, challenge } = signWebhook({ secret: key, timestamp: String(at), rawBody })
    return got
      .post(to, {
        body: rawBody,
        throwHttpErrors: false,
        retry: { limit: 0 },
        headers: {
          'content-type': 'application/json',
          'x-socialhub-timestamp': String(at),
          'x-socialhub-signature': signature,
          ...headers,
        },
      })
      .then((response) => ({
        status: response.statusCode,
        solved: response.headers['x-socialhub-challenge'] === challenge,
        body: response.body,
      }))
  }
  const payloadOf = async (uuid: string) => {
    const { payload: stored } = await db
      .selectFrom('ticket_actions')
      .select('payload')
      .where('event_uuid', '=', uuid)
      .executeTakeFirstOrThrow()
    const [payload] = await openTexts(db, 'ticket_actions.payload', [{ row: uuid, stored }])
    return payload
  }
  const stored = async () => {
    const actions = await db.selectFrom('ticket_actions').select('event_uuid').execute()
    const kept = await db.selectFrom('unclaimed_events').select('event_uuid').execute()
    return { actions: actions.length, kept: kept.length }
  }

  t.test(
    'a true one is committed, then answered with the challenge and an empty body',
    async (t) => {
      const event = reply()
      t.same(await post(bodyOf({ ticket_action: [event] })), {
        status: 200,
        solved: true,
        body: '',
      })
      const [action] = await db
        .selectFrom('ticket_actions')
        .selectAll()
        .where('event_uuid', '=', event.uuid)
        .execute()
      t.match(action, { channel_id: channelId, state: 'accepted' })
      t.match(await payloadOf(event.uuid), { text: 'an answer' })
    },
  )

  t.test('the test request without events is answered the same way', async (t) => {
    t.same(await post(bodyOf({})), { status: 200, solved: true, body: '' })
  })

  const minutes = 60_000
  const refusals: Record<string, () => ReturnType<typeof post>> = {
    'signed with another secret': () =>
      post(bodyOf({ ticket_action: [reply()] }), { key: 'x'.repeat(64) }),
    'with a stale timestamp': () =>
      post(bodyOf({ ticket_action: [reply()] }), { at: Date.now() - 6 * minutes }),
    'with a timestamp in the future': () =>
      post(bodyOf({ ticket_action: [reply()] }), { at: Date.now() + 6 * minutes }),
    'without a timestamp': () =>
      post(bodyOf({ ticket_action: [reply()] }), { headers: { 'x-socialhub-timestamp': '' } }),
    'with a timestamp that is no number': () =>
      post(bodyOf({ ticket_action: [reply()] }), { headers: { 'x-socialhub-timestamp': 'soon' } }),
    'without a signature': () =>
      post(bodyOf({ ticket_action: [reply()] }), { headers: { 'x-socialhub-signature': '' } }),
    'with a signature that is no hex': () =>
      post(bodyOf({ ticket_action: [reply()] }), { headers: { 'x-socialhub-signature': 'zz' } }),
    'whose body was cut after it was signed': async () => {
      const whole = Buffer.from(bodyOf({ ticket_action: [reply()] }))
      const timestamp = String(Date.now())
      const { signature } = signWebhook({ secret, timestamp, rawBody: whole })
      return await post(whole.subarray(0, 80), {
        headers: { 'x-socialhub-timestamp': timestamp, 'x-socialhub-signature': signature },
      })
    },
    'that is well signed but cut': () => post(bodyOf({ ticket_action: [reply()] }).slice(0, 80)),
    'that is well signed but no JSON': () => post('hello'),
    'that is well signed but no webhook request': () => post('{"events":[]}'),
    'that is empty': () => post(''),
    'of two megabytes': () => post(' '.repeat(2_000_000)),
    'to a reference that does not exist': () =>
      post(bodyOf({ ticket_action: [reply()] }), { to: url.replace(/[^/]+$/, 'unknown') }),
    'for a Manifest that is not this webhook’s': () =>
      post(bodyOf({ ticket_action: [reply()] }, { manifestId: 'b'.repeat(24) })),
  }
  for (const [name, send] of Object.entries(refusals)) {
    t.test(`one ${name} is refused, and nothing is stored`, async (t) => {
      const before = await stored()
      const { status, solved } = await send()
      t.ok(status >= 400 && status < 500, `answers ${status}`)
      t.notOk(solved)
      t.same(await stored(), before)
    })
  }

  t.test('one for a Channel of another Manifest is refused, and nothing is stored', async (t) => {
    const other = await db
      .insertInto('manifests')
      .values({
        integration: 'other',
        kind: 'custom',
        reference_hash: stage.sealer.hash('webhook reference', 'other'),
        sealed_reference: Buffer.alloc(1),
        sealed_secrets: Buffer.alloc(1),
        manifest_id: null,
        promoted_name: null,
        public_url: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.updateTable('channels').set({ manifest: other.id }).execute()
    const before = await stored()
    const { status, solved } = await post(bodyOf({ ticket_action: [reply()] }))
    t.equal(status, 400)
    t.notOk(solved)
    t.same(await stored(), before)
    await db.updateTable('channels').set({ manifest: stage.manifest }).execute()
  })

  t.test('an unknown type of event is discarded, and its neighbours are not', async (t) => {
    const before = await stored()
    const events = { ticket_action: [reply()], weather_report: [{ sun: true }] }
    t.match(await post(bodyOf(events)), { status: 200, solved: true })
    t.same(await stored(), { ...before, actions: before.actions + 1 })
  })

  t.test(
    'a Ticket Action that can’t be understood does not take its neighbours with it',
    async (t) => {
      const before = await stored()
      const events = { ticket_action: [{ ...reply(), ticketId: 'short' }, reply()] }
      t.match(await post(bodyOf(events)), { status: 200, solved: true })
      t.same(await stored(), { ...before, actions: before.actions + 1 })
    },
  )

  t.test('what PostgreSQL’s jsonb would refuse is stored all the same', async (t) => {
    const event = reply({ payload: { followupId: randomUUID(), text: 'nul \0 and half \ud83d' } })
    t.match(await post(bodyOf({ ticket_action: [event] })), { status: 200, solved: true })
    t.match(await payloadOf(event.uuid), { text: 'nul \ufffd and half \ufffd' })
  })

  t.test('events that come twice act once', async (t) => {
    const event = reply()
    const body = bodyOf({ ticket_action: [event] })
    const before = await stored()
    for (const again of [
      body,
      body,
      // The same event under another uuid, and the same Followup at another time.
      bodyOf({ ticket_action: [{ ...event, uuid: randomUUID() }] }),
      bodyOf({ ticket_action: [{ ...event, uuid: randomUUID(), time: event.time + 5 }] }),
    ]) {
      t.match(await post(again), { status: 200, solved: true })
    }
    const button = reply({ type: 'button', actionId: 'like', payload: {} })
    for (const uuid of [button.uuid, randomUUID()]) {
      t.match(await post(bodyOf({ ticket_action: [{ ...button, uuid }] })), { status: 200 })
    }
    t.same(await stored(), { ...before, actions: before.actions + 2 })
  })

  t.test(
    'a Followup that was reset may be tried again, but a late copy of the first try may not',
    async (t) => {
      const event = reply()
      await post(bodyOf({ ticket_action: [event] }))
      await db
        .updateTable('ticket_actions')
        .set({ state: 'reset' })
        .where('event_uuid', '=', event.uuid)
        .execute()
      const before = await stored()
      await post(bodyOf({ ticket_action: [{ ...event, uuid: randomUUID() }] }))
      t.same(await stored(), before, 'the late copy')
      await post(
        bodyOf({ ticket_action: [{ ...event, uuid: randomUUID(), time: event.time + 9_000 }] }),
      )
      t.same(await stored(), { ...before, actions: before.actions + 1 }, 'the new try')
    },
  )

  t.test('an event of a Channel that is not stored yet waits for it', async (t) => {
    const unknown = 'c'.repeat(24)
    const before = await stored()
    const event = reply()
    const body = bodyOf({ ticket_action: [event] }, { channelId: unknown })
    t.match(await post(body), { status: 200, solved: true })
    t.match(await post(body), { status: 200, solved: true })
    t.same(await stored(), { ...before, kept: before.kept + 1 })
    const { sealed_event: sealed } = await db
      .selectFrom('unclaimed_events')
      .select('sealed_event')
      .where('socialhub_channel_id', '=', unknown)
      .executeTakeFirstOrThrow()
    t.notOk(sealed.includes('an answer'), 'sealed')
  })

  t.test('a burst is answered one by one, and stored without loss', async (t) => {
    const before = await stored()
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => post(bodyOf({ ticket_action: [reply()] }))),
    )
    t.ok(answers.every(({ status, solved }) => status === 200 && solved))
    t.same(await stored(), { ...before, actions: before.actions + 300 })
  })

  t.test('both secrets are accepted while one is being replaced', async (t) => {
    const reference = url.split('/').at(-1) ?? ''
    const found = await findManifestByReference(db, stage.sealer, reference)
    const next = 'n'.repeat(64)
    await db
      .updateTable('manifests')
      .set({
        sealed_secrets: stage.sealer.seal('manifests.sealed_secrets', stage.manifest, [
          next,
          ...(found?.secrets ?? []),
        ]),
      })
      .where('id', '=', stage.manifest)
      .execute()
    await eventually(
      () => post(bodyOf({}), { key: next }),
      ({ status, solved }) => status === 200 && solved,
    )
    t.match(await post(bodyOf({})), { status: 200, solved: true })
  })
})
