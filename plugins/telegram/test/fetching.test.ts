import { inspect } from 'node:util'
import type { Chat, Message as Told, User } from '@grammyjs/types'
import type { Message, WrittenMessage } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import telegram from '../src/index.ts'
import { OWNER, startFakeTelegram, TOKEN } from './fake-telegram.ts'
import { CREDENTIALS, deliver, json, NETWORK_ID, PRIVATE, PUBLIC_URL } from './trial.ts'

t.setTimeout(120_000)
const network = await startFakeTelegram()
t.teardown(() => network.close())
network.chat(PRIVATE)

const GROUP: Chat.GroupChat = network.chat({ id: -77, type: 'group', title: 'Cup club' })
const SUPERGROUP: Chat.SupergroupChat = network.chat({
  id: -1001234,
  type: 'supergroup',
  title: 'Cups',
})
const FORUM: Chat.SupergroupChat = network.chat({
  id: -1005678,
  type: 'supergroup',
  title: 'Forum',
  username: 'cup_forum',
  is_forum: true,
})
const BEN: User = { id: 902, is_bot: false, first_name: 'Ben' }

type Options = Partial<{
  publicUrl: string
  business: 'follow' | 'keep' | 'off'
  language: 'en' | 'de' | 'fr'
  updates: 'polling'
  /** What waits at Telegram stays there. */
  again: boolean
}>

/** A Channel of a host; the bot has heard nothing yet. */
function connected({
  publicUrl,
  business = 'follow',
  language = 'en',
  updates,
  again,
}: Options = {}) {
  const settings = { server: network.url, ...(updates && { updates }) }
  const host = new TestHost(telegram, { settings, ...(publicUrl && { publicUrl }) })
  if (!again) network.forget()
  network.setClock(() => host.clock.now())
  const channel = host.addChannel({
    channelSettings: { business },
    credentials: CREDENTIALS,
    channel: { networkId: NETWORK_ID, language },
  })
  return { host, channel }
}

const written = (messages: readonly Message[]): WrittenMessage[] =>
  messages.filter((message) => 'interaction' in message)
const texts = (messages: readonly Message[]) =>
  written(messages).map(({ interaction }) => interaction.message)
const roots = (messages: readonly Message[]) =>
  written(messages).map(({ interaction }) => interaction.root?.rootId)
const ids = (messages: readonly Message[]) =>
  written(messages).map(({ interaction }) => interaction.networkItemId)
/** As Telegram nests the message that is answered. */
const answering = (message: Told) => ({ reply_to_message: message as never })

t.test('Telegram forgets only what is committed', async (t) => {
  const { channel } = connected()
  network.write(PRIVATE, { text: 'One' })
  network.write(PRIVATE, { text: 'Two' })
  const lost = await channel.fetchPage(null)
  t.same(texts(lost.messages), ['One', 'Two'])
  t.equal(network.pending().length, 2, 'nothing is confirmed by reading')
  t.same((await channel.fetchPage(null)).messages, lost.messages, 'a call whose result was lost')
  channel.position = lost.position
  network.write(PRIVATE, { text: 'Three' })
  t.same(texts(await channel.fetch()), ['Three'])
  t.equal(network.pending().length, 1, 'the position was committed')
})

t.test('after a week without updates it asks for whatever is not confirmed', async (t) => {
  const { channel, host } = connected()
  network.write(PRIVATE, { text: 'Long ago' })
  await channel.fetch()
  host.clock.advance(8 * 86_400_000)
  network.countFrom(17)
  network.write(PRIVATE, { text: 'With a smaller id' })
  t.ok(texts(await channel.fetch()).includes('With a smaller id'))
  network.countFrom(90_000)
})

