import type {
  ApiError,
  ApiMethods,
  Chat,
  Message,
  Update,
  User,
  UserFromGetMe,
} from '@grammyjs/types'
import Fastify, { type FastifyRequest } from 'fastify'

/**
 * The Bot API as https://core.telegram.org/bots/api describes it, as far as the plugin is concerned:
 * written before the plugin. What it answers and what it takes are the types of @grammyjs/types, which
 * are made from that page. What it remembers of messages is what Telegram's servers would.
 */
export const BOT_ID = 4_711
export const TOKEN = `${BOT_ID}:AAF-stub_token-of-thirty-five-signs`

export const ANNA: User = { id: 901, is_bot: false, first_name: 'Anna', username: 'anna_k' }
export const OWNER: User = { id: 900, is_bot: false, first_name: 'Olga', last_name: 'Owner' }
const ME: UserFromGetMe = {
  id: BOT_ID,
  is_bot: true,
  first_name: 'Northwind',
  username: 'northwind_bot',
  can_join_groups: true,
  can_read_all_group_messages: true,
  supports_inline_queries: false,
  can_connect_to_business: true,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_guest_queries: false,
  supports_join_request_queries: false,
}

type Methods = ApiMethods<Blob>
type Arguments<Name extends keyof Methods> = NonNullable<Parameters<Methods[Name]>[0]>
type Sending = Omit<Arguments<'sendMessage'>, 'text'> & { text?: string; caption?: string }
type Kind = Exclude<keyof Update, 'update_id'>

/** "Bots can download files of up to 20MB in size." */
const DOWNLOAD_LIMIT_BYTES = 20 * 1_024 * 1_024
/** "A message can only be deleted if it was sent less than 48 hours ago." */
const DELETABLE_S = 48 * 3_600

class Refused extends Error {
  readonly answer: ApiError
  constructor(error_code: number, description: string, parameters?: ApiError['parameters']) {
    super(description)
    this.answer = { ok: false, error_code, description, ...(parameters && { parameters }) }
  }
}

/** One message that somebody sees, with the connection of the business account that it belongs to. */
interface Standing {
  readonly message: Message
  readonly connection: string | undefined
  readonly file?: { readonly name: string; readonly content: Buffer }
}

