import { html } from 'ghtml'
import { type Removal, removeChannel, StillBusy } from '../erasure/remove.ts'
import { changeByOperator, fetchNow, reconcileNow } from '../operating/channel-work.ts'
import { connectLink, reconnectLink, settingsLink } from '../operating/links.ts'
import { Refused } from '../operating/refused.ts'
import { channelAtSocialHub } from '../store/channel-finding.ts'
import type { CockpitChannel } from '../store/cockpit-overview.ts'
import { findUnconnected } from '../store/custom.ts'
import type { Db } from '../store/database.ts'
import type { CockpitAction } from './actions.ts'
import type { CockpitContext } from './cockpit-context.ts'
import type { CockpitContent, CockpitFrame } from './frame.ts'
import type { CockpitWord } from './words/catalog.ts'

/** How long links are valid that a page makes. */
const LINK_DAYS = 7
const DAY_MS = 86_400_000

/** What a deed is done with. `db` says who does it. */
export interface Doing {
  readonly context: CockpitContext
  readonly db: Db
  readonly frame: CockpitFrame
  readonly channel: CockpitChannel
  readonly form: URLSearchParams
}

/** What somebody can do with a Channel: a page says what will happen, its button does it. */
export interface Deed {
  readonly path: string
  readonly action: CockpitAction
  readonly isDangerous?: true
  readonly isOffered: (channel: CockpitChannel) => boolean
  readonly button: CockpitWord
  readonly title: CockpitWord
  readonly what: (channel: CockpitChannel) => CockpitWord
  /** Markup of fields, beside the button. */
  readonly fields?: (frame: CockpitFrame, channel: CockpitChannel) => string
  /** Answers what to say on the Channel's page, or a page of its own. */
  readonly perform: (doing: Doing) => Promise<CockpitWord | CockpitContent>
}

const isActive = ({ state }: CockpitChannel) => state === 'active'

export const DEEDS: readonly Deed[] = [
  {
    path: 'reconnect',
    action: 'reconnect link',
    isOffered: ({ state }) => state !== 'ended' && state !== 'paused',
    button: 'deed.reconnect',
    title: 'deed.reconnect-title',
    what: ({ kind }) => (kind === 'custom' ? 'deed.reconnect-what' : 'deed.reconnect-elsewhere'),
    perform: async (doing) => textToSend(doing.frame, await reconnectText(doing)),
  },
  {
    path: 'resume',
    action: 'resume',
    isOffered: ({ state }) => state === 'paused',
    button: 'deed.resume',
    title: 'deed.resume-title',
    what: () => 'deed.resume-what',
    perform: async ({ db, channel }) => {
      // Who it was stands in the audit log alone: causes are told by mail and webhook.
      const cause = 'Resumed in the cockpit.'
      await changeByOperator(db, channel.channelId, 'resumed by the operator', cause)
      return 'deed.resume-done'
    },
  },
  {
    path: 'fetch',
    action: 'fetch',
    isOffered: isActive,
    button: 'deed.fetch',
    title: 'deed.fetch-title',
    what: () => 'deed.fetch-what',
    perform: async ({ db, channel }) => {
      await fetchNow(db, channel.channelId)
      return 'deed.fetch-done'
    },
  },
  {
    path: 'reconcile',
    action: 'reconcile',
    isOffered: isActive,
    button: 'deed.reconcile',
    title: 'deed.reconcile-title',
    what: () => 'deed.reconcile-what',
    perform: async ({ context: { integrations }, db, channel }) => {
      await reconcileNow({ db, integrations }, channel.channelId, undefined)
      return 'deed.reconcile-done'
    },
  },
  {
    path: 'settings',
    action: 'settings link',
    isOffered: ({ state }) => state !== 'unconnected' && state !== 'ended',
    button: 'deed.settings',
    title: 'deed.settings-title',
    what: () => 'deed.settings-what',
    perform: async ({ context, db, channel, frame }) => {
      const url = await settingsLink({ ...context, db }, channel.channelId, LINK_DAYS)
      const values = { name: channel.name, until: untilIn(frame), url }
      return textToSend(frame, frame.say('deed.settings-text', values))
    },
  },
  {
    path: 'pause',
    action: 'pause',
    isOffered: isActive,
    button: 'deed.pause',
    title: 'deed.pause-title',
    what: () => 'deed.pause-what',
    fields: ({ say }) =>
      html`<p class="field"><label><span>${say('deed.reason')}</span><input id="reason" name="reason" maxlength="300"></label></p>`,
    perform: async ({ db, channel, form }) => {
      await pause(db, channel.channelId, form)
      return 'deed.pause-done'
    },
  },
  {
    path: 'remove',
    action: 'remove',
    isDangerous: true,
    isOffered: ({ state }) => state !== 'unconnected',
    button: 'deed.remove',
    title: 'deed.remove-title',
    what: () => 'deed.remove-what',
    fields: ({ say }, { channelId }) =>
      html`<p class="field"><label><span>${say('deed.remove-sure', { id: channelId })}</span><input id="sure" name="sure" required autocomplete="off"></label></p>`,
    perform: remove,
  },
]

