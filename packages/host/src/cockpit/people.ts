import type { FastifyInstance } from 'fastify'
import { html } from 'ghtml'
import { endSession, listSessions, type OperatorSession } from '../store/operators.ts'
import { formOf } from '../web/page-scope.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { type CockpitContent, type CockpitFrame, cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { moment } from './moment.ts'

const people = { config: { action: 'people' } } as const

/** Who is signed in, and how to end that. */
export function peopleRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, sealer, address, log } = context
  app.get('/people', people, async (request, reply) => {
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const sessions = await listSessions(db, sealer)
    return sendCockpitPage(reply, frame, peoplePage(frame, sessions))
  })
  app.post('/people/end', people, async (request, reply) => {
    const acting = dbOf(context, request)
    const ended = await endSession(acting, formOf(request.body).get('session') ?? '')
    log.info({ ended }, 'an administrator ended a session of the cockpit')
    return reply.redirect(`${address.url}/people`, 303)
  })
}

function peoplePage(frame: CockpitFrame, sessions: readonly OperatorSession[]): CockpitContent {
  const { say, base, token, operator } = frame
  const title = say('nav.people')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('people.about')}</p>
      <div class="wide" tabindex="0" role="region" aria-label="${title}"><table>
        <thead><tr><th scope="col">${say('people.name')}</th><th scope="col">${say('people.role')}</th><th scope="col">${say('people.by')}</th><th scope="col">${say('people.since')}</th><th scope="col">${say('people.seen')}</th><td></td></tr></thead>
        <tbody>!${sessions.map(
          ({ id, name, role, by, createdAt, seenAt }) => html`<tr>
            <th scope="row">${name}</th><td>${say(`role.${role}`)}</td><td>${say(`people.by-${by}`)}</td>
            <td>!${moment(frame, createdAt)}</td><td>!${moment(frame, seenAt)}</td>
            <td>!${
              id === operator?.id
                ? say('people.you')
                : html`<form method="post" action="${base}/people/end"><input type="hidden" name="token" value="${token}"><input type="hidden" name="session" value="${id}"><button class="small" type="submit" aria-label="${say('people.end-of', { name })}">${say('people.end')}</button></form>`
            }</td></tr>`,
        )}</tbody></table></div>`,
  }
}
