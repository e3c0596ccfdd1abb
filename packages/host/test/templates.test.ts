import { fileURLToPath } from 'node:url'
import { signWebhook } from '@hubward/socialhub'
import got from 'got'
import t from 'tap'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const MINUTE = 60_000

t.test('templates, from the Inbox to the Network', async (t) => {
  const stage = await setStage({
    plugin: fileURLToPath(new URL('./fixtures/templates-plugin.ts', import.meta.url)),
  })
  t.teardown(() => stage.close())
  const { simulator, network } = stage
  const ada = await stage.addChannel('ada')
  const odo = await stage.addChannel('odo')
  network.addMessage('ada', { text: 'When do you open?' })
  await stage.startHost()
  const ticket = await simulator.until(
    () => Object.values(simulator.state.data.tickets).find(({ hidden }) => !hidden),
    { timeoutMs: 60_000, what: 'the Ticket' },
  )
  const use = { ticketId: ticket.id, actionId: 'template' }

  t.test('a template with variables is listed, filled in, published and confirmed', async (t) => {
    const [greeting] = await simulator.act.templates(use)
    if (!greeting) throw new Error('no templates')
    t.match(greeting, { name: 'greeting', networkId: 'template-1' })
    const variables = { name: 'Ada', day: 'Freitag' }
    const followup = simulator.act.replyWithTemplate({
      ...use,
      template: greeting,
      variables,
      language: 'de',
    })
    const end = await simulator.until(
      () => {
        const now = simulator.state.data.followups[followup.id]
        return now?.status !== 'sending' && now
      },
      { timeoutMs: 60_000, what: 'the end of the reply' },
    )
    t.equal(end.status, 'published')
    t.strictSame(
      network.replies('ada').map(({ text }) => text),
      ['Hallo Ada, bis Freitag.'],
      'the Network has it once, as the agent saw it',
    )
  })

  const { webhook, inbox } = simulator.state.data.manifests[simulator.manifestId] ?? {}
  const url = inbox?.ticketActions.find(({ id }) => id === 'template')?.config?.templates?.url ?? ''
  const ask = async (
    channelId: string,
    { at = Date.now(), key = webhook?.secret ?? '', headers = {}, to = url } = {},
  ) => {
    const timestamp = String(at)
    const { signature, challenge } = signWebhook({ secret: key, timestamp, rawBody: '' })
    const answer = await got(to, {
      searchParams: { channelId },
      headers: {
        'x-socialhub-timestamp': timestamp,
        'x-socialhub-signature': signature,
        ...headers,
      },
      throwHttpErrors: false,
      retry: { limit: 0 },
    })
    return {
      status: answer.statusCode,
      solved: answer.headers['x-socialhub-challenge'] === challenge,
      body: answer.body,
    }
  }

  t.test('each Channel has its own, asked for again and again', async (t) => {
    for (const [channel, name] of [
      [ada, 'for ada'],
      [odo, 'for odo'],
      [ada, 'for ada'],
    ] as const) {
      const { status, solved, body } = await ask(channel.socialhubChannelId)
      t.equal(status, 200)
      t.ok(solved)
      t.equal(JSON.parse(body)[1].name, name)
    }
  })

  const refusals: Record<string, () => ReturnType<typeof ask>> = {
    'is not signed': () =>
      ask(ada.socialhubChannelId, {
        headers: { 'x-socialhub-timestamp': '', 'x-socialhub-signature': '' },
      }),
    'is signed with another secret': () => ask(ada.socialhubChannelId, { key: 'x'.repeat(64) }),
    'is stale': () => ask(ada.socialhubChannelId, { at: Date.now() - 6 * MINUTE }),
    'is from the future': () => ask(ada.socialhubChannelId, { at: Date.now() + 6 * MINUTE }),
    'asks for a Channel that nobody knows': () => ask('c'.repeat(24)),
    'asks for no Channel': () => ask(''),
    'comes to another reference': () =>
      ask(ada.socialhubChannelId, { to: url.replace(/[^/]+$/, 'unknown') }),
  }
  for (const [how, send] of Object.entries(refusals)) {
    t.test(`a request that ${how} is refused`, async (t) => {
      const { status, solved, body } = await send()
      t.ok([401, 404].includes(status), `answers ${status}`)
      t.notOk(solved)
      t.notMatch(body, 'greeting')
    })
  }

  t.test('a request for a Channel of another Manifest is refused', async (t) => {
    const other = await stage.db
      .insertInto('manifests')
      .values({
        integration: 'other',
        kind: 'custom',
        reference_hash: stage.sealer.hash('webhook reference', 'other'),
        sealed_reference: Buffer.alloc(1),
        sealed_secrets: Buffer.alloc(1),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const move = (manifest: string) =>
      stage.db.updateTable('channels').set({ manifest }).where('id', '=', odo.channelId).execute()
    await move(other.id)
    t.equal((await ask(odo.socialhubChannelId)).status, 404)
    await move(stage.manifest)
    t.equal((await ask(odo.socialhubChannelId)).status, 200)
  })

  t.test('a Channel that is not active lists nothing', async (t) => {
    await stage.db
      .updateTable('channels')
      .set({ state: 'disabled' })
      .where('id', '=', odo.channelId)
      .execute()
    t.match(await ask(odo.socialhubChannelId), { status: 403, solved: false })
  })

  t.test(
    'a reply with a template from a Channel whose grant ended is reset, with the reason',
    async (t) => {
      const [greeting] = await simulator.act.templates(use)
      if (!greeting) throw new Error('no templates')
      await stage.db
        .updateTable('channels')
        .set({ state: 'needs-authentication', state_cause: 'test' })
        .where('id', '=', ada.channelId)
        .execute()
      const followup = simulator.act.replyWithTemplate({
        ...use,
        template: greeting,
        variables: { name: 'Ada', day: 'Montag' },
        language: 'de',
      })
      const end = await eventually(
        () => simulator.state.data.followups[followup.id],
        (now) => now?.status === 'failed',
      )
      t.ok(end?.reason)
      t.equal(network.replies('ada').length, 1)
    },
  )
})