export async function startFakeTelegram() {
  const standing: Standing[] = []
  const chats = new Map<number, Chat>()
  /** By chat: what sending to it is refused with. */
  const refusals = new Map<number, Refused>()
  const files = new Map<string, { content: Buffer; size: number }>()
  const calls: { method: string; args: Record<string, unknown> }[] = []
  let updates: Update[] = []
  let nextUpdate = 5_000
  let nextMessage = 100
  let webhook = { url: '', secret: '' }
  let token = TOKEN
  let lastError: string | undefined
  let nowSeconds = () => Math.floor(Date.now() / 1_000)

  function tell(kind: Kind, content: unknown): Update {
    const update: Update = { update_id: nextUpdate++, [kind]: content }
    updates.push(update)
    return update
  }

  function mustFind(chatId: number, messageId: number, connection: string | undefined) {
    return standing.find(
      ({ message, connection: of }) =>
        message.chat.id === chatId && message.message_id === messageId && of === connection,
    )
  }

  function publish(args: Sending, content: Partial<Message>, file?: Standing['file']): Message {
    const chatId = Number(args.chat_id)
    const { business_connection_id: connection, message_thread_id: topic } = args
    const refused = refusals.get(chatId)
    if (refused) throw refused
    const chat = chats.get(chatId)
    if (!chat) throw new Refused(400, 'Bad Request: chat not found')
    const { reply_parameters: replied } = args
    const answered =
      replied?.message_id === undefined
        ? undefined
        : mustFind(chatId, replied.message_id, connection)
    // "Always True for messages sent on behalf of a business account."
    if (replied && !answered && !replied.allow_sending_without_reply && connection === undefined) {
      throw new Refused(400, 'Bad Request: message to be replied not found')
    }
    const isTopic = (thread: number) =>
      standing.some(
        ({ message }) => message.is_topic_message && message.message_thread_id === thread,
      )
    if (topic !== undefined && !isTopic(topic)) {
      throw new Refused(400, 'Bad Request: message thread not found')
    }
    const thread = topic ?? threadOf(answered?.message)
    const message = {
      message_id: nextMessage++,
      from: connection === undefined ? ME : OWNER,
      chat,
      date: nowSeconds(),
      ...(connection !== undefined && {
        business_connection_id: connection,
        sender_business_bot: ME,
      }),
      ...(thread !== undefined && { message_thread_id: thread }),
      ...(thread !== undefined && isTopic(thread) && { is_topic_message: true }),
      ...(answered && { reply_to_message: answered.message }),
      ...content,
    } as Message
    standing.push({ message, connection, ...(file && { file }) })
    // Of a business account all messages are told, with `sender_business_bot` where a bot sent them.
    if (connection !== undefined) tell('business_message', message)
    return message
  }

  /** In a supergroup an answer names the message that its thread began with. */
  function threadOf(answered: Message | undefined): number | undefined {
    if (answered?.chat.type !== 'supergroup') return undefined
    return answered.message_thread_id ?? answered.message_id
  }

  function limited(text: string, limit: number, what: string): string {
    if (text.length > limit) throw new Refused(400, `Bad Request: ${what} is too long`)
    return text
  }

  const sendFile =
    (field: 'photo' | 'video' | 'animation' | 'audio' | 'document') =>
    async (args: Sending & Partial<Record<typeof field, File>>): Promise<Message> => {
      const given = args[field]
      if (!(given instanceof File))
        throw new Refused(400, `Bad Request: there is no ${field} in the request`)
      const content = Buffer.from(await given.arrayBuffer())
      const caption = limited(args.caption ?? '', 1_024, 'message caption')
      const file = {
        file_id: `sent-${nextMessage}`,
        file_unique_id: `u-${nextMessage}`,
        file_size: content.length,
      }
      return publish(
        args,
        {
          ...(caption && { caption }),
          [field]: field === 'photo' ? [{ ...file, width: 1, height: 1 }] : file,
        },
        { name: given.name, content },
      )
    }

  const methods = {
    getMe: async (): Promise<UserFromGetMe> => ME,
    async getUpdates({ offset, limit = 100 }: Arguments<'getUpdates'>): Promise<Update[]> {
      if (webhook.url) {
        throw new Refused(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
      }
      if (offset !== undefined) updates = updates.filter(({ update_id }) => update_id >= offset)
      return updates.slice(0, limit)
    },
    async setWebhook({
      url,
      secret_token = '',
      drop_pending_updates,
    }: Arguments<'setWebhook'>): Promise<true> {
      if (!url.startsWith('https://')) {
        throw new Refused(
          400,
          'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
        )
      }
      if (drop_pending_updates) updates = []
      webhook = { url, secret: secret_token }
      lastError = undefined
      return true
    },
    async deleteWebhook({ drop_pending_updates }: Arguments<'deleteWebhook'>): Promise<true> {
      if (drop_pending_updates) updates = []
      webhook = { url: '', secret: '' }
      return true
    },
    getWebhookInfo: async () => ({
      url: webhook.url,
      has_custom_certificate: false,
      pending_update_count: updates.length,
      ...(lastError !== undefined && { last_error_message: lastError }),
    }),
    async sendMessage(args: Arguments<'sendMessage'>): Promise<Message> {
      if (args.text.trim() === '') throw new Refused(400, 'Bad Request: message text is empty')
      const entities = [...args.text.matchAll(/https?:\/\/\S+/g)].map(({ 0: url, index }) => ({
        type: 'url' as const,
        offset: index,
        length: url.length,
      }))
      const text = limited(args.text, 4_096, 'message')
      return publish(args, { text, ...(entities.length > 0 && { entities }) })
    },
    sendPhoto: sendFile('photo'),
    sendVideo: sendFile('video'),
    sendAnimation: sendFile('animation'),
    sendAudio: sendFile('audio'),
    sendDocument: sendFile('document'),
    async deleteMessage({ chat_id, message_id }: Arguments<'deleteMessage'>): Promise<true> {
      const found = mustFind(Number(chat_id), message_id, undefined)
      if (!found) throw new Refused(400, 'Bad Request: message to delete not found')
      if (nowSeconds() - found.message.date >= DELETABLE_S || found.message.from?.id !== BOT_ID) {
        throw new Refused(400, "Bad Request: message can't be deleted for everyone")
      }
      standing.splice(standing.indexOf(found), 1)
      return true
    },
    async deleteBusinessMessages(args: Arguments<'deleteBusinessMessages'>): Promise<true> {
      for (const id of args.message_ids) {
        const place = standing.findIndex(
          ({ message, connection }) =>
            connection === args.business_connection_id && message.message_id === id,
        )
        if (place < 0) throw new Refused(400, 'Bad Request: message to delete not found')
        standing.splice(place, 1)
      }
      return true
    },
    async getFile({ file_id }: Arguments<'getFile'>) {
      const file = files.get(file_id)
      if (!file)
        throw new Refused(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')
      if (file.size > DOWNLOAD_LIMIT_BYTES) throw new Refused(400, 'Bad Request: file is too big')
      return {
        file_id,
        file_unique_id: `u-${file_id}`,
        file_size: file.size,
        file_path: `documents/${file_id}`,
      }
    },
  }

  const app = Fastify({ bodyLimit: 60_000_000 })
  app.addContentTypeParser(
    /^multipart\//,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const headers = { 'content-type': String(request.headers['content-type']) }
      const form = await new Response(Uint8Array.from(body), { headers }).formData()
      // "JSON-serialized" where a field is an object.
      return Object.fromEntries(
        [...form].map(([name, value]) => [
          name,
          typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value,
        ]),
      )
    },
  )
  app.post<{ Params: { token: string; method: string }; Body: Record<string, unknown> | null }>(
    '/bot:token/:method',
    async ({ params, body }, response) => {
      try {
        if (params.token !== token) throw new Refused(401, 'Unauthorized')
        const args = body ?? {}
        calls.push({ method: params.method, args })
        if (!Object.hasOwn(methods, params.method))
          throw new Refused(404, 'Not Found: method not found')
        const call = methods[params.method as keyof typeof methods] as (
          args: unknown,
        ) => Promise<unknown>
        return { ok: true, result: await call(args) }
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        return response.status(thrown.answer.error_code).send(thrown.answer)
      }
    },
  )
  app.get<{ Params: { token: string; id: string } }>(
    '/file/bot:token/documents/:id',
    async ({ params, headers }, response) => {
      const file = params.token === token ? files.get(params.id) : undefined
      if (!file)
        return response.status(404).send({ ok: false, error_code: 404, description: 'Not Found' })
      const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
      if (start === undefined) return response.type('application/octet-stream').send(file.content)
      const last = end ? Number(end) : file.content.length - 1
      return response
        .status(206)
        .type('application/octet-stream')
        .header('content-range', `bytes ${start}-${last}/${file.content.length}`)
        .send(file.content.subarray(Number(start), last + 1))
    },
  )

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    standing,
    calls,
    pending: () => updates,
    webhook: () => webhook,
    tell,
    chat<Type extends Chat>(chat: Type): Type {
      chats.set(chat.id, chat)
      return chat
    },
    setClock(now: () => Date): void {
      nowSeconds = () => Math.floor(now().getTime() / 1_000)
    },
    /** Somebody writes: the message stands there, and the bot is told. */
    write(chat: Chat, content: Partial<Message>, kind: Kind = 'message'): Message {
      const answered = content.reply_to_message as Message | undefined
      const thread = content.message_thread_id ?? threadOf(answered)
      const message = {
        message_id: nextMessage++,
        from: ANNA,
        chat,
        date: nowSeconds(),
        ...(thread !== undefined && { message_thread_id: thread }),
        ...content,
      } as Message
      standing.push({ message, connection: message.business_connection_id })
      tell(kind, message)
      return message
    },
    edit(message: Message, content: Partial<Message>, kind: Kind = 'edited_message'): Message {
      const place = standing.findIndex((one) => one.message === message)
      const edited = { ...message, ...content, edit_date: nowSeconds() } as Message
      standing.splice(place, 1, { message: edited, connection: message.business_connection_id })
      tell(kind, edited)
      return edited
    },
    addFile(id: string, content: Buffer, size = content.length): void {
      files.set(id, { content, size })
    },
    refuse(chatId: number, code: number, description: string, parameters?: ApiError['parameters']) {
      refusals.set(chatId, new Refused(code, description, parameters))
    },
    /** Drops what waits, as after a day. */
    forget(): void {
      updates = []
    },
    accept(chatId: number): void {
      refusals.delete(chatId)
    },
    /** "If there are no new updates for at least a week, the next identifier is chosen randomly." */
    countFrom(id: number): void {
      updates = []
      nextUpdate = id
    },
    /** Telegram could not reach the webhook. */
    failDelivery(reason: string): void {
      lastError = reason
    },
    /** Another program sets it. */
    takeWebhook(url: string): void {
      webhook = { url, secret: '' }
    },
    /** @param next the token from now on, which BotFather tells the owner alone. */
    revokeToken(next = 'revoked'): void {
      token = next
    },
    /** Hands what waits to the webhook, each update until it is taken with a 2xx. */
    async deliver(post: (update: Update, secret: string) => Promise<number>): Promise<void> {
      for (const update of [...updates]) {
        const status = await post(update, webhook.secret)
        if (status < 200 || status > 299) return
        updates = updates.filter((one) => one !== update)
      }
    },
    close: () => app.close(),
  }
}
