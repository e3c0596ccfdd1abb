import { randomUUID } from 'node:crypto'
import { signWebhook } from '@hubward/socialhub'
import got from 'got'
import t from 'tap'
import { findManifestByReference } from '../src/store/manifests.ts'
import { addSecret, retireSecrets, secretUses } from '../src/store/webhook-secrets.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

t.test('a webhook’s secret is replaced under a stream of events', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, simulator, manifest } = stage
  const { socialhubChannelId } = await stage.addChannel('stream')
  // Two hosts behind one address would do; one that was told nothing is the harder case.
  await stage.startHost()
  await db.updateTable('channels').set({ state: 'paused' }).execute()
  const webhook = simulator.state.data.manifests[simulator.manifestId]?.webhook
  const url = webhook?.url ?? ''
  const old = webhook?.secret ?? ''
  const next = 'n'.repeat(64)
  const found = async () => {
    const stored = await findManifestByReference(db, sealer, url.split('/').at(-1) ?? '')
    if (!stored) throw new Error('the Manifest is gone')
    return stored
  }

  let secret = old
  let streaming = true
  const sent: string[] = []
  const answers: number[] = []
  const deliver = async () => {
    const uuid = randomUUID()
    const rawBody = JSON.stringify({
      manifestId: simulator.manifestId,
      accountId: simulator.accountId,
      channelId: socialhubChannelId,
      events: {
        ticket_action: [
          {
            ticketId: 'a'.repeat(24),
            networkItemId: 'message-1',
            type: 'reply',
            actionId: 'reply',
            payload: { followupId: randomUUID(), text: 'an answer' },
            time: Date.now(),
            uuid,
          },
        ],
      },
    })
    const timestamp = String(Date.now())
    const { signature, challenge } = signWebhook({ secret, timestamp, rawBody })
    sent.push(uuid)
    const { statusCode, headers } = await got.post(url, {
      body: rawBody,
      headers: {
        'content-type': 'application/json',
        'x-socialhub-timestamp': timestamp,
        'x-socialhub-signature': signature,
      },
      throwHttpErrors: false,
      retry: { limit: 0 },
    })
    answers.push(headers['x-socialhub-challenge'] === challenge ? statusCode : 0)
  }
  const lane = async () => {
    while (streaming) await deliver()
  }
  const lanes = Array.from({ length: 4 }, lane)
  const more = async (count: number) => {
    const goal = answers.length + count
    await eventually(
      () => answers.length,
      (length) => length >= goal,
    )
  }

  await more(50)
  t.match(await secretUses(db, sealer, await found()), [{ verifiedAt: Date }])
  await db.transaction().execute((trx) => addSecret(trx, sealer, manifest, next))
  t.match(await secretUses(db, sealer, await found()), [{ verifiedAt: null }, { verifiedAt: Date }])
  await more(20)
  // SocialHub takes the new one into use in the same moment in which it was added elsewhere.
  secret = next
  await more(50)
  const [newest] = await eventually(
    async () => secretUses(db, sealer, await found()),
    ([use]) => use?.verifiedAt instanceof Date,
  )
  t.ok(newest?.verifiedAt, 'the operator sees that the new one is in use')
  const retired = await db.transaction().execute((trx) => retireSecrets(trx, sealer, manifest))
  t.equal(retired, 1)
  await more(50)
  streaming = false
  await Promise.all(lanes)

  t.ok(
    answers.every((status) => status === 200),
    'none was refused',
  )
  const stored = await db.selectFrom('ticket_actions').select('event_uuid').execute()
  t.strictSame(stored.map(({ event_uuid }) => event_uuid).sort(), sent.sort(), 'none was lost')

  secret = old
  await eventually(
    async () => {
      await deliver()
      return answers.at(-1)
    },
    (status) => status === 0,
  )
  t.pass('the retired one is refused')
  t.match(await secretUses(db, sealer, await found()), [{ verifiedAt: Date }])
})
