import type { Message } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import matrix from '../src/index.ts'
import { itemId } from '../src/message.ts'
import { CUSTOMER, SERVER_NAME, startFakeMatrix, TOKEN } from './fake-matrix.ts'
import { ANNA, credentialsFor, settingsFor } from './trial.ts'
import type { MatrixEvent } from './world.ts'

// What is special about Matrix; all else the conformance suite tries.

const STRANGER = '@stranger:elsewhere.test'

async function start(test: Test) {
  const network = await startFakeMatrix()
  test.teardown(() => network.close())
  const { world } = network
  let now = Date.now()
  world.now = () => ++now
  world.user(ANNA, 'Anna')
  world.user(STRANGER, 'Stranger')
  const host = new TestHost(matrix, {
    settings: settingsFor(network),
    time: new Date().toISOString(),
  })
  const shop = world.room([ANNA, CUSTOMER], { name: 'Shop' })
  const channelWith = (settings: {
    rooms: string[]
    invitations: 'never' | 'same-server' | 'always'
  }) =>
    host.addChannel({
      channel: { networkId: CUSTOMER },
      credentials: credentialsFor(network),
      channelSettings: settings,
    })
  const channel = channelWith({ rooms: [`${shop.id} Shop`], invitations: 'never' })
  await channel.fetch()
  return { network, world, host, shop, channel, channelWith }
}

function never(): never {
  throw new Error('nothing came')
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

const written = (messages: readonly Message[]) =>
  messages.flatMap((message) => ('interaction' in message ? [message] : []))
const texts = (messages: readonly Message[]) =>
  written(messages).map(({ interaction }) => interaction.message)
const answer = (to: MatrixEvent, body: string) => ({
  msgtype: 'm.text',
  body,
  'm.relates_to': { 'm.in_reply_to': { event_id: to.event_id } },
})

withServer(
  'whatever was written while the host was away arrives once, in order',
  async (t, { world, network, shop, channel }) => {
    // However few a server tells at once.
    network.rules.pageLimit = 7
    const lines = Array.from({ length: 60 }, (_, number) => `Line ${number}`)
    for (const line of lines) world.write(shop, ANNA, line)
    t.same(texts(await channel.fetch()), lines)
    t.same(await channel.fetch(), [])
  },
)

withServer('a room that was not chosen is not read', async (t, { world, channel }) => {
  world.write(world.room([ANNA, CUSTOMER], { name: 'Family' }), ANNA, 'Private')
  t.same(await channel.fetch(), [])
})

withServer(
  'an edit changes the message, whether the server tells it beside it or not',
  async (t, { world, network, shop, channel }) => {
    for (const bundles of [true, false]) {
      network.rules.bundles = bundles
      const event = world.write(shop, ANNA, 'Frist')
      await channel.fetch()
      world.edit(event, 'First')
      const [edited] = written(await channel.fetch())
      t.match(edited, {
        interaction: { networkItemId: itemId(shop.id, event.event_id), message: 'First' },
        updatedTime: /^\d/,
      })
    }
  },
)

withServer(
  'nobody edits what somebody else wrote',
  async (t, { world, network, shop, channel }) => {
    network.rules.bundles = false
    const event = world.write(shop, ANNA, 'Mine')
    await channel.fetch()
    world.edit(event, 'Yours', STRANGER)
    t.same(await channel.fetch(), [])
  },
)

withServer(
  'answers and threads have the root that they began with',
  async (t, { world, shop, channel }) => {
    const question = world.write(shop, ANNA, 'Question')
    const first = world.write(
      shop,
      ANNA,
      answer(question, '> <@anna:matrix.test> Question\n\nFirst'),
    )
    await channel.fetch()
    const second = world.write(shop, ANNA, answer(first, 'Second'))
    world.write(shop, ANNA, {
      msgtype: 'm.text',
      body: 'In a thread',
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: question.event_id,
        is_falling_back: true,
        'm.in_reply_to': { event_id: second.event_id },
      },
    })
    const messages = written(await channel.fetch())
    const rootId = itemId(shop.id, question.event_id)
    t.same(
      messages.map(({ interaction }) => interaction.root?.rootId),
      [rootId, rootId],
    )
    const listed = await channel.listRecent(new Date(Date.now() - 60_000).toISOString())
    t.ok(
      texts(listed.messages).includes('First'),
      'without the words that an older program repeats',
    )
  },
)

withServer(
  'an encrypted room says so once, and is not half read',
  async (t, { world, shop, channel }) => {
    world.write(shop, ANNA, 'Still open')
    world.encrypt(shop, ANNA)
    world.add(shop, { type: 'm.room.encrypted', sender: ANNA, content: { ciphertext: 'x' } })
    world.write(shop, ANNA, 'A word in the clear')
    const messages = written(await channel.fetch())
    t.equal(messages.length, 2)
    t.match(texts(messages), ['Still open', /^This room is encrypted/])
    world.add(shop, { type: 'm.room.encrypted', sender: ANNA, content: { ciphertext: 'y' } })
    const again = written(await channel.fetch())
    t.equal(again[0]?.interaction.networkItemId, messages[1]?.interaction.networkItemId)
    const { interaction, reference = null } = messages[1] ?? never()
    const inReplyTo = { networkItemId: interaction.networkItemId, reference, rootId: null }
    await t.rejects(channel.reply({ inReplyTo, text: 'In the clear?' }), { code: 'rejected' })
  },
)

