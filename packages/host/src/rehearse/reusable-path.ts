import { setTimeout as pause } from 'node:timers/promises'
import { readToken } from '@hubward/socialhub'
import type { NetworkId, SocialHubChannelId } from '../store/ids.ts'
import { field, statusOf, textAt } from './api.ts'
import { fresh, type Rehearsal, ticketOf } from './rehearsal.ts'

/** A Channel that a rehearsal has added. */
interface Added {
  readonly channelId: SocialHubChannelId
  readonly token: string
  readonly networkId: NetworkId
  readonly uniqueName: string
}

/** Plays the workflow of a Reusable Manifest, once the SocialHub Team has promoted the Channel's own. */
export async function reusablePath(rehearsal: Rehearsal, developerToken: string): Promise<void> {
  const { api, person, lookMs, say } = rehearsal
  const root = await api.call('GET /', { token: developerToken })
  const manifestId = textAt(root.body, 'manifest', '_id')
  const promoted = await person.does(
    {
      id: 'promote',
      text: `Ask the SocialHub Team to promote the Manifest ${manifestId} of this test account to a Reusable Manifest, for a rehearsal. Its name may be “Rehearsal”.`,
    },
    async (signal) => {
      for (;;) {
        // Busy or out of reach says nothing: it is asked again.
        const asked = await api
          .call('GET /', { token: developerToken, unnoted: true })
          .catch(() => undefined)
        const name = textAt(asked?.body, 'manifest', 'name')
        const refused = asked?.status === 401 || asked?.status === 403
        if (refused || (asked?.status === 200 && (!field(asked.body, 'manifest') || name !== ''))) {
          return true
        }
        await pause(lookMs, undefined, { signal })
      }
    },
  )
  if (!promoted) return
  await seeDevelopersChannel(rehearsal, developerToken)
  const added = await addChannel(rehearsal)
  if (!added) return
  await seeSettingsPage(rehearsal, added.origin)
  const back = await seeDeletion(rehearsal, added)
  if (back) await seeNewToken(rehearsal, back)
  say('Disable the Channels of this rehearsal on the Channels Settings Page when you like.')
}

async function seeDevelopersChannel({ api, found }: Rehearsal, token: string): Promise<void> {
  const root = await api.call('GET /', { token })
  const change = await api.call('PATCH /manifest', { token, body: {} })
  const ticket = await api.call('POST /inbox/tickets', {
    token,
    body: ticketOf('Rehearsal: after the promotion.'),
  })
  found({
    id: 'own-manifest-promoted',
    asAssumed: root.status === 200 && ticket.status === 201,
    seen: `After the promotion the Custom Channel’s token gets ${statusOf(root)} for GET /, ${statusOf(change)} for PATCH /manifest, and ${statusOf(ticket)} for a Ticket.`,
  })
}

async function addChannel(
  rehearsal: Rehearsal,
): Promise<(Added & { readonly origin: string }) | undefined> {
  const { api, found } = rehearsal
  const creation = await callback(rehearsal, 'add', {
    id: 'add',
    text: 'On the Channels Settings Page, click “Add Channel” for the Network of this rehearsal.',
  })
  if (!creation) return undefined
  const { token: creationToken, origin } = creation
  const networkId = fresh('account')
  const uniqueName = fresh('channel')
  const body = { name: 'Rehearsal', uniqueName, networkId }
  const made = await api.call('POST /channels', { token: creationToken, body })
  const channelId = textAt(made.body, '_id')
  const former = textAt(made.body, 'endpoint', 'accessToken')
  if (channelId === '') {
    rehearsal.say(`SocialHub refuses POST /channels: ${statusOf(made)}.`)
    return undefined
  }
  rehearsal.traffic.conceal(former)
  const again = await api.call('POST /channels', { token: creationToken, body })
  const newer = textAt(again.body, 'endpoint', 'accessToken')
  rehearsal.traffic.conceal(newer)
  const old = await api.call('GET /', { token: former })
  found({
    id: 'active-match',
    asAssumed: again.status === 201 && old.status === 401,
    seen: `POST /channels for an active Channel was answered ${statusOf(again)}, and its former token gets ${statusOf(old)}.`,
  })
  const other = await api.call('POST /channels', {
    token: creationToken,
    body: { ...body, networkId: fresh('account') },
  })
  found({
    id: 'unique-name-taken',
    asAssumed: other.code === 'BadRequestError',
    seen: `A uniqueName that another Channel has was answered ${statusOf(other)}.`,
  })
  return { channelId, token: newer || former, networkId, uniqueName, origin }
}

