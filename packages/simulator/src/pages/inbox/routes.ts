import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Refusal } from '../../state/refusal.ts'
import type { PagesApp } from '../app.ts'
import { viewerOf } from '../viewer.ts'
import { findTicket } from './find.ts'
import { InboxQuery, inboxPage } from './page.ts'
import { readReply, type SentReply } from './reply.ts'
import { templatePage, templateVariables } from './templates.ts'

const TicketParams = Type.Object({ ticketId: Type.String() })
const ActionParams = Type.Object({ ticketId: Type.String(), actionId: Type.String() })
const FollowupParams = Type.Object({ ticketId: Type.String(), followupId: Type.String() })

/** `/inbox` with the list, `/inbox/:ticketId` with a Ticket, and what an agent does to it. */
export function inboxRoutes({ app, state, act, send }: PagesApp): void {
  app.get('/inbox', { schema: { querystring: InboxQuery } }, (request, reply) => {
    const viewer = viewerOf(state, request)
    const body = inboxPage(state, viewer, request.query)
    return send(reply, { title: 'Inbox', section: 'inbox', viewer, body })
  })

  app.get(
    '/inbox/:ticketId',
    { schema: { params: TicketParams, querystring: InboxQuery } },
    (request, reply) => {
      const { ticket } = chosen(request, request.params.ticketId).found
      if (ticket.unread) act.markRead({ ticketId: ticket.id })
      const { viewer, found } = chosen(request, ticket.id)
      const body = inboxPage(state, viewer, request.query, found)
      return send(reply, { title: 'Inbox', section: 'inbox', viewer, body })
    },
  )

  app.post(
    '/inbox/:ticketId/actions/:actionId',
    { schema: { params: ActionParams } },
    async (request, reply) => {
      const { ticketId, actionId } = request.params
      const { viewer, found, by } = chosen(request, ticketId)
      const action = found.manifest?.inbox.ticketActions.find(({ id }) => id === actionId)
      if (action?.type === 'button') act.pressButton({ ticketId, actionId, ...by })
      else if (action?.type === 'delete') act.deleteInteraction({ ticketId, actionId, ...by })
      else {
        let sent: SentReply = {}
        try {
          sent = await readReply(request)
          act.reply({ ticketId, actionId, ...by, ...sent })
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          const refused = { actionId, problem: error.message, ...sent }
          const body = inboxPage(state, viewer, {}, found, refused)
          return send(reply.code(422), { title: 'Inbox', section: 'inbox', viewer, body })
        }
      }
      return reply.redirect(`/inbox/${ticketId}`, 303)
    },
  )

  app.post(
    '/inbox/:ticketId/followups/:followupId/retry',
    { schema: { params: FollowupParams } },
    (request, reply) => {
      const { ticketId, followupId } = request.params
      const { by } = chosen(request, ticketId)
      act.retryFollowup({ followupId, ...by })
      return reply.redirect(`/inbox/${ticketId}`, 303)
    },
  )

  app.post('/inbox/:ticketId/done', { schema: { params: TicketParams } }, (request, reply) => {
    const { ticket } = chosen(request, request.params.ticketId).found
    act.markDone({ ticketId: ticket.id })
    return reply.redirect('/inbox', 303)
  })

  app.post('/inbox/:ticketId/reopen', { schema: { params: TicketParams } }, (request, reply) => {
    const { ticket } = chosen(request, request.params.ticketId).found
    act.reopen({ ticketId: ticket.id })
    return reply.redirect(`/inbox/${ticket.id}`, 303)
  })

  app.get(
    '/inbox/:ticketId/templates/:actionId',
    { schema: { params: ActionParams } },
    async (request, reply) => {
      const { viewer, found } = chosen(request, request.params.ticketId)
      const templates = await act.templates(request.params)
      const body = templatePage(found, request.params.actionId, templates)
      return send(reply, { title: 'Choose a template', section: 'inbox', viewer, body })
    },
  )

  app.post(
    '/inbox/:ticketId/templates/:actionId',
    { schema: { params: ActionParams, body: Type.Record(Type.String(), Type.String()) } },
    async (request, reply) => {
      const { ticketId } = request.params
      const { by } = chosen(request, ticketId)
      const { template: networkId, language = 'en' } = request.body
      const template = (await act.templates(request.params)).find(
        (offered) => offered.networkId === networkId,
      )
      if (!template) {
        throw new Refusal('NotFoundError', 'The Integration no longer offers this template.')
      }
      const variables = templateVariables(template, request.body)
      act.replyWithTemplate({ ...request.params, ...by, template, variables, language })
      return reply.redirect(`/inbox/${ticketId}`, 303)
    },
  )

  /** The Ticket in the address, as far as it belongs to the Account, and who acts on it. */
  function chosen(request: FastifyRequest, ticketId: string) {
    const viewer = viewerOf(state, request)
    const found = viewer && findTicket(state, viewer.account.id, ticketId)
    if (!found) throw new Refusal('NotFoundError', 'There is no such Ticket in this Account.')
    return { viewer, found, by: viewer.user ? { userId: viewer.user.id } : {} }
  }
}
