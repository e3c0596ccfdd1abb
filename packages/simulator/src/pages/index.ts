import { readFile } from 'node:fs/promises'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import Type from 'typebox'
import type { PagesOptions } from '../pages-options.ts'
import { Refusal } from '../state/refusal.ts'
import { type PagesApp, send } from './app.ts'
import { channelRoutes } from './channels/routes.ts'
import { inboxRoutes } from './inbox/routes.ts'
import { live } from './live.ts'
import { startPage } from './start.ts'
import { teamRoutes } from './team/routes.ts'
import { accountCookie, viewerOf } from './viewer.ts'

/** Read from `src` even by the compiled package: both folders are published. */
const assets = new URL('../../src/pages/assets/', import.meta.url)
const assetTypes = {
  'base.css': 'text/css; charset=utf-8',
  'settings.css': 'text/css; charset=utf-8',
  'inbox.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // A Network's colour stands in a style attribute, checked by `brandColour`.
    "style-src-attr 'unsafe-inline'",
    "connect-src 'self'",
    // Pictures come from Networks, on a laptop also by http.
    "img-src 'self' data: http: https:",
    // "Add Channel" for certain Teams is a form whose answer leads to an Integration's page.
    "form-action 'self' http: https:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const paths = { start: '/', inbox: '/inbox', channels: '/settings/channels', team: '/team' }
const AccountChoice = Type.Object({
  account: Type.String({ pattern: '^[a-f0-9]{24}$' }),
  section: Type.Enum(['start', 'inbox', 'channels', 'team']),
})

/** SocialHub's pages: the Channels Settings Page, the Inbox, and the SocialHub Team's page. */
export async function pages(instance: FastifyInstance, options: PagesOptions): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { state } = options
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) await app.register(formbody)
  if (!app.hasContentTypeParser('multipart/form-data')) await app.register(multipart)

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    // The pages have no login, so another website in the same browser must not use them.
    const from = request.headers['sec-fetch-site']
    if (request.method === 'POST' && (from === 'cross-site' || from === 'same-site')) {
      throw new Refusal('AccessDenied', 'Another website tried to act on this page.')
    }
  })

  app.setErrorHandler((error, request, reply) => {
    const { status, message } = explain(error)
    if (status >= 500) request.log.error(error)
    return sendProblem(request, reply.code(status), message)
  })

  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply.code(404), 'There is no such page.'),
  )

  app.get('/', (request, reply) => {
    const viewer = viewerOf(state, request)
    const body = startPage(options.apiUrl, options.startNote)
    return send(reply, { title: 'Start', section: 'start', viewer, body })
  })

  app.post('/account', { schema: { body: AccountChoice } }, (request, reply) => {
    const { account, section } = request.body
    return reply.header('set-cookie', accountCookie(account)).redirect(paths[section], 303)
  })

  for (const [name, type] of Object.entries(assetTypes)) {
    const content = await readFile(new URL(name, assets))
    app.get(`/assets/${name}`, (_request, reply) => reply.type(type).send(content))
  }

  const pagesApp: PagesApp = { ...options, app, send }
  channelRoutes(pagesApp)
  inboxRoutes(pagesApp)
  teamRoutes(pagesApp)
  live(instance, state)

  function sendProblem(request: FastifyRequest, reply: FastifyReply, message: string) {
    const title = 'That didn’t work'
    const body = html`<main class="page" id="main">
      <h1>${title}</h1>
      <p class="notice error" role="alert">${message}</p>
      <p><a href="/">Start page</a></p>
    </main>`
    return send(reply, { title, section: 'start', viewer: viewerOf(state, request), body })
  }
}

/** SocialHub's own refusals say what to do; fastify's 4xx are about the address or the form. */
function explain(error: unknown): { status: number; message: string } {
  if (error instanceof Refusal) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (error instanceof Error && status >= 400 && status < 500) {
    return { status, message: `The address or the form can’t be used: ${error.message}.` }
  }
  return { status: 500, message: 'The simulator made a mistake. Please look at its log.' }
}
