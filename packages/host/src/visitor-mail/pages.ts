import type { Integration } from '@hubward/border'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import type { HostContext } from '../host-context.ts'
import {
  confirmAddress,
  findNotice,
  type Notice,
  refuseMail,
  wantMailAgain,
} from '../store/mail-consents.ts'
import { PageFailure } from '../web/failure.ts'
import { type Content, createFrame, type Frame } from '../web/frame.ts'
import { ICONS } from '../web/icons.ts'
import { askedLanguage, negotiateLanguage } from '../web/language.ts'
import { sendPage } from '../web/send-page.ts'
import { readConfirmToken, readStopToken, type Stop } from './links.ts'

interface Route {
  Params: { token: string }
}

/** A button of a mail program sends this form, too (RFC 8058); it holds nothing that is needed. */
const ONE_CLICK_LIMIT_BYTES = 4_096

/**
 * What the links in mails to visitors lead to: `/mail/confirm/…`, `/mail/stop/…`. Programs that look
 * through mails follow links, so looking changes nothing: people press a button.
 */
export function visitorMailRoutes(app: FastifyInstance, context: HostContext): void {
  const { config, db, sealer, integrations } = context
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: ONE_CLICK_LIMIT_BYTES },
    (_request, _body, done) => done(null, undefined),
  )
  const frameOf = (
    { query, headers }: Pick<FastifyRequest, 'query' | 'headers'>,
    integration?: Integration,
  ) =>
    createFrame(
      config,
      askedLanguage(query) ?? negotiateLanguage(headers['accept-language']),
      integration,
    )

  const noticeOf = async (token: string): Promise<Notice & { readonly id: string }> => {
    const id = readConfirmToken(sealer, token)
    const notice = id === undefined ? undefined : await findNotice(db, id)
    if (id === undefined || !notice) throw new PageFailure('mail-link-unknown')
    return { ...notice, id }
  }
  app.get<Route>('/mail/confirm/:token', async (request, reply) => {
    const notice = await noticeOf(request.params.token)
    const frame = frameOf(request, integrations.get(notice.integration))
    const content = notice.confirmed ? confirmedPage(frame) : confirmPage(frame, notice.name)
    return sendPage(reply, config, frame, content)
  })
  app.post<Route>('/mail/confirm/:token', async (request, reply) => {
    const notice = await noticeOf(request.params.token)
    const url = await db
      .transaction()
      .execute((trx) => confirmAddress(trx, sealer, notice.id, notice))
    if (url !== undefined) {
      return reply
        .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
        .redirect(url, 303)
    }
    const frame = frameOf(request, integrations.get(notice.integration))
    return sendPage(reply, config, frame, confirmedPage(frame))
  })

  const stopOf = (token: string): Stop => {
    const stop = readStopToken(sealer, token)
    if (!stop) throw new PageFailure('mail-link-unknown')
    return stop
  }
  app.get<Route>('/mail/stop/:token', async (request, reply) => {
    const { channelId } = stopOf(request.params.token)
    const frame = frameOf(request)
    return sendPage(reply, config, frame, stopPage(frame, channelId === '0'))
  })
  app.post<Route>('/mail/stop/:token', async (request, reply) => {
    const { token } = request.params
    const { channelId, addressHash } = stopOf(token)
    await db.transaction().execute((trx) => refuseMail(trx, addressHash, channelId))
    const frame = frameOf(request)
    return sendPage(reply, config, frame, stoppedPage(frame, token))
  })
  app.post<Route>('/mail/again/:token', async (request, reply) => {
    const { channelId, addressHash } = stopOf(request.params.token)
    await db.transaction().execute((trx) => wantMailAgain(trx, addressHash, channelId))
    const frame = frameOf(request)
    return sendPage(reply, config, frame, againPage(frame))
  })
}

function confirmPage({ words, language }: Frame, name: string): Content {
  const title = words('mail.confirm-title')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${words('mail.confirm-text', { name })}</p>
      <form method="post" action="?lang=${language}">
        <div class="actions"><button type="submit">${words('mail.confirm-button')}</button></div>
      </form>
      <p class="help">${words('mail.confirm-not-you')}</p>`,
  }
}

function confirmedPage({ words }: Frame): Content {
  const title = words('mail.confirmed-title')
  return {
    title,
    body: html`!${ICONS.good}<h1>${title}</h1><p class="lead">${words('mail.confirmed-text')}</p>`,
  }
}

function stopPage({ words, language }: Frame, all: boolean): Content {
  const title = words('mail.stop-title')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${words(all ? 'mail.stop-text-all' : 'mail.stop-text')}</p>
      <form method="post" action="?lang=${language}">
        <div class="actions"><button type="submit">${words('mail.stop-button')}</button></div>
      </form>`,
  }
}

function stoppedPage({ words, language, base }: Frame, token: string): Content {
  const title = words('mail.stopped-title')
  return {
    title,
    body: html`!${ICONS.good}<h1>${title}</h1>
      <p class="lead">${words('mail.stopped-text')}</p>
      <form method="post" action="${base}/mail/again/${token}?lang=${language}">
        <div class="actions"><button type="submit" class="plain">${words('mail.again-button')}</button></div>
      </form>`,
  }
}

function againPage({ words }: Frame): Content {
  const title = words('mail.again-title')
  return {
    title,
    body: html`!${ICONS.good}<h1>${title}</h1><p class="lead">${words('mail.again-text')}</p>`,
  }
}
