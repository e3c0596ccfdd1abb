import type { Channel, Manifest, Ticket } from '../state/model.ts'
import { interactorOf, isReusable, rootOf } from '../state/read.ts'
import type { State } from '../state/state.ts'

/** What the API answers, with the keys of recorded answers in their order. Absent values are left out. */

export function channelAnswer(channel: Channel, accessToken?: string): object {
  const { id, name, uniqueName, imageUrl, networkId, accountId, updatedTime, createdTime } = channel
  const endpoint = { ...channel.endpoint, ...(accessToken !== undefined && { accessToken }) }
  return {
    _id: id,
    name,
    imageUrl,
    uniqueName,
    networkId,
    accountId,
    updatedTime,
    businessHours: null,
    createdTime,
    ...(Object.keys(endpoint).length > 0 && { endpoint }),
  }
}

/** What `GET /` shows of a Manifest that isn't Reusable. */
export function manifestInRoot(manifest: Manifest): object {
  const { rightSidebar, ticketActions } = manifest.inbox
  return {
    ...settings(manifest),
    inbox: { ...(rightSidebar.length > 0 && { rightSidebar }), ticketActions },
  }
}

export function manifestAnswer(manifest: Manifest): object {
  const { rightSidebar, ticketActions } = manifest.inbox
  return { ...settings(manifest), inbox: { rightSidebar, ticketActions } }
}

function settings({ id, branding, webhook, callbacks }: Manifest): object {
  return { _id: id, branding, webhook, callbacks }
}

/** `interactor.interactorId` is SocialHub's own id, not the one that was sent. */
export function ticketAnswer(state: State, ticket: Ticket): object {
  const { interaction, followupToId } = ticket
  const manifest = state.data.manifests[state.data.channels[ticket.channelId]?.manifestId ?? '']
  const interactor = interactorOf(state, ticket)
  return {
    channelId: ticket.channelId,
    accountId: ticket.accountId,
    _id: ticket.id,
    createdTime: ticket.createdTime,
    ...(ticket.updatedTime !== ticket.createdTime && { updatedTime: ticket.updatedTime }),
    ...(followupToId !== undefined && { followupTo: { followupToId } }),
    interaction: {
      createdTime: interaction.createdTime,
      updatedTime: interaction.updatedTime,
      message: interaction.message,
      networkItemId: interaction.networkItemId,
      url: interaction.url,
      link: interaction.link,
      rating: interaction.rating,
      ...(manifest && isReusable(manifest) && { type: interaction.type }),
      ...(interaction.rootId !== undefined && {
        root: {
          url: null,
          rootId: interaction.rootId,
          createdTime: rootOf(state, ticket).interaction.createdTime,
        },
      }),
      attachments: interaction.attachments,
      pictures: interaction.pictures,
      ...(interactor && {
        interactor: {
          interactorId: interactor.id,
          name: interactor.name,
          url: interactor.url,
          picture: interactor.picture,
        },
      }),
    },
  }
}