withServer(
  'invitations are accepted by the Customer’s rule, and read from then on',
  async (t, { world, channelWith }) => {
    for (const [invitations, by, accepted] of [
      ['never', ANNA, false],
      ['same-server', ANNA, true],
      ['same-server', STRANGER, false],
      ['always', STRANGER, true],
    ] as const) {
      const channel = channelWith({ rooms: [], invitations })
      await channel.fetch()
      const room = world.room([by])
      world.write(room, by, 'Before you were invited')
      world.member(room, CUSTOMER, 'invite', by)
      world.write(room, by, 'Hello?')
      // Meanwhile the Channel goes on.
      await channel.fetch()
      const end = new AbortController()
      let rings = 0
      await channel.listen(end.signal, () => {
        rings += 1
        end.abort()
      })
      t.ok(rings > 0, 'it rings')
      t.equal(room.members.get(CUSTOMER), accepted ? 'join' : 'invite', `${invitations}, ${by}`)
      t.same(texts(await channel.fetch()), accepted ? ['Hello?'] : [])
      world.rooms.delete(room.id)
    }
  },
)

withServer('it rings when something is written', async (t, { world, shop, channel }) => {
  const end = new AbortController()
  let rings = 0
  await channel.listen(end.signal, () => {
    rings += 1
    if (rings === 1) world.write(shop, ANNA, 'Ring')
    else end.abort()
  })
  t.equal(rings, 2)
})

withServer(
  'files are opened with the account’s session, from older servers, too',
  async (t, { world, network, shop, channel }) => {
    const url = network.addMedia('file', Buffer.from('0123456789'), 'text/plain')
    world.write(shop, ANNA, {
      msgtype: 'm.file',
      body: 'The list',
      filename: 'list.txt',
      url,
      info: { mimetype: 'text/plain', size: 10 },
    })
    const [message] = written(await channel.fetch())
    t.match(message?.interaction, {
      message: 'The list',
      attachments: [{ name: 'list.txt', mimeType: 'text/plain', size: 10 }],
    })
    const reference = JSON.stringify({ mxc: url, mimeType: 'text/plain', name: 'list.txt' })
    for (const authenticatedMedia of [true, false]) {
      network.rules.authenticatedMedia = authenticatedMedia
      const { content } = await channel.openMedia(reference)
      t.equal(Buffer.from(content).toString(), '0123456789')
    }
    const opened = await matrix.openMedia?.(channel.context() as never, reference, {
      range: { start: 2, end: 4 },
    })
    t.match(opened, { sizeBytes: 10, range: { start: 2, end: 4 } })
    const gone = JSON.stringify({ mxc: `mxc://${SERVER_NAME}/gone`, mimeType: 'a/b', name: 'x' })
    await t.rejects(channel.openMedia(gone), { code: 'not-found' })
  },
)

withServer(
  'a redaction deletes, and is found again when recent messages are listed',
  async (t, { world, shop, channel }) => {
    const event = world.write(shop, ANNA, 'Oops')
    await channel.fetch()
    world.redact(event, ANNA)
    const deleted = [{ networkItemId: itemId(shop.id, event.event_id), deletedTime: String }]
    t.match(await channel.fetch(), deleted)
    const { messages } = await channel.listRecent(new Date(Date.now() - 60_000).toISOString())
    t.match(messages, deleted)
  },
)

withServer(
  'an event that can’t be read keeps no other away',
  async (t, { world, shop, host, channel }) => {
    world.write(shop, ANNA, 'Before')
    world.add(shop, {
      type: 'm.room.message',
      sender: ANNA,
      content: { msgtype: 'm.text', body: 7 },
    })
    world.write(shop, ANNA, 'After')
    t.same(texts(await channel.fetch()), ['Before', 'After'])
    t.ok(host.log.some(({ message }) => /can’t be read/.test(message)))
  },
)

withServer(
  'a session that has ended ends the grant, also for a while only',
  async (t, { network, channel }) => {
    network.endSession(TOKEN, true)
    await t.rejects(channel.fetch(), { code: 'authentication' })
  },
)

withServer('a session of the Customer’s own is not logged out', async (t, { network, host }) => {
  for (const ours of [false, true]) {
    const channel = host.addChannel({
      credentials: { ...credentialsFor(network), ours },
      channelSettings: { rooms: [], invitations: 'never' },
    })
    await channel.revoke()
    t.equal(network.sessions.has(TOKEN), !ours)
  }
})