t.test('switching between asking and being called loses nothing', async (t) => {
  const { channel } = connected()
  network.write(PRIVATE, { text: 'While polling' })
  const first = await channel.fetch()
  network.write(PRIVATE, { text: 'Before the webhook' })

  const pushed = connected({ publicUrl: PUBLIC_URL, again: true })
  // The same Channel, on a host that has a public address now: the queue at Telegram is as it was.
  network.write(PRIVATE, { text: 'Waits' })
  pushed.channel.position = channel.position
  await pushed.channel.subscribe()
  network.write(PRIVATE, { text: 'By webhook' })
  await deliver(network, pushed.host)
  const second = await pushed.channel.fetch()

  network.write(PRIVATE, { text: 'Before polling again' })
  channel.position = pushed.channel.position
  network.write(PRIVATE, { text: 'Polled again' })
  const third = await channel.fetch()
  t.same(network.webhook().url, '', 'the webhook is gone, and what waited for it is not')
  const all = [first, second, third].flatMap(texts)
  for (const text of [
    'While polling',
    'Before the webhook',
    'Waits',
    'By webhook',
    'Before polling again',
  ]) {
    t.ok(all.includes(text), text)
  }
  t.ok(all.includes('Polled again'))
})

t.test('a webhook that another program took is set again, and told in the log', async (t) => {
  const { channel, host } = connected({ publicUrl: PUBLIC_URL })
  await channel.subscribe()
  const ours = network.webhook()
  t.match(ours, { url: `${PUBLIC_URL}/p/telegram/${NETWORK_ID}`, secret: /^[\w-]{20,256}$/ })
  network.takeWebhook('https://elsewhere.example.org/')
  await channel.fetch()
  t.same(network.webhook(), ours)
  t.ok(host.log.some(({ message }) => /webhook of the bot was another/.test(message)))
  const asked = network.calls.length
  await channel.fetch()
  t.equal(network.calls.length, asked, 'looked at every ten minutes')
  host.clock.advance(600_000)
  network.write(PRIVATE, { text: 'Waits' })
  network.failDelivery('SSL error {error:0A000086}')
  await channel.fetch()
  const [line] = host.log.filter(({ message }) => /can’t deliver updates/.test(message))
  t.match(line, { fields: { reason: 'SSL error {error:0A000086}' } })
  network.takeWebhook('')
})

t.test('whoever lacks the secret is told nothing, and nothing is kept', async (t) => {
  const { channel, host } = connected({ publicUrl: PUBLIC_URL })
  await channel.subscribe()
  const { secret } = network.webhook()
  const rawBody = Buffer.from('{"update_id":1}')
  const post = (path: string, given?: string) =>
    host.receive({
      method: 'POST',
      path,
      rawBody,
      headers: given === undefined ? {} : { 'x-telegram-bot-api-secret-token': given },
    })
  for (const [path, given] of [
    [`/${NETWORK_ID}`, undefined],
    [`/${NETWORK_ID}`, `${secret}x`],
    [`/${NETWORK_ID}`, 'x'.repeat(5_000)],
    ['/1', secret],
    ['/constructor', secret],
  ] as const) {
    t.same(await post(path, given), { status: 404 })
  }
  t.same(await channel.pushes.read(0, 10), [])
  t.match(await post(`/${NETWORK_ID}`, secret), { status: 200 })
  t.equal((await channel.pushes.read(0, 10)).length, 1)
  network.takeWebhook('')
})

t.test('addresses that Telegram can’t reach are never given to it', async (t) => {
  const addresses = [
    'http://hubward.example.org',
    'https://hubward.example.org:9000',
    'https://localhost',
    'https://192.168.0.7',
    'https://[2001:db8::1]',
    'https://198.51.100.7',
    'https://hub.internal',
    'https://hub.local.',
    'https://hub.',
  ]
  for (const publicUrl of addresses) {
    const { channel } = connected({ publicUrl })
    await channel.subscribe()
    t.equal(network.webhook().url, '', publicUrl)
  }
  const { channel } = connected({ publicUrl: PUBLIC_URL, updates: 'polling' })
  await channel.subscribe()
  t.equal(network.webhook().url, '', 'the operator says so')
})

