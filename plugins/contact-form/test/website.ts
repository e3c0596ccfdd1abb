import type { MailPlace, MailState, ReceivedFile } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import contactForm from '../src/index.ts'

/** A visitor's browser and the Customer's form, as far as a test needs them. */

export type Host = TestHost<
  typeof contactForm.settings,
  typeof contactForm.channelSettings,
  typeof contactForm.credentials,
  typeof contactForm.position
>
type Settings = Parameters<Host['addChannel']>[0]['channelSettings']
type Response = Awaited<ReturnType<Host['receive']>>

export const FORM: Settings = {
  title: 'Contact us',
  language: 'en',
  websites: ['www.example.com'],
  askName: 'optional',
  askEmail: 'optional',
  askSubject: 'optional',
  askMessage: 'required',
  askPicture: 'optional',
  answersByMail: true,
}

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A host with one form, `/f/form-1`. */
export function website(
  settings: Partial<Settings> = {},
  operator: object = {},
  mailState?: (place: MailPlace) => MailState,
) {
  const host: Host = new TestHost(contactForm, {
    settings: operator,
    ...(mailState && { mailState }),
  })
  const channel = host.addChannel({
    channelSettings: { ...FORM, ...settings },
    credentials: {},
    channel: { networkId: 'form-1', name: 'Contact us' },
  })
  return { host, channel }
}

export async function get(host: Host, path: string): Promise<Response> {
  return host.receive({ path })
}

/** The values of hidden fields and checked boxes: what a browser sends along by itself. */
export function sentByItself(body: string | undefined): Record<string, string> {
  const inputs = body?.matchAll(/<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries([...(inputs ?? [])].map(([, name = '', value = '']) => [name, value]))
}

/** Opens a page, takes ten seconds to fill in its form, and sends it. */
export async function fillIn(
  host: Host,
  path: string,
  fields: Record<string, string>,
  files: ReceivedFile[] = [],
): Promise<Response> {
  const page = await get(host, path)
  host.clock.advance(10_000)
  return send(host, path, { ...sentByItself(page.body), ...fields }, files)
}

/** Sends a form as it is, whatever page it came from. */
export async function send(
  host: Host,
  path: string,
  fields: Record<string, string>,
  files: ReceivedFile[] = [],
  remoteAddress = '203.0.113.7',
): Promise<Response> {
  return host.receive({ method: 'POST', path, fields, files, remoteAddress })
}

/** The path that a redirect leads to, without what a fragment adds. */
export function target(response: Response): string {
  const location = response.headers?.location ?? ''
  return location.replace('https://host.test/p/contact-form', '').replace(/#.*/, '')
}

/** From the thank-you page to the conversation's path. */
export async function conversationPath(host: Host, sent: Response): Promise<string> {
  const thanks = await get(host, target(sent))
  const link = /value="https:\/\/host\.test\/p\/contact-form([^"]+)"/.exec(thanks.body ?? '')?.[1]
  if (link === undefined) throw new Error('the thank-you page shows no link')
  return link
}

/** A sent message up to the conversation page. */
export async function begin(host: Host, fields: Record<string, string> = { message: 'Hello' }) {
  const sent = await fillIn(host, '/f/form-1', fields)
  return conversationPath(host, sent)
}
