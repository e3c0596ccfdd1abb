import { html } from 'ghtml'
import Type from 'typebox'
import type { Channel } from '../../state/model.ts'
import { isReusable, manifestOf, reusableManifests, userOf } from '../../state/read.ts'
import { Refusal } from '../../state/refusal.ts'
import type { PagesApp } from '../app.ts'
import { type Viewer, viewerOf } from '../viewer.ts'
import { channelList, notices } from './list.ts'
import { networks } from './networks.ts'

const ChannelParams = Type.Object({ channelId: Type.String() })
const ManifestParams = Type.Object({ manifestId: Type.String() })
/** A checkbox that stands there once comes as text. */
const AddQuery = Type.Object({
  team: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
})
const NewChannel = Type.Object({ name: Type.String() })

/** The Channels Settings Page. Integrations send the browser back to `/settings/channels`. */
export function channelRoutes({ app, state, act, apiUrl, send }: PagesApp): void {
  app.get('/settings/channels', (request, reply) => {
    const viewer = viewerOf(state, request)
    return send(reply, channelsPage(viewer))
  })

  app.post('/settings/channels', { schema: { body: NewChannel } }, async (request, reply) => {
    const accountId = viewing(viewerOf(state, request)).account.id
    const channel = act.createCustomChannel({ accountId, name: request.body.name })
    const token = await act.showToken({ channelId: channel.id })
    return send(reply, channelsPage(viewerOf(state, request), tokenNotice(channel, token)))
  })

  app.get(
    '/settings/channels/add/:manifestId',
    { schema: { params: ManifestParams, querystring: AddQuery } },
    async (request, reply) => {
      const accountId = viewing(viewerOf(state, request)).account.id
      const user = userOf(state, accountId, 'administrator')
      const { manifestId } = request.params
      const { team } = request.query
      const link = await act.creationLink({
        accountId,
        manifestId,
        ...(user && { userId: user.id }),
        ...(team !== undefined && { teamIds: [team].flat() }),
      })
      return reply.redirect(link, 303)
    },
  )

  app.post(
    '/settings/channels/:channelId/disable',
    { schema: { params: ChannelParams } },
    (request, reply) => {
      act.disableChannel({ channelId: channelOf(viewerOf(state, request), request.params).id })
      return reply.redirect('/settings/channels', 303)
    },
  )

  app.get(
    '/settings/channels/:channelId/reactivate',
    { schema: { params: ChannelParams } },
    async (request, reply) => {
      const channel = channelOf(viewerOf(state, request), request.params)
      const user = userOf(state, channel.accountId, 'administrator')
      const by = user && { userId: user.id }
      return reply.redirect(await act.reactivationLink({ channelId: channel.id, ...by }), 303)
    },
  )

  app.post(
    '/settings/channels/:channelId/reactivate',
    { schema: { params: ChannelParams } },
    async (request, reply) => {
      const { id } = channelOf(viewerOf(state, request), request.params)
      const channel = act.reactivateChannel({ channelId: id })
      const token = await act.showToken({ channelId: id })
      return send(reply, channelsPage(viewerOf(state, request), tokenNotice(channel, token)))
    },
  )

  app.post(
    '/settings/channels/:channelId/token',
    { schema: { params: ChannelParams } },
    async (request, reply) => {
      const channel = channelOf(viewerOf(state, request), request.params)
      const token = await act.createNewToken({ channelId: channel.id })
      const manifest = manifestOf(state, channel)
      const notice =
        manifest && isReusable(manifest)
          ? html`<p class="notice" role="status">
              The Access Token of “${channel.name}” was replaced. Its Integration is refused from
              now on.
            </p>`
          : tokenNotice(channel, token)
      return send(reply, channelsPage(viewerOf(state, request), notice))
    },
  )

  // A page that shows a token is the answer to a form: its address leads back when opened again.
  app.get('/settings/channels/:channelId/token', (_request, reply) =>
    reply.redirect('/settings/channels', 303),
  )

  function channelsPage(viewer: Viewer | undefined, notice = '') {
    const accountId = viewer?.account.id ?? ''
    const body = html`<main class="page" id="main">
      <h1>Channels Settings</h1>
      !${notice} !${networks(reusableManifests(state), viewer?.account.teams ?? [])} !${channelList(state, accountId)}
      !${notices(state, accountId)}
    </main>`
    return { title: 'Channels Settings', section: 'channels', viewer, body } as const
  }

  function tokenNotice(channel: Channel, token: string): string {
    return html`<div class="notice success" role="status">
      <p>
        <b>The Access Token of “${channel.name}”.</b> Copy it now: it is not shown again. The API is
        at <code>${apiUrl}</code>.
      </p>
      <p class="token"><code id="new-token">${token}</code>
        <button class="quiet" type="button" data-copy="new-token">Copy</button></p>
    </div>`
  }

  function channelOf(viewer: Viewer | undefined, { channelId }: { channelId: string }): Channel {
    const channel = state.data.channels[channelId]
    if (!channel || channel.accountId !== viewer?.account.id) {
      throw new Refusal('NotFoundError', 'There is no such Channel in this Account.')
    }
    return channel
  }
}

function viewing(viewer: Viewer | undefined): Viewer {
  if (!viewer) throw new Refusal('NotFoundError', 'There is no Account yet.')
  return viewer
}
