import { createServer } from 'node:http'
import type { Chat } from '@grammyjs/types'
import type { LocalizedText, Message } from '@hubward/plugin'
import { proves, TestHost } from '@hubward/testkit'
import t from 'tap'
import telegram from '../src/index.ts'
import { BOT_ID, startFakeTelegram, TOKEN } from './fake-telegram.ts'
import { CREDENTIALS, NETWORK_ID, PRIVATE } from './trial.ts'

t.setTimeout(120_000)
const network = await startFakeTelegram()
t.teardown(() => network.close())
network.chat(PRIVATE)
const FORUM = network.chat<Chat.SupergroupChat>({
  id: -1005678,
  type: 'supergroup',
  title: 'Forum',
  is_forum: true,
})
const GROUP = network.chat<Chat.GroupChat>({ id: -77, type: 'group', title: 'Cup club' })
const settings = { server: network.url }

/** Where SocialHub keeps attachments. */
const files = createServer((request, response) => {
  const size = Number(request.url?.slice(1))
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size })
  response.end(Buffer.alloc(size, 7))
})
await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
t.teardown(() => files.close())
const address = files.address()
const attachment = (sizeBytes: number, mimeType: string) => ({
  url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/${sizeBytes}`,
  name: 'file.bin',
  mimeType,
})

function connected() {
  const host = new TestHost(telegram, { settings })
  network.forget()
  network.setClock(() => host.clock.now())
  const channel = host.addChannel({
    channelSettings: { business: 'follow' },
    credentials: CREDENTIALS,
    channel: { networkId: NETWORK_ID },
  })
  return { host, channel }
}

/** What is needed to answer the newest of these messages. */
function answerTo(messages: readonly Message[]) {
  const message = messages.at(-1)
  if (!message || !('interaction' in message)) throw new Error('nothing to answer')
  const { networkItemId, root } = message.interaction
  const reference = message.reference ?? null
  return { inReplyTo: { networkItemId, reference, rootId: root?.rootId ?? null } }
}

t.test('a reply goes to its message and topic, word for word', async (t) => {
  const { channel } = connected()
  const topic = { message_thread_id: 4, is_topic_message: true as const }
  const asked = network.write(FORUM, { text: 'Which clay?', ...topic })
  const text = 'Stoneware: *see* <b>here</b> https://example.org/clay'
  const published = await channel.reply({ ...answerTo(await channel.fetch()), text })
  const { message } = network.standing.at(-1) ?? {}
  t.match(message, {
    text,
    message_thread_id: 4,
    reply_to_message: { message_id: asked.message_id },
    entities: [{ type: 'url' }],
  })
  t.equal(published.networkItemId, `tg:${FORUM.id}/${message?.message_id}`)
  t.equal(network.calls.at(-1)?.args.message_thread_id, 4, 'said, and not only meant')
})

t.test('a reply to an empty Root-Ticket finds its place by the id', async (t) => {
  const { channel } = connected()
  const asked = network.write(PRIVATE, { text: 'Hello?' })
  const networkItemId = `tg:${PRIVATE.id}/${asked.message_id}`
  await channel.reply({ inReplyTo: { networkItemId, reference: null, rootId: null } })
  t.equal(network.standing.at(-1)?.message.reply_to_message?.message_id, asked.message_id)
  const unknown = { networkItemId: 'somewhere-else', reference: null, rootId: null }
  await t.rejects(channel.reply({ inReplyTo: unknown }), { code: 'not-found', effect: 'none' })
})

t.test('files go by the method that shows them, beside at most 1,024 characters', async (t) => {
  proves(t, { network: 'telegram', capabilities: ['attachment'], by: 'documentation' })
  const { channel } = connected()
  network.write(PRIVATE, { text: 'A picture, please' })
  const answer = answerTo(await channel.fetch())
  for (const [mimeType, field] of [
    ['image/png', 'photo'],
    ['image/gif', 'animation'],
    ['video/mp4', 'video'],
    ['audio/mpeg', 'audio'],
    ['application/pdf', 'document'],
  ] as const) {
    const text = 'c'.repeat(1_024)
    await channel.reply({ ...answer, text, attachments: [attachment(2_000_000, mimeType)] })
    const { message, file } = network.standing.at(-1) ?? {}
    t.ok(message?.[field], mimeType)
    t.match(message, { caption: text, reply_to_message: Object })
    t.equal(file?.content.length, 2_000_000)
  }
  const large = { ...answer, attachments: [attachment(10_000_001, 'image/png')] }
  await t.rejects(channel.reply(large), {
    code: 'invalid',
    effect: 'none',
    sentence: { en: /10 MB/ },
  })
  const { reply } = Object.fromEntries(
    telegram.declaration.ticketActions.map(({ id, limits }) => [id, limits]),
  )
  t.match(reply, { text: 4_096, textBesideAttachments: 1_024, countedAs: 'utf-16' })
})

t.test('a group that moved is answered where it is now, once', async (t) => {
  const { channel } = connected()
  network.write(GROUP, { text: 'Before' })
  const answer = answerTo(await channel.fetch())
  const now = network.chat<Chat.SupergroupChat>({ id: -10042, type: 'supergroup', title: 'Cups' })
  const why = 'Bad Request: group chat was upgraded to a supergroup chat'
  network.refuse(GROUP.id, 400, why, { migrate_to_chat_id: now.id })
  const { networkItemId } = await channel.reply({ ...answer, text: 'After' })
  const there = network.standing.filter(({ message }) => message.text === 'After')
  t.same(
    there.map(({ message }) => message.chat.id),
    [now.id],
  )
  t.match(networkItemId, /^tg:-10042\//)
})

t.test('a message that Telegram schedules has an id of its own all the same', async (t) => {
  const { channel, host } = connected()
  network.write(PRIVATE, { text: 'A film?' })
  const answer = answerTo(await channel.fetch())
  host.faults.rewrite((body) => body.replace(/"message_id":\d+,"from"/, '"message_id":0,"from"'))
  const one = await channel.reply({ ...answer, idempotencyKey: 'one' })
  const other = await channel.reply({ ...answer, idempotencyKey: 'other' })
  t.not(one.networkItemId, other.networkItemId)
})

t.test('why Telegram refuses is a sentence', async (t) => {
  const { channel } = connected()
  network.write(PRIVATE, { text: 'Hello' })
  const answer = answerTo(await channel.fetch())
  const refusals: [number, string, string, RegExp][] = [
    [403, 'Forbidden: bot was blocked by the user', 'rejected', /has blocked your bot/],
    [403, 'Forbidden: user is deactivated', 'rejected', /no longer exists/],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'rejected', /no longer a member/],
    [400, 'Bad Request: chat not found', 'not-found', /no longer knows this chat/],
    [400, 'Bad Request: TOPIC_CLOSED', 'rejected', /topic is closed/],
    [400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING', 'rejected', /business account/],
    [
      400,
      'Bad Request: not enough rights to send text messages to the chat',
      'rejected',
      /may not/,
    ],
    [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'invalid', /could not read this file/],
  ]
  for (const [status, why, code, sentence] of refusals) {
    network.refuse(PRIVATE.id, status, why)
    await t.rejects(
      channel.reply(answer),
      { code, effect: 'none', sentence: { en: sentence } },
      why,
    )
  }
  network.refuse(PRIVATE.id, 429, 'Too Many Requests: retry after 7', { retry_after: 7 })
  await t.rejects(channel.reply(answer), { code: 'rate-limited', retryAfterMs: 7_000 })
  network.accept(PRIVATE.id)
  const gone = {
    ...answer,
    inReplyTo: { ...answer.inReplyTo, reference: { chat: 901, message: 1 } },
  }
  await t.rejects(channel.reply(gone), { code: 'not-found', effect: 'none' })
})

t.test(
  'nobody knows what became of a reply whose answer is lost, and it is sent once',
  async (t) => {
    const { channel, host } = connected()
    network.write(PRIVATE, { text: 'Are you there?' })
    const answer = answerTo(await channel.fetch())
    const text = 'Sent, and nobody heard of it'
    host.faults.loseAnswers()
    await t.rejects(channel.reply({ ...answer, text }), { code: 'unavailable', effect: 'unknown' })
    host.faults.answer({
      status: 502,
      body: '{"ok":false,"error_code":502,"description":"Bad Gateway"}',
    })
    await t.rejects(channel.reply({ ...answer, text }), { code: 'unavailable', effect: 'unknown' })
    host.faults.none()
    t.equal(network.standing.filter(({ message }) => message.text === text).length, 1)
    t.same(await channel.findReply({ ...answer, text }), { outcome: 'unknown' })
  },
)

t.test('own replies can be deleted for 48 hours, in business chats as well', async (t) => {
  const { channel, host } = connected()
  for (const business of [undefined, 'olga']) {
    const content = { text: 'Hello', ...(business && { business_connection_id: business }) }
    network.write(PRIVATE, content, business ? 'business_message' : 'message')
    const { networkItemId, reference = null } = await channel.reply(answerTo(await channel.fetch()))
    const count = network.standing.length
    await channel.perform('delete', { networkItemId, reference, rootId: null })
    t.equal(network.standing.length, count - 1)
    await channel.perform('delete', { networkItemId, reference, rootId: null })
    t.equal(network.standing.length, count - 1, 'gone stays gone')
  }
  network.write(PRIVATE, { text: 'Again' })
  const { networkItemId, reference = null } = await channel.reply(answerTo(await channel.fetch()))
  host.clock.advance(49 * 3_600_000)
  await t.rejects(channel.perform('delete', { networkItemId, reference, rootId: null }), {
    code: 'rejected',
    sentence: { en: /48 hours/ },
  })
})

t.test('what is wrong at the login stands at its field', async (t) => {
  const host = new TestHost(telegram, { settings })
  const submit = async (token: string): Promise<LocalizedText | undefined> => {
    const step = await host.authenticate({
      kind: 'form',
      step: 'login',
      values: { token },
      state: null,
    })
    return step.kind === 'form' ? step.errors?.token : undefined
  }
  t.match(await submit('my token'), { en: /no token of a bot/ })
  t.match(await submit(`${BOT_ID}:../../getMe?x=1`), { en: /no token of a bot/ })
  t.match(await submit(`${BOT_ID}:AAF-another-token-of-thirty-five-si`), { en: /does not accept/ })
  host.faults.unreachable()
  t.match(await submit(TOKEN), { en: /could not be reached/ })
  host.faults.none()
  const values = { token: `\u200b ${TOKEN} ` }
  const step = await host.authenticate({ kind: 'form', step: 'login', values, state: null })
  t.match(step, {
    kind: 'complete',
    accounts: [
      {
        networkId: NETWORK_ID,
        uniqueName: '@northwind_bot',
        credentials: CREDENTIALS,
        grantId: NETWORK_ID,
      },
    ],
  })
})