t.test('a private chat is one conversation, and so is a group without topics', async (t) => {
  const { channel } = connected()
  network.write(PRIVATE, { text: 'Hello' })
  network.write(GROUP, { text: 'Hello, group', from: BEN })
  network.write(PRIVATE, { text: 'Anybody?' })
  network.write(GROUP, { text: 'Who is there?', from: BEN })
  const messages = await channel.fetch()
  const [hello, group] = ids(messages)
  t.same(roots(messages), [undefined, undefined, hello, group])
  t.match(written(messages)[0]?.interaction, {
    type: 'DM',
    interactor: { interactorId: 'user/901', name: 'Anna', url: 'https://t.me/anna_k' },
  })
  network.write(PRIVATE, { text: 'Later' })
  t.same(roots(await channel.fetch()), [hello], 'in a later fetch, too')
})

t.test('topics and comments stand in their threads', async (t) => {
  const { channel } = connected()
  const post = network.write(SUPERGROUP, {
    text: 'New cups!',
    is_automatic_forward: true,
    sender_chat: { id: -1009, type: 'channel', title: 'Northwind' },
  })
  const comment = network.write(SUPERGROUP, { text: 'How much?', ...answering(post) })
  network.write(SUPERGROUP, { text: 'I wonder, too', from: BEN, ...answering(comment) })
  network.write(SUPERGROUP, { text: 'Something else', from: BEN })
  const topic = { message_thread_id: 4, is_topic_message: true as const }
  network.write(FORUM, { text: 'In a topic', ...topic })
  const messages = await channel.fetch()
  const [posted] = ids(messages)
  t.same(roots(messages), [undefined, posted, posted, undefined, 'tg:-1005678/4'])
  // Anybody may add the bot to a group of theirs, so the post is its channel's, and not the Customer's.
  t.match(written(messages)[0], { interaction: { interactor: { interactorId: 'chat/-1009' } } })
  t.notMatch(written(messages)[0], { own: true })
  const [first, , , , last] = written(messages)
  t.equal(first?.interaction.url, `https://t.me/c/1234/${post.message_id}`)
  t.match(last?.interaction.url, /^https:\/\/t\.me\/cup_forum\/\d+$/)
})

t.test('a group that becomes a supergroup goes on in its thread', async (t) => {
  const { channel } = connected()
  network.write(GROUP, { text: 'Small group' })
  const [root] = ids(await channel.fetch())
  network.write(GROUP, { migrate_to_chat_id: SUPERGROUP.id })
  network.write(SUPERGROUP, { migrate_from_chat_id: GROUP.id })
  network.write(SUPERGROUP, { text: 'Large group' })
  const after = await channel.fetch()
  t.same(texts(after), ['Large group'])
  t.same(roots(after), [root])
})

t.test('an edit is the same message, and an album one group', async (t) => {
  const { channel, host } = connected()
  const message = network.write(PRIVATE, { text: 'Cups or mugs' })
  const [id] = ids(await channel.fetch())
  host.clock.advance(60_000)
  network.edit(message, { text: 'Cups and mugs' })
  const [edited] = written(await channel.fetch())
  t.match(edited, {
    interaction: { networkItemId: id, message: 'Cups and mugs' },
    updatedTime: host.clock.now().toISOString(),
  })
  const photo = (file_id: string) => ({
    photo: [{ file_id, file_unique_id: file_id, width: 400, height: 300 }],
    media_group_id: 'album-1',
  })
  network.write(PRIVATE, { ...photo('a'), caption: 'My cups' })
  network.write(PRIVATE, photo('b'))
  const album = written(await channel.fetch())
  t.equal(album.length, 2)
  t.equal(new Set(album.map(({ group }) => group?.id)).size, 1)
})

