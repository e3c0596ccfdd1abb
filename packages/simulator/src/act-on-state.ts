import type { Act } from './act.ts'
import { accountById, createAccount, setChannelLimit, teamsOf } from './state/accounts.ts'
import {
  channelById,
  createCustomChannel,
  deactivate,
  forgetNetworkId,
  reactivateCustomChannel,
  replaceToken,
} from './state/channels.ts'
import { filePath, storeFile } from './state/files.ts'
import { readManifestChanges } from './state/manifest-changes.ts'
import { manifestById, promoteManifest, updateManifest } from './state/manifests.ts'
import type { Manifest, TicketAction } from './state/model.ts'
import { isReusable, userOf } from './state/read.ts'
import { Refusal } from './state/refusal.ts'
import type { State } from './state/state.ts'
import {
  checkReply,
  restartFollowup,
  startButton,
  startDelete,
  startReply,
  startTemplateReply,
} from './state/ticket-actions.ts'
import { changeTicket, ticketById } from './state/tickets.ts'
import { accessTokenOf, type CreationClaims, creationToken } from './state/tokens.ts'
import type { Delivering } from './webhooks/delivery.ts'
import { channelDisabledEvent, eventOf } from './webhooks/events.ts'
import { chooseTemplate, fetchTemplates } from './webhooks/templates.ts'

/** What people do, put together from the state's functions and the webhook requests they cause. */
export function createAct(options: {
  state: State
  delivering: Delivering
  signal: AbortSignal
  /** Known once the app listens. */
  appUrl: () => string
}): Act {
  const { state, delivering, signal, appUrl } = options

  function sendAction(action: TicketAction): TicketAction {
    delivering.send(eventOf(state, action))
    return action
  }

  async function callbackLink(
    manifest: Manifest,
    callback: string | undefined,
    claims: CreationClaims,
    issuedAgoMs: number | undefined,
  ): Promise<string> {
    if (!isReusable(manifest)) {
      throw new Refusal('BadRequestError', 'Only a Reusable Manifest can be added like this.')
    }
    if (callback === undefined) {
      throw new Refusal('BadRequestError', `"${manifest.name}" has no page for this.`)
    }
    const url = new URL(callback)
    url.searchParams.set('token', await creationToken(state, claims, issuedAgoMs))
    return url.href
  }

  function userIdOf(accountId: string, given: string | undefined): string {
    const userId = given ?? userOf(state, accountId, 'administrator')?.id
    if (userId === undefined || state.data.users[userId]?.accountId !== accountId) {
      throw new Refusal('NotFoundError', 'There is no such user in this Account.')
    }
    return userId
  }

  return {
    createAccount: (input) => createAccount(state, input),
    createCustomChannel: (input) => createCustomChannel(state, input),
    async showToken({ channelId }) {
      const channel = channelById(state, channelId)
      if (channel.status !== 'active') {
        throw new Refusal('ChannelDeactivated', 'The Channel is deactivated.')
      }
      return accessTokenOf(state, channel)
    },
    createNewToken: async ({ channelId }) => accessTokenOf(state, replaceToken(state, channelId)),
    disableChannel({ channelId }) {
      const channel = deactivate(state, channelId, { by: 'customer' })
      delivering.send(channelDisabledEvent(channel, state.now()))
      return channel
    },
    reactivateChannel: ({ channelId }) => reactivateCustomChannel(state, channelId),
    async creationLink({ accountId, manifestId, userId, teamIds, origin, issuedAgoMs }) {
      const manifest = manifestById(state, manifestId)
      const claims = {
        accountId,
        manifestId,
        userId: userIdOf(accountId, userId),
        origin: origin ?? appUrl(),
        ...(teamIds !== undefined && {
          teamIds: teamsOf(accountById(state, accountId), teamIds).map(({ id }) => id),
        }),
      }
      return callbackLink(manifest, manifest.callbacks?.channelCreation, claims, issuedAgoMs)
    },
    async reactivationLink({ channelId, userId, origin, issuedAgoMs }) {
      const { accountId, manifestId, uniqueName, networkId } = channelById(state, channelId)
      const manifest = manifestById(state, manifestId)
      const claims = {
        accountId,
        manifestId,
        userId: userIdOf(accountId, userId),
        origin: origin ?? appUrl(),
        channelId,
        uniqueName,
        ...(networkId !== undefined && { networkId }),
      }
      return callbackLink(manifest, manifest.callbacks?.channelReactivation, claims, issuedAgoMs)
    },

    promoteManifest: (input) => promoteManifest(state, input),
    changeManifest: ({ manifestId, changes }) =>
      updateManifest(state, manifestId, readManifestChanges(changes)),
    forgetNetworkId: ({ channelId }) => forgetNetworkId(state, channelId),
    setChannelLimit: (input) => setChannelLimit(state, input),

    reply({ attachments: files = [], ...input }) {
      checkReply(state, input, files)
      const attachments = files.map((file) => {
        const stored = storeFile(state, file)
        const { size, name, extension, mimetype } = stored
        return { size, name, extension, url: appUrl() + filePath(stored), mimetype }
      })
      const { followup, action } = startReply(state, input, { ...input, attachments })
      sendAction(action)
      return followup
    },
    async templates({ ticketId, actionId }) {
      const channel = channelById(state, ticketById(state, ticketId).channelId)
      const manifest = manifestById(state, channel.manifestId)
      return fetchTemplates({ state, signal }, channel, manifest, actionId)
    },
    replyWithTemplate({ template, variables, language, ...use }) {
      const chosen = chooseTemplate(template, variables, language)
      const { followup, action } = startTemplateReply(state, use, chosen)
      sendAction(action)
      return followup
    },
    retryFollowup(input) {
      const { followup, action } = restartFollowup(state, input)
      sendAction(action)
      return followup
    },
    pressButton: (use) => sendAction(startButton(state, use)),
    deleteInteraction: (use) => sendAction(startDelete(state, use)),
    markRead: ({ ticketId }) => changeTicket(state, ticketId, { unread: false }),
    markDone: ({ ticketId }) => changeTicket(state, ticketId, { status: 'done', unread: false }),
    reopen: ({ ticketId }) => changeTicket(state, ticketId, { status: 'inbox' }),
    storeFile: (file) => storeFile(state, file),
    fileUrl: (file) => appUrl() + filePath(file),
  }
}