async function seeSettingsPage(
  { person, found, settingsPath }: Rehearsal,
  origin: string,
): Promise<void> {
  const address = `${origin.replace(/\/+$/, '')}${settingsPath}`
  const there = await person.says({
    id: 'settings-page',
    text: `Open ${address} in this browser. Is it the Channels Settings Page?`,
    choices: { yes: 'Yes', no: 'No, it is something else' },
  })
  if (there === undefined) return
  found({
    id: 'settings-path',
    asAssumed: there === 'yes' && settingsPath === '/settings/channels',
    seen: `${address} ${there === 'yes' ? 'is the Channels Settings Page' : 'is something else: put the right path into socialhub.settingsPath'}. The token’s origin ${origin.endsWith('/') ? 'ends' : 'does not end'} in a slash.`,
  })
}

/** Deactivates the Channel, and lets it be reactivated. */
async function seeDeletion(rehearsal: Rehearsal, added: Added): Promise<Added | undefined> {
  const { api, listener, found, quietMs, signal } = rehearsal
  const isEvent = ({ channelId, kind }: { channelId: SocialHubChannelId; kind: string }) =>
    channelId === added.channelId && kind === 'channel_action'
  const over = new AbortController()
  const event = listener.deliveries
    .next(isEvent, AbortSignal.any([signal, over.signal]))
    .catch(() => undefined)
  const deleted = await api.call('DELETE /channel', { token: added.token })
  const came = await Promise.race([
    event,
    pause(Math.min(quietMs, 60_000), undefined, { signal: over.signal }).catch(() => undefined),
  ])
  over.abort()
  signal.throwIfAborted()
  found({
    id: 'event-after-delete',
    asAssumed: came === undefined,
    seen: `DELETE /channel was answered ${statusOf(deleted)}, and ${came ? 'an event channel_action followed' : 'no event followed'}.`,
  })
  const reactivation = await callback(rehearsal, 'back', {
    id: 'reactivate',
    text: 'On the Channels Settings Page, click “Reactivate” at the Channel “Rehearsal”.',
  })
  if (!reactivation) return undefined
  const { networkId, uniqueName } = added
  const back = await api.call('POST /channels', {
    token: reactivation.token,
    body: { name: 'Rehearsal', uniqueName, networkId },
  })
  const token = textAt(back.body, 'endpoint', 'accessToken')
  rehearsal.traffic.conceal(token)
  return token === '' ? undefined : { ...added, token }
}

async function seeNewToken(rehearsal: Rehearsal, { token, channelId }: Added): Promise<void> {
  const { api, listener, person, found } = rehearsal
  const text = 'Rehearsal C: press the button'
  const made = await api.call('POST /inbox/tickets', { token, body: ticketOf(text) })
  const ticketId = textAt(made.body, '_id')
  const does = 'click “Create new Token” at the Channel “Rehearsal”. Then, in the Inbox,'
  const pressed = await person.does(
    {
      id: 'new-token',
      text: `On the Channels Settings Page, ${does} press the Ticket Action “Button (rehearsal)” of the Ticket “${text}”. Tell here if nothing happens within a few minutes.`,
      choices: { nothing: 'I have done both, and nothing happens' },
    },
    (signal) => listener.deliveries.next((event) => event.ticketId === ticketId, signal),
  )
  const old = await api.call('GET /', { token })
  if (old.status !== 401) return
  found({
    id: 'webhook-after-token',
    asAssumed: pressed !== undefined,
    seen: `After “Create new Token” for ${channelId}, the button’s event ${pressed ? 'arrived' : 'did not arrive'}.`,
  })
}

/** Waits for the browser that SocialHub sends, and reads the token that it brings. */
async function callback(
  { listener, person, traffic }: Rehearsal,
  kind: 'add' | 'back',
  ask: { readonly id: string; readonly text: string },
): Promise<{ readonly token: string; readonly origin: string } | undefined> {
  const came = await person.does(ask, (signal) =>
    listener.callbacks.next((one) => one.kind === kind, signal),
  )
  if (!came) return undefined
  traffic.conceal(came.token)
  const read = readToken(came.token, Date.now())
  if (!read.ok || read.kind !== 'creation') return undefined
  traffic.note({ creationToken: read.token })
  return { token: came.token, origin: read.token.origin }
}