/** @param form `reason`: why, for whoever looks at it later. */
export async function pause(db: Db, channelId: string, form: URLSearchParams): Promise<void> {
  const reason = (form.get('reason') ?? '').trim().slice(0, 300)
  const cause = reason === '' ? 'Paused in the cockpit.' : reason
  await changeByOperator(db, channelId, 'paused by the operator', cause)
}

/** What the Customer is sent, so that the Channel works again. */
export async function reconnectText({
  context,
  db,
  channel,
  frame,
}: Pick<Doing, 'context' | 'db' | 'channel' | 'frame'>): Promise<string> {
  const { channelId, kind, name, state } = channel
  const { say } = frame
  if (kind === 'reusable') {
    const { origins, settingsPath } = context.config.socialhub
    return say('deed.reconnect-text', { name, url: `${origins[0]}${settingsPath}` })
  }
  const acting = { ...context, db }
  if (state !== 'unconnected') {
    const url = await reconnectLink(acting, channelId, LINK_DAYS)
    return say('deed.link-text', { name, until: untilIn(frame), url })
  }
  const waiting = await findUnconnected(db, context.sealer, { socialhubChannelId: channelId })
  if (!waiting) throw new Refused('unknown-channel', `No Channel ${channelId} waits.`)
  const { manifest } = waiting
  const url = await connectLink(acting, { manifest, channelId: null }, LINK_DAYS)
  return say('deed.link-text', { name, until: untilIn(frame), url })
}

function untilIn({ language }: CockpitFrame): string {
  const until = new Date(Date.now() + LINK_DAYS * DAY_MS)
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(until)
}

/** Shown once, to be sent by whatever way the agency talks with its Customer. */
function textToSend({ say }: CockpitFrame, text: string): CockpitContent {
  const title = say('deed.link-title')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('deed.link-once')}</p>
      <pre id="text">${text}</pre>
      <p class="actions"><button type="button" hidden data-copy="text" data-copied="${say('deed.copied')}">${say('deed.copy')}</button></p>`,
  }
}

async function remove({ context, db, channel, form, frame }: Doing): Promise<CockpitContent> {
  const { say } = frame
  if (form.get('sure')?.trim() !== channel.channelId) {
    return notRemoved(frame, [say('deed.remove-mistyped')])
  }
  const found = await channelAtSocialHub(db, channel.channelId)
  if (!found) throw new Refused('unknown-channel', `There is no Channel ${channel.channelId}.`)
  try {
    const removal = await removeChannel({ ...context, db }, found.id, { force: false })
    if (!removal) throw new Refused('unknown-channel', 'It was removed meanwhile.')
    return removalPage(frame, removal)
  } catch (error) {
    if (!(error instanceof StillBusy)) throw error
    return notRemoved(frame, [say('deed.busy')])
  }
}

function removalPage(frame: CockpitFrame, { network, socialhub, erased }: Removal): CockpitContent {
  const { say } = frame
  const remains = [
    ...('reason' in network ? [say('deed.network-remains', { reason: network.reason })] : []),
    ...('reason' in socialhub ? [say('deed.socialhub-remains', { reason: socialhub.reason })] : []),
  ]
  if (!erased) return notRemoved(frame, [...remains, say('deed.not-removed')])
  const { interactions, ticketActions: actions, files } = erased
  const title = say('deed.removed-title')
  return {
    title,
    body: linesOf(title, [say('deed.removed', { interactions, actions, files }), ...remains]),
  }
}

function notRemoved({ say }: CockpitFrame, lines: readonly string[]): CockpitContent {
  const title = say('deed.not-removed-title')
  return { title, body: linesOf(title, lines) }
}

function linesOf(title: string, lines: readonly string[]): string {
  return html`<h1>${title}</h1>!${lines.map((line) => html`<p>${line}</p>`)}`
}
