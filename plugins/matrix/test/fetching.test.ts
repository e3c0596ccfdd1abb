import type { Message } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import matrix from '../src/index.ts'
import { listen } from '../src/listen.ts'
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

/** Listens until the first ring. */
async function listenOnce(channel: Around['channel']) {
  const end = new AbortController()
  await channel.listen(end.signal, () => end.abort())
}

withServer(
  'an invitation with a forged one before it is not taken for one of the own server',
  async (t, { world, network, channelWith }) => {
    const channel = channelWith({ rooms: [], invitations: 'same-server' })
    const room = world.room([STRANGER])
    world.member(room, CUSTOMER, 'invite', STRANGER)
    network.rules.besideInvitation = [
      {
        type: 'm.room.member',
        sender: ANNA,
        state_key: CUSTOMER,
        content: { membership: 'invite' },
      },
    ]
    await listenOnce(channel)
    t.equal(room.members.get(CUSTOMER), 'invite')
  },
)

withServer(
  'an invitation that could not be accepted leaves nothing behind',
  async (t, { world, network, channelWith }) => {
    const refused = 'POST /_matrix/client/v3/rooms/{roomId}/join'
    for (const [status, errcode] of [
      [403, 'M_FORBIDDEN'],
      [429, 'M_LIMIT_EXCEEDED'],
    ] as const) {
      const channel = channelWith({ rooms: [], invitations: 'always' })
      await channel.fetch()
      const room = world.room([STRANGER])
      world.member(room, CUSTOMER, 'invite', STRANGER)
      network.rules.refused[refused] = [status, errcode]
      await listenOnce(channel).catch(() => undefined)
      delete network.rules.refused[refused]
      t.equal(room.members.get(CUSTOMER), 'invite', errcode)
      // Later the Customer goes there without the host.
      world.member(room, CUSTOMER, 'join')
      world.write(room, STRANGER, 'Private')
      t.same(await channel.fetch(), [], errcode)
    }
  },
)

withServer(
  'an invitation that may have been accepted is forgotten when it comes again and is not welcome',
  async (t, { world, network, channelWith }) => {
    const refused = 'POST /_matrix/client/v3/rooms/{roomId}/join'
    const channel = channelWith({ rooms: [], invitations: 'always' })
    await channel.fetch()
    const room = world.room([STRANGER])
    world.member(room, CUSTOMER, 'invite', STRANGER)
    network.rules.refused[refused] = [502, 'M_UNKNOWN']
    await t.rejects(listenOnce(channel), { code: 'unavailable' })
    channel.channelSettings = { rooms: [], invitations: 'never' }
    await listenOnce(channel)
    world.member(room, CUSTOMER, 'join')
    world.write(room, STRANGER, 'Private')
    t.same(await channel.fetch(), [])
  },
)

withServer(
  'a server that does not wait is not asked again at once',
  async (t, { network, channel }) => {
    network.rules.waits = false
    const end = new AbortController()
    const pauses: number[] = []
    let asked = 0
    const given = channel.context(end.signal)
    const context = {
      ...given,
      http: (...request: Parameters<typeof given.http>) => {
        asked += 1
        if (asked > 10) end.abort()
        return given.http(...request)
      },
      ring: async () => undefined,
      append: async () => undefined,
    }
    await listen(context as never, async (forMs) => {
      pauses.push(forMs)
      if (pauses.length === 3) end.abort()
    })
    // The host's clock stands still here, so each pause is a whole one; the first question needs none.
    t.same(pauses, [3_000, 3_000, 3_000])
    t.equal(asked, 4)
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
  'an event that names something else than an event keeps no other away',
  async (t, { world, network, shop, channel }) => {
    const event = '/_matrix/client/v3/rooms/{roomId}/event/{eventId}'
    for (const foreign of ['..', '$a\nb', '$\ud800', `$${'x'.repeat(255)}`, '$käse', '']) {
      const to = { event_id: foreign }
      for (const relation of [
        { 'm.in_reply_to': to },
        { rel_type: 'm.thread', ...to },
        { rel_type: 'm.replace', ...to },
      ]) {
        const content = { msgtype: 'm.text', body: 'Odd', 'm.relates_to': relation }
        world.write(shop, ANNA, content)
      }
      world.add(shop, { type: 'm.room.redaction', sender: ANNA, content: { redacts: foreign } })
      world.write(shop, ANNA, 'After')
      const messages = await channel.fetch()
      const of = JSON.stringify(foreign).slice(0, 20)
      t.same(
        texts(messages).filter((text) => text !== 'Odd'),
        ['After'],
        of,
      )
      t.notOk(
        written(messages).some(({ interaction }) => interaction.root),
        of,
      )
      t.equal(written(messages).length, messages.length, `${of}: nothing is deleted`)
    }
    for (const refused of [
      [400, 'M_INVALID_PARAM'],
      [400, 'M_UNKNOWN'],
    ] as const) {
      network.rules.refused[`GET ${event}`] = refused
      const relation = { 'm.in_reply_to': { event_id: '$somewhere:else.test' } }
      world.write(shop, ANNA, { msgtype: 'm.text', body: 'Answer', 'm.relates_to': relation })
      t.same(texts(await channel.fetch()), ['Answer'], refused[1])
    }
  },
)

withServer(
  'an event that is answered and can’t be read keeps no answer away',
  async (t, { world, shop, channel }) => {
    const sender = `@${'x'.repeat(300)}:${SERVER_NAME}`
    const odd = world.add(shop, { type: 'm.room.message', sender, content: {} })
    await channel.fetch()
    world.write(shop, ANNA, answer(odd, 'Answer'))
    t.same(texts(await channel.fetch()), ['Answer'])
  },
)

withServer(
  'only a room that the account may not see is passed over',
  async (t, { world, network, shop, channel }) => {
    const name = 'GET /_matrix/client/v3/rooms/{roomId}/messages'
    for (const [status, errcode, code] of [
      [400, 'M_UNKNOWN', 'rejected'],
      [404, 'M_UNRECOGNIZED', 'rejected'],
      [403, 'M_CONSENT_NOT_GIVEN', 'rejected'],
      [400, 'M_INVALID_PARAM', 'invalid'],
    ] as const) {
      world.write(shop, ANNA, `Before ${errcode}`)
      network.rules.refused[name] = [status, errcode]
      await t.rejects(channel.fetch(), { code }, errcode)
      delete network.rules.refused[name]
      t.same(texts(await channel.fetch()), [`Before ${errcode}`])
    }
    for (const [status, errcode] of [
      [403, 'M_FORBIDDEN'],
      [404, 'M_NOT_FOUND'],
    ] as const) {
      world.write(shop, ANNA, 'Not for us')
      network.rules.refused[name] = [status, errcode]
      t.same(await channel.fetch(), [], errcode)
      delete network.rules.refused[name]
      t.same(await channel.fetch(), [])
    }
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
