import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { type Browser, launchChromium, type Page } from '@hubward/browser'
import t, { type Test } from 'tap'
import { type Simulator, startSimulator } from '../src/index.ts'

const secret = 'a webhook secret of 32 characters'
const label = (text: string) => ({ en: text, de: `${text} (de)` })
export const manifest = {
  inbox: {
    ticketActions: [
      {
        type: 'reply',
        id: 'answer',
        label: label('Answer'),
        config: { maxLength: 40 },
        attachments: {},
        options: [
          { id: 'public', label: label('Publicly') },
          { id: 'private', label: label('Privately') },
        ],
      },
      {
        type: 'reply',
        id: 'send-file',
        label: label('Send a file'),
        attachments: { noText: true },
      },
      { type: 'button', id: 'like', label: label('Like') },
      { type: 'delete', id: 'remove', label: label('Remove') },
    ],
    rightSidebar: [{ id: 'talk', label: label('Conversation'), treeBuilder: 'flatListWithRoot' }],
  },
}

const template = {
  name: 'Opening hours',
  networkId: 'template-1',
  variables: { day: { type: 'string' }, hour: { type: 'integer' } },
  text: { en: 'On {{day}} we open at {{hour}}.', de: 'Am {{day}} öffnen wir um {{hour}} Uhr.' },
}

/** An Integration that solves every challenge, offers one template, and does nothing else. */
async function startIntegration(t: Test): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    const challenge = `${request.headers['x-socialhub-timestamp']};${secret}`
    response.setHeader(
      'x-socialhub-challenge',
      createHash('sha256').update(challenge).digest('hex'),
    )
    response.end(request.method === 'GET' ? JSON.stringify([template]) : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

/** A simulator whose first Channel's Integration speaks as the test says. */
export async function startSocialHub(t: Test) {
  const webhookUrl = await startIntegration(t)
  const simulator = await startSimulator({ settings: { allowLoopbackHttp: true } })
  t.teardown(() => simulator.close())
  const channel = integration(simulator, simulator.accessToken)
  await channel('PATCH', '/manifest', { ...manifest, webhook: { url: webhookUrl, secret } })
  return { simulator, channel, webhookUrl }
}

/** Calls the API with a Channel's Access Token. */
export function integration({ apiUrl }: Simulator, token: string) {
  return async (method: string, path: string, body?: object): Promise<{ _id: string }> => {
    const response = await fetch(`${apiUrl}${path}?accesstoken=${token}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? { _id: '' } : JSON.parse(text)
  }
}

export function ticketOf(networkItemId: string, message: string, more: object = {}) {
  const interactor = { interactorId: 'visitor-1', name: 'Mara Lindqvist' }
  return { interaction: { networkItemId, message, interactor, ...more } }
}

export async function openPage(t: Test, options = {}): Promise<Page> {
  const page = await (await sharedBrowser()).newPage({
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  t.teardown(() => page.close())
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => t.fail(`A script of the page failed: ${error.message}`))
  return page
}

let browser: Browser | undefined
t.teardown(() => browser?.close())

/** One browser for all tests of this file. */
async function sharedBrowser(): Promise<Browser> {
  browser ??= await launchChromium()
  return browser
}
