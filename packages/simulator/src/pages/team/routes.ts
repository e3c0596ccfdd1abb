import { html } from 'ghtml'
import Type from 'typebox'
import { Refusal } from '../../state/refusal.ts'
import type { PagesApp } from '../app.ts'
import { viewerOf } from '../viewer.ts'
import { accountTable } from './accounts.ts'
import { manifestCards } from './manifests.ts'

const Named = Type.Object({ name: Type.String() })
const Limit = Type.Object({ channelLimit: Type.String() })

/** The SocialHub Team's page: what only SocialHub's own people can do. */
export function teamRoutes({ app, state, act, send }: PagesApp): void {
  app.get('/team', (request, reply) => {
    const body = html`<main class="page" id="main">
      <h1>SocialHub Team</h1>
      <p class="lead">
        What SocialHub’s own people do: promote a Manifest, so that it becomes Reusable and a
        Network on every Channels Settings Page, and set how many Channels an Account may have.
      </p>
      !${manifestCards(state)} !${accountTable(state)}
    </main>`
    const viewer = viewerOf(state, request)
    return send(reply, { title: 'SocialHub Team', section: 'team', viewer, body })
  })

  app.post(
    '/team/manifests/:manifestId/promote',
    { schema: { params: Type.Object({ manifestId: Type.String() }), body: Named } },
    (request, reply) => {
      const { manifestId } = request.params
      act.promoteManifest({ manifestId, name: request.body.name })
      return reply.redirect(`/team#manifest-${manifestId}`, 303)
    },
  )

  app.post(
    '/team/accounts/:accountId/limit',
    { schema: { params: Type.Object({ accountId: Type.String() }), body: Limit } },
    (request, reply) => {
      const { accountId } = request.params
      act.setChannelLimit({ accountId, channelLimit: limitOf(request.body.channelLimit) })
      return reply.redirect('/team#accounts-heading', 303)
    },
  )

  app.post('/team/accounts', { schema: { body: Named } }, (request, reply) => {
    const name = request.body.name.trim()
    if (!name) throw new Refusal('BadRequestError', 'An Account needs a name.')
    act.createAccount({ name })
    return reply.redirect('/team#accounts-heading', 303)
  })
}

/** An empty field means that there is no limit. */
function limitOf(text: string): number | null {
  if (text.trim() === '') return null
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 0) return limit
  throw new Refusal('BadRequestError', 'A channel limit is a whole number from 0, or empty.')
}
