import type { LocalizedText } from '@hubward/plugin'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import type { HostContext } from '../host-context.ts'
import { actingAs } from '../store/acting.ts'
import { updateChannelSettings } from '../store/channel-settings.ts'
import { type LoadedChannel, loadCallChannel } from '../store/channels.ts'
import { customersSentence } from '../store/fetch-failure.ts'
import { findSettingsLink, useSettingsLink } from '../store/links.ts'
import { PageFailure } from '../web/failure.ts'
import type { Field } from '../web/form/fields.ts'
import { type Problems, problemsOf } from '../web/form/problems.ts'
import { renderFields, summarize } from '../web/form/render.ts'
import { initialValues, readSubmitted, type Values } from '../web/form/submitted.ts'
import { type Content, createFrame, type Frame } from '../web/frame.ts'
import { ICONS } from '../web/icons.ts'
import { readLanguage } from '../web/language.ts'
import { formOf } from '../web/page-scope.ts'
import { sendPage } from '../web/send-page.ts'
import { settingsFields } from './channel-form.ts'
import { ERRANDS } from './errand.ts'
import { renderTrouble } from './pages/frame.ts'
import { parameter } from './visit.ts'

interface Route {
  Params: { token: string }
}

/** What a settings link leads to. */
interface Opened {
  readonly channel: LoadedChannel
  readonly used: boolean
  readonly frame: Frame
  readonly fields: readonly Field[]
  readonly values: Values
  /** Why the Channel can't be fetched, where that is the Customer's to mend. */
  readonly trouble: LocalizedText | undefined
}

/** `/settings/:token`: a Customer changes a Channel's settings, once, without an account here. */
export function settingsLinkRoutes(app: FastifyInstance, context: HostContext): void {
  const { db, sealer, config } = context

  app.get<Route>(ERRANDS.settings.address, async ({ params, query }, reply) => {
    const opened = await open(context, params.token, query)
    return sendPage(reply, config, opened.frame, contentOf(opened))
  })

  /** A form is read only where the link is known. */
  const known = {
    async onRequest({ params }: FastifyRequest<Route>) {
      if (!(await findSettingsLink(db, sealer, params.token))) throw new PageFailure('link-unknown')
    },
  }
  app.post<Route>(ERRANDS.settings.address, known, async ({ params, query, body }, reply) => {
    const opened = await open(context, params.token, query)
    const { frame, fields, channel } = opened
    const values = readSubmitted(fields, formOf(body), opened.values)
    const { channelSettings } = pluginOf(context, channel)
    const problems = problemsOf(channelSettings, fields, values, frame.words)
    if (!opened.used && problems.size > 0) {
      return sendPage(reply, config, frame, editPage({ ...opened, values }, problems), 422)
    }
    await actingAs(db, { kind: 'customer' })
      .transaction()
      .execute(async (trx) => {
        if (await useSettingsLink(trx, sealer, params.token)) {
          await updateChannelSettings(trx, sealer, channel.id, values)
        }
      })
    return sendPage(reply, config, frame, savedPage(frame))
  })
}

async function open(context: HostContext, token: string, query: unknown): Promise<Opened> {
  const { db, sealer, config, integrations } = context
  const link = await findSettingsLink(db, sealer, token)
  const channel = link && (await loadCallChannel(db, sealer, link.channelId))
  if (!link || !channel || channel.state === 'ended') throw new PageFailure('link-unknown')
  const fields = settingsFields(pluginOf(context, channel))
  const { channelSettings: stored } = channel
  return {
    channel,
    used: link.used,
    trouble: await customersSentence(db, channel.id),
    frame: createFrame(
      config,
      readLanguage(parameter(query, 'lang')) ?? channel.channel.language,
      integrations.get(channel.integration),
    ),
    fields,
    values: typeof stored === 'object' && stored !== null ? { ...stored } : {},
  }
}

/** @throws PageFailure when the Channel's integration doesn't run at the moment. */
function pluginOf({ integrations }: HostContext, { integration: name }: LoadedChannel) {
  const integration = integrations.get(name)
  if (!integration) throw new PageFailure('unknown-integration')
  return integration.plugin
}

function contentOf(opened: Opened): Content {
  const { words } = opened.frame
  if (opened.used) return savedPage(opened.frame)
  if (opened.fields.length > 0) return editPage(opened, new Map())
  const title = words('settings.none-title')
  return {
    title,
    body: html`!${ICONS.neutral}<h1>${title}</h1><p class="lead">${words('settings.none-text')}</p>`,
  }
}

function editPage(
  { frame, fields, values, channel, trouble }: Opened,
  problems: Problems,
): Content {
  const { language, words } = frame
  const kept = fields.filter(({ kind, name }) => kind === 'secret' && values[name] !== undefined)
  const view = {
    fields,
    values: initialValues(fields, values),
    problems,
    language,
    words,
    keptSecrets: new Set(kept.map(({ name }) => name)),
  }
  const title = words('settings.title', { name: channel.channel.name })
  const summary = summarize(view)
  // An address that is only a query keeps the token where it is, and the language with it.
  return {
    title,
    wrong: summary !== '',
    body: html`<h1>${title}</h1>
      !${renderTrouble(frame, trouble)}
      <p class="lead">${words('settings.text')}</p>
      !${summary}
      <form method="post" action="?lang=${language}" novalidate>
        !${renderFields(view)}
        <p class="help">${words('done.files', { days: frame.fileRetentionDays })}</p>
        <div class="actions"><button type="submit">${words('action.save')}</button></div>
      </form>`,
  }
}

function savedPage({ words }: Frame): Content {
  const title = words('settings.saved-title')
  return {
    title,
    body: html`!${ICONS.good}<h1>${title}</h1><p class="lead">${words('settings.saved-text')}</p>`,
  }
}