t.test('chats of a business account: deletions as the Customer has chosen', async (t) => {
  const business = { business_connection_id: 'olga' }
  for (const [choice, expected] of [
    ['follow', 3],
    ['keep', 2],
    ['off', 0],
  ] as const) {
    const { channel } = connected({ business: choice })
    const asked = network.write(PRIVATE, { text: 'Open today?', ...business }, 'business_message')
    network.write(PRIVATE, { text: 'Yes', from: OWNER, ...business }, 'business_message')
    network.tell('deleted_business_messages', {
      ...business,
      chat: PRIVATE,
      message_ids: [asked.message_id],
    })
    const messages = await channel.fetch()
    t.equal(messages.length, expected, choice)
    if (choice !== 'follow') continue
    const [question, answer, deleted] = messages
    t.match(answer, { own: true })
    t.match(deleted, { networkItemId: ids(messages)[0], deletedTime: String })
    t.notMatch(question, { own: true })
    network.write(PRIVATE, { text: 'To the bot itself' })
    t.same(roots(await channel.fetch()), [undefined], 'a chat of its own')
  }
})

t.test('what is no text can be read', async (t) => {
  const { channel } = connected({ language: 'de' })
  const file = (file_id: string) => ({ file_id, file_unique_id: file_id })
  const size = { width: 512, height: 512 }
  const kinds: Partial<Told>[] = [
    { voice: { ...file('v'), duration: 75, mime_type: 'audio/ogg' } },
    { video_note: { ...file('n'), duration: 9, length: 240 } },
    { location: { latitude: 52.5, longitude: 13.4 } },
    {
      location: { latitude: 52.5, longitude: 13.4 },
      venue: { location: { latitude: 52.5, longitude: 13.4 }, title: 'Shop', address: 'Road 1' },
    },
    { contact: { phone_number: '+49 30 1', first_name: 'Cara' } },
    { poll: { question: 'Cups?', options: [{ text: 'Yes' }, { text: 'No' }] } as never },
    {
      sticker: {
        ...file('s'),
        ...size,
        type: 'regular',
        emoji: '👍',
        is_animated: false,
        is_video: false,
      },
    },
    { document: { ...file('d'), file_name: 'film.mkv', file_size: 30_000_000 } },
    { story: { chat: PRIVATE, id: 1 } },
    { dice: { emoji: '🎲', value: 5 } },
    {
      text: 'See here 👍 and there',
      entities: [
        { type: 'text_link', offset: 0, length: 8, url: 'https://example.org/a' },
        { type: 'text_link', offset: 10, length: 1e9, url: 'https://example.org/b' },
      ],
    },
    {
      text: 'Old news',
      forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'Dora' },
    },
    { new_chat_title: 'No Ticket' },
    { pinned_message: { message_id: 1, chat: PRIVATE, date: 0 } },
  ]
  for (const kind of kinds) network.write(PRIVATE, kind)
  const messages = written(await channel.fetch())
  t.same(texts(messages), [
    'Sprachnachricht, 1:15',
    'Videonachricht, 0:09',
    'Standort: https://www.openstreetmap.org/?mlat=52.5&mlon=13.4#map=16/52.5/13.4',
    'Standort: Shop, Road 1\nhttps://www.openstreetmap.org/?mlat=52.5&mlon=13.4#map=16/52.5/13.4',
    'Kontakt: Cara, +49 30 1',
    'Umfrage: Cups?\n– Yes\n– No',
    'Sticker 👍',
    'Größer als 20 MB, nur in Telegram zu sehen: film.mkv',
    '(Eine Nachricht, die nur in Telegram zu sehen ist)',
    '🎲 5',
    'See here (https://example.org/a) 👍 and there',
    'Weitergeleitet von Dora:\nOld news',
  ])
  t.match(messages[0]?.interaction.attachments, [{ name: 'voice.ogg', mimeType: 'audio/ogg' }])
  t.equal(messages[6]?.interaction.pictures?.length, 1)
})

