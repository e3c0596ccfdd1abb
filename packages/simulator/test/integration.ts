import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/index.ts'

export const SECRET = 'a-secret-of-at-least-thirty-two-characters'

/** A simulator on free ports that accepts http on loopback, closed when the test ends. */
export async function simulator(
  test: { teardown(close: () => Promise<void>): void },
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const settings = {
    allowLoopbackHttp: true,
    // No delivery is given up: it would be tried again, and then there is one more than a test counts.
    webhook: { attempts: 3, retryDelayMs: 1, timeoutMs: 60_000 },
    ...options.settings,
  }
  const started = await startSimulator({ ...options, settings })
  test.teardown(() => started.close())
  return started
}

/** Everything that a test reads from an answer; which of it is there is for the test to say. */
export interface AnswerBody {
  _id: string
  name: string
  code: string
  message: string
  data: string
  channel: { _id: string; endpoint?: object }
  manifest: object
  endpoint: { accessToken: string }
  inbox: { ticketActions: object[] }
  channelId: string
  followupTo: { followupToId: string }
  interaction: {
    networkItemId: string
    message: string
    type: string
    interactor: { interactorId: string; name: string }
    root: { rootId: string; url: null }
  }
}

export interface Answer {
  status: number
  headers: Headers
  body: AnswerBody
}

/** Calls the API or the app with real HTTP. */
export async function call(
  route: string,
  { base, token, body }: { base: string; token?: string; body?: unknown },
): Promise<Answer> {
  const [method = 'GET', path = '/'] = route.split(' ')
  const url = new URL(base + path)
  if (token !== undefined) url.searchParams.set('accesstoken', token)
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text || 'null'),
  }
}

export interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  rawBody: string
}

/** An event as webhook requests carry it. */
export interface Event {
  uuid: string
  type: string
  channelId: string
  ticketId: string
  networkItemId: string
  actionId: string
  time: number
  payload: { followupId: string; text: string; attachments: { url: string; name: string }[] }
}

/** An Integration that keeps what it receives and answers as it is told. */
export interface Integration {
  url: string
  received: Received[]
  /** The next requests are answered so, one status each; then 200 again. `0`: without challenge. */
  answerNext: number[]
  /** What a GET answers. */
  templates: unknown
  /** Every answer waits for this. */
  mayAnswer: Promise<void>
  /** Events in the order they came. */
  events(): Event[]
}

export async function integration(test: {
  teardown(close: () => Promise<void>): void
}): Promise<Integration> {
  const received: Received[] = []
  const answerNext: number[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const rawBody = Buffer.concat(chunks).toString()
    const { method = '', url = '', headers } = request
    received.push({ method, url, headers, rawBody })
    const challenge = createHash('sha256')
      .update(`${headers['x-socialhub-timestamp']};${SECRET}`)
      .digest('hex')
    const signature = createHmac('sha256', challenge).update(rawBody).digest('hex')
    const age = Date.now() - Number(headers['x-socialhub-timestamp'])
    const verified = headers['x-socialhub-signature'] === signature && age < 5 * 60_000
    const status = answerNext.shift() ?? (verified ? 200 : 401)
    if (verified && status !== 0) response.setHeader('x-socialhub-challenge', challenge)
    await self.mayAnswer
    response.statusCode = status || 200
    response.end(method === 'GET' ? JSON.stringify(self.templates) : '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  test.teardown(async () => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const self: Integration = {
    url: `http://127.0.0.1:${port}`,
    received,
    answerNext,
    templates: [],
    mayAnswer: Promise.resolve(),
    events: () =>
      received
        .filter(({ method }) => method === 'POST')
        .flatMap(({ rawBody }) => eventsIn(JSON.parse(rawBody))),
  }
  return self
}

function eventsIn({ events }: { events: Record<string, Event[]> }): Event[] {
  return Object.values(events).flat()
}

const label = (text: string) => ({ en: text, de: text, fr: text })

/** Every kind of Ticket Action. */
const ticketActions = [
  { type: 'reply', id: 'reply', label: label('Reply'), config: { maxLength: 20 } },
  {
    type: 'reply',
    id: 'answer',
    label: label('Answer'),
    attachments: { noText: true },
    options: [{ id: 'public', label: label('Public') }],
  },
  {
    type: 'reply',
    id: 'soon',
    label: label('Soon'),
    config: { timeout: { duration: '24h', after: 'networkCreationTime' } },
  },
  { type: 'button', id: 'like', label: label('Like') },
  { type: 'delete', id: 'delete', label: label('Delete') },
]

/** Points the first Custom Channel's webhook at an Integration, and forgets the test request. */
export async function connect(socialhub: Simulator, integration: Integration): Promise<void> {
  const templates = { config: { templates: { url: `${integration.url}/templates` } } }
  const templateReply = {
    type: 'template_reply',
    id: 'template',
    label: label('Template'),
    ...templates,
  }
  const { status, body } = await call('PATCH /manifest', {
    base: socialhub.apiUrl,
    token: socialhub.accessToken,
    body: {
      webhook: { url: `${integration.url}/webhook`, secret: SECRET },
      callbacks: {
        channelCreation: `${integration.url}/add?network=form`,
        channelReactivation: `${integration.url}/back`,
      },
      inbox: { ticketActions: [...ticketActions, templateReply] },
    },
  })
  if (status !== 200) throw new Error(`PATCH /manifest answered ${status}: ${JSON.stringify(body)}`)
  integration.received.length = 0
}

/** A Ticket of the first Custom Channel. */
export async function ticket(
  socialhub: Simulator,
  interaction: object = {},
): Promise<{ ticketId: string; networkItemId: string }> {
  const networkItemId = `item-${Math.random().toString(36).slice(2)}`
  const { status, body } = await call('POST /inbox/tickets', {
    base: socialhub.apiUrl,
    token: socialhub.accessToken,
    body: { interaction: { networkItemId, message: 'Hello', ...interaction } },
  })
  if (status !== 201)
    throw new Error(`POST /inbox/tickets answered ${status}: ${JSON.stringify(body)}`)
  return { ticketId: body._id, networkItemId: body.interaction.networkItemId }
}
