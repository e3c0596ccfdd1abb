import type { Chat } from '@grammyjs/types'
import type { TestHost, Trial } from '@hubward/testkit'
import type telegram from '../src/index.ts'
import { itemId } from '../src/message.ts'
import { ANNA, BOT_ID, type startFakeTelegram, TOKEN } from './fake-telegram.ts'

type Network = Awaited<ReturnType<typeof startFakeTelegram>>
type Plugin = typeof telegram
type Of<Name extends 'settings' | 'channelSettings' | 'credentials' | 'position'> = Plugin[Name]
export type Host = TestHost<
  Of<'settings'>,
  Of<'channelSettings'>,
  Of<'credentials'>,
  Of<'position'>
>

export const CREDENTIALS = { token: TOKEN }
export const NETWORK_ID = String(BOT_ID)
export const PUBLIC_URL = 'https://hubward.example.org'
const CONNECTION = 'connection-of-olga'

/** A private chat, as most people write to a bot. */
export const PRIVATE: Chat.PrivateChat = {
  id: ANNA.id,
  type: 'private',
  first_name: ANNA.first_name,
}

export const json = (body: object, status: number) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** What Telegram's queue holds goes to the webhook, where there is one: as it does by itself. */
export async function deliver(network: Network, host: Host): Promise<void> {
  const { url } = network.webhook()
  if (url === '') return
  const path = new URL(url).pathname.replace(/^\/p\/telegram/, '')
  await network.deliver(async (update, secret) => {
    const { status } = await host.receive({
      method: 'POST',
      path,
      headers: { 'x-telegram-bot-api-secret-token': secret },
      rawBody: Buffer.from(JSON.stringify(update)),
    })
    return status
  })
}

/** What the suite tries with the answers of a fetch; with a webhook it asks for none. */
const WHILE_ASKED = [
  'an item that can’t be read',
  'a time that is none',
  'an address that is none of the web',
  'text that nobody sees',
  'an offset inside of a character',
  'a word that every object knows',
  '"reply": our own reply comes back',
  'a proxy’s “403” in the middle of a fetch',
]

/**
 * What the conformance suite must know of Telegram, for a host that asks (`polling`) and for one that is
 * called. Chats of a business account: the only ones of which deletions are told.
 */
export function trialOf(
  network: Network,
  way: 'polling' | 'webhook',
): Trial<Of<'settings'>, Of<'channelSettings'>, Of<'credentials'>, Of<'position'>> {
  network.chat(PRIVATE)
  network.addFile('picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]))
  const seen = new WeakSet<object>()
  const found = (networkItemId: string) =>
    network.standing.find(
      ({ message, connection }) =>
        itemId({
          chat: message.chat.id,
          message: message.message_id,
          ...(connection !== undefined && { connection }),
        }) === networkItemId,
    )?.message
  const standing = (networkItemId: string) => {
    const message = found(networkItemId)
    if (!message) throw new Error(`nothing stands at ${networkItemId}`)
    return message
  }

  return {
    host: {
      settings: { server: network.url },
      ...(way === 'webhook' && { publicUrl: PUBLIC_URL }),
    },
    answers: { login: CREDENTIALS },
    wrongAnswers: { login: { token: `${BOT_ID}:AAF-another-token-of-thirty-five-si` } },
    channelSettings: { business: 'follow' },
    credentials: CREDENTIALS,
    channel: { networkId: NETWORK_ID },
    refusals: {
      authentication: json({ ok: false, error_code: 401, description: 'Unauthorized' }, 401),
      'rate-limited': {
        ...json(
          {
            ok: false,
            error_code: 429,
            description: 'Too Many Requests: retry after 7',
            parameters: { retry_after: 7 },
          },
          429,
        ),
        retryAfterMs: 7_000,
      },
      unavailable: json({ ok: false, error_code: 502, description: 'Bad Gateway' }, 502),
    },
    async write(channel, { text, time, inReplyTo }, host) {
      if (!seen.has(host)) {
        seen.add(host)
        network.forget()
        network.setClock(() => host.clock.now())
        if (way === 'webhook') await channel.subscribe()
      }
      const answered = inReplyTo === undefined ? undefined : standing(inReplyTo)
      network.write(
        PRIVATE,
        {
          text,
          date: Math.floor(Date.parse(time) / 1_000),
          business_connection_id: CONNECTION,
          ...(answered && { reply_to_message: answered as never }),
        },
        'business_message',
      )
      // Each scene shows a picture, too.
      if (text.includes('Message')) {
        network.write(
          PRIVATE,
          {
            photo: [{ file_id: 'picture', file_unique_id: 'u', width: 400, height: 300 }],
            date: Math.floor(Date.parse(time) / 1_000),
            business_connection_id: CONNECTION,
          },
          'business_message',
        )
      }
      await deliver(network, host)
    },
    async edit(_channel, networkItemId, text, host) {
      network.edit(standing(networkItemId), { text }, 'edited_business_message')
      await deliver(network, host)
    },
    async remove(_channel, networkItemId, host) {
      const { chat, message_id } = standing(networkItemId)
      network.tell('deleted_business_messages', {
        business_connection_id: CONNECTION,
        chat,
        message_ids: [message_id],
      })
      await deliver(network, host)
    },
    published: async () =>
      network.standing
        .filter(({ message }) => message.sender_business_bot?.id === BOT_ID)
        .map(({ message, connection }) => {
          const { reply_to_message: answered, chat } = message
          return {
            text: message.text ?? message.caption ?? '',
            ...(answered && {
              inReplyTo: itemId({
                chat: chat.id,
                message: answered.message_id,
                ...(connection !== undefined && { connection }),
              }),
            }),
          }
        }),
    // "delete" is the only action.
    performed: async (_channel, { networkItemId }) => found(networkItemId) === undefined,
    skips: [
      // The token is a form.
      'a Customer who says no at the Network',
      // Bots can't list messages.
      'listing again calls nothing gone that is there',
      ...(way === 'webhook' ? WHILE_ASKED : []),
    ],
  }
}
