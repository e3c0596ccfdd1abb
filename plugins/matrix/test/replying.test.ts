import { TestHost } from '@hubward/testkit'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import matrix from '../src/index.ts'
import { itemId } from '../src/message.ts'
import { CUSTOMER, startFakeMatrix } from './fake-matrix.ts'
import { ANNA, credentialsFor, settingsFor } from './trial.ts'

const files = fastify({ forceCloseConnections: true })
files.get('/cat.png', (_request, reply) => reply.type('image/png').send(Buffer.from('a picture')))
await files.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => files.close())

async function start(test: Test) {
  const network = await startFakeMatrix()
  test.teardown(() => network.close())
  const { world } = network
  world.user(ANNA, 'Anna')
  const room = world.room([ANNA, CUSTOMER], { name: 'Shop' })
  const host = new TestHost(matrix, { settings: settingsFor(network) })
  const channel = host.addChannel({
    channel: { networkId: CUSTOMER },
    credentials: credentialsFor(network),
    channelSettings: { rooms: [room.id], invitations: 'never' },
  })
  const question = world.write(room, ANNA, 'Question')
  const inReplyTo = {
    networkItemId: itemId(room.id, question.event_id),
    reference: { room: room.id, event: question.event_id, sender: ANNA },
    rootId: null,
  }
  const ours = () =>
    room.events.filter(({ sender, state_key }) => sender === CUSTOMER && state_key === undefined)
  return { network, world, room, host, channel, question, inReplyTo, ours }
}

type Around = Awaited<ReturnType<typeof start>>

/** A test with a homeserver of its own, whose requests and answers must be as they are described. */
function withServer(name: string, run: (t: Test, around: Around) => Promise<void>) {
  t.test(name, async (t) => {
    const around = await start(t)
    await run(t, around)
    t.same(around.network.violations, [])
  })
}

withServer(
  'a reply answers the message, and tells whom it answers',
  async (t, { channel, inReplyTo, question, ours }) => {
    await channel.reply({ inReplyTo, text: '1 < 2\nfor @bob:example.org.' })
    t.match(ours()[0]?.content, {
      msgtype: 'm.text',
      body: '1 < 2\nfor @bob:example.org.',
      format: 'org.matrix.custom.html',
      formatted_body:
        '1 &lt; 2<br>for <a href="https://matrix.to/#/%40bob%3Aexample.org">@bob:example.org</a>.',
      'm.mentions': { user_ids: ['@bob:example.org', ANNA] },
      'm.relates_to': { 'm.in_reply_to': { event_id: question.event_id } },
    })
  },
)

withServer(
  'a reply in a thread stays there, and a file carries its words',
  async (t, { network, channel, inReplyTo, ours }) => {
    const reference = { ...inReplyTo.reference, thread: '$root' }
    const url = `${files.listeningOrigin}/cat.png`
    const attachments = [{ url, name: 'cat.png', mimeType: 'image/png' }]
    await channel.reply({ inReplyTo: { ...inReplyTo, reference }, text: 'Look', attachments })
    t.match(ours()[0]?.content, {
      msgtype: 'm.image',
      body: 'Look',
      filename: 'cat.png',
      info: { mimetype: 'image/png', size: 9 },
      'm.relates_to': { rel_type: 'm.thread', event_id: '$root', is_falling_back: false },
    })
    t.equal([...network.media.values()].at(-1)?.content.toString(), 'a picture')
  },
)

withServer('the same key publishes once', async (t, { channel, inReplyTo, ours }) => {
  const reply = { inReplyTo, text: 'Once', idempotencyKey: 'the key' }
  const first = await channel.reply(reply)
  const second = await channel.reply(reply)
  t.equal(second.networkItemId, first.networkItemId)
  t.equal(ours().length, 1)
})

withServer(
  'what was begun in another session is not sent again',
  async (t, { channel, inReplyTo, ours, network }) => {
    const reply = { inReplyTo, text: 'Once', idempotencyKey: 'the key' }
    await channel.reply(reply)
    channel.credentials = { ...credentialsFor(network), deviceId: 'SECOND' }
    await t.rejects(channel.reply(reply), {
      code: 'rejected',
      effect: 'unknown',
      sentence: { en: /may be in the room already/ },
    })
    t.equal(ours().length, 1)
  },
)

withServer(
  'a room that was encrypted meanwhile gets no reply in clear, nor a file',
  async (t, { network, world, room, channel, inReplyTo, ours }) => {
    await channel.reply({ inReplyTo, text: 'Open', idempotencyKey: 'before' })
    world.encrypt(room, ANNA)
    const attachments = [{ url: `${files.listeningOrigin}/cat.png`, name: 'cat.png' }]
    const refused = { code: 'rejected', sentence: { en: /room is encrypted/ } }
    await t.rejects(channel.reply({ inReplyTo, text: 'Secret', attachments }), {
      ...refused,
      effect: 'none',
    })
    const again = channel.reply({ inReplyTo, text: 'Open', idempotencyKey: 'before' })
    await t.rejects(again, { ...refused, effect: 'unknown' }, 'it may have come through')
    t.same(
      ours().map(({ content }) => content.body),
      ['Open'],
    )
    t.equal(network.media.size, 0)
  },
)

withServer(
  'nothing is sent while the server does not say whether the room is encrypted',
  async (t, { network, channel, inReplyTo, ours }) => {
    const name = 'GET /_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}'
    for (const [status, errcode, code] of [
      [500, 'M_UNKNOWN', 'unavailable'],
      [404, 'M_UNRECOGNIZED', 'rejected'],
    ] as const) {
      network.rules.refused[name] = [status, errcode]
      await t.rejects(channel.reply({ inReplyTo, text: 'Secret' }), { code, effect: 'none' })
    }
    t.same(ours(), [])
  },
)

withServer('a file is as large as the server says', async (t, { network, channel, inReplyTo }) => {
  network.rules.uploadBytes = 5
  const request = { actionId: 'reply', inReplyTo }
  t.same(await channel.limits(request), { attachmentKinds: [{ sizeBytes: 5 }] })
  const attachments = [{ url: `${files.listeningOrigin}/cat.png`, name: 'cat.png' }]
  await t.rejects(channel.reply({ inReplyTo, text: '', attachments }), {
    code: 'invalid',
    effect: 'none',
    sentence: { en: /larger than the Matrix server takes/ },
  })
})

withServer(
  'a room in which the account may not write says so',
  async (t, { room, channel, inReplyTo }) => {
    room.readOnly = true
    await t.rejects(channel.reply({ inReplyTo, text: 'Hello' }), {
      code: 'rejected',
      effect: 'none',
      sentence: { en: /may not do this in this room/ },
    })
  },
)