t.test('files are opened with the token, which nobody sees', async (t) => {
  const { channel, host } = connected()
  network.addFile('paper', Buffer.from('Ten bytes!'))
  network.addFile('film', Buffer.from('Film'), 40_000_000)
  const file = (file_id: string) => ({ document: { file_id, file_unique_id: file_id } })
  network.write(PRIVATE, file('paper'))
  network.write(PRIVATE, file('film'))
  const [paper, film] = written(await channel.fetch()).map(
    ({ interaction }) => interaction.attachments?.[0]?.url ?? '',
  )
  const opened = await host.openUrl(paper ?? '')
  t.equal(Buffer.from(opened.content).toString(), 'Ten bytes!')
  const reference = JSON.stringify({ id: 'paper', mimeType: 'text/plain', name: 'a.txt' })
  const part = await telegram.openMedia?.(channel.context(), reference, { range: { start: 4 } })
  t.match(part, { range: { start: 4, end: 9 }, sizeBytes: 10, name: 'a.txt' })
  t.equal(Buffer.concat(await (part?.stream.toArray() ?? [])).toString(), 'bytes!')
  await t.rejects(host.openUrl(film ?? ''), { code: 'invalid' })
  for (const file_path of ['../getMe', 'documents/../../getMe', 'https://elsewhere.example.org/']) {
    host.faults.answer(json({ ok: true, result: { file_path } }, 200))
    const asked = host.faults.requests.length
    await t.rejects(host.openUrl(paper ?? ''), { code: 'unavailable' }, file_path)
    t.equal(host.faults.requests.length, asked + 1, 'only getFile is asked')
  }
})

t.test('no error holds the token, whatever of it is looked at', async (t) => {
  const { channel, host } = connected()
  network.addFile('paper', Buffer.from('Paper'))
  const { faults } = host
  const reference = JSON.stringify({ id: 'paper', mimeType: 'text/plain', name: 'a.txt' })
  const calls = [
    () => telegram.openMedia?.(channel.context(), reference, {}),
    () => telegram.fetchMessages(channel.context(), { position: null, limit: 1, since: '' }),
  ]
  const breaks = [
    () => faults.unreachable(),
    () => faults.loseAnswers(),
    () => faults.loseAnswer(1),
    () => faults.cutAnswers(1),
    () => faults.answer({ status: 404, headers: { 'content-type': 'text/html' }, body: '<p>' }),
  ]
  for (const call of calls) {
    for (const [index, breakIt] of breaks.entries()) {
      breakIt()
      const thrown = await Promise.resolve(call()).then(
        () => undefined,
        (error: unknown) => error,
      )
      faults.none()
      const isOther = index === 2 && call === calls[1]
      t.equal(thrown === undefined, isOther, `break ${index}`)
      if (!isOther) t.match(thrown, { name: 'PluginError', code: 'unavailable' })
      if (index === 0) t.match(thrown, { effect: 'none' }, 'nothing was sent')
      t.notMatch(inspect(thrown, { depth: 10, showHidden: true }), TOKEN)
    }
  }
})

t.test('an update that can’t be read is passed, by webhook as well', async (t) => {
  const { channel, host } = connected({ publicUrl: PUBLIC_URL })
  await channel.subscribe()
  network.write(PRIVATE, { text: 'Before' })
  network.tell('message', { message_id: 'constructor', chat: null })
  network.write(PRIVATE, {
    text: 'What hangs on it is long',
    ...answering({ message_id: 1, chat: PRIVATE, text: 'x'.repeat(300_000) } as Told),
  })
  network.write(PRIVATE, { text: 'After' })
  await deliver(network, host)
  t.equal(network.pending().length, 0, 'nothing is sent again and again')
  t.same(texts(await channel.fetch()), ['Before', 'What hangs on it is long', 'After'])
  network.takeWebhook('')
})

t.test('a token that was taken back ends the grant, asked or called', async (t) => {
  const pushed = connected({ publicUrl: PUBLIC_URL })
  await pushed.channel.subscribe()
  const polled = connected()
  network.revokeToken()
  for (const { channel } of [pushed, polled]) {
    await t.rejects(channel.fetch(), { code: 'authentication' })
  }
})
