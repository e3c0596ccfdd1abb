import type { Language } from '@hubward/plugin'
import type { Interaction, InteractionUpdate } from '@hubward/socialhub'
import type { NetworkId } from '../store/ids.ts'

/** What of a Channel shapes its Tickets. */
interface TicketChannel {
  readonly channel: { readonly networkId: NetworkId; readonly name: string }
  readonly manifestKind: 'reusable' | 'custom'
}

/**
 * An Interaction as it is sent. What the Channel itself wrote bears the Channel's `networkId`, which
 * keeps its Ticket from showing as unread; and only Channels of Reusable Manifests know types.
 */
export function ticketOf(
  { channel, manifestKind }: TicketChannel,
  interaction: Interaction,
  own: boolean,
): Interaction {
  const { type, ...untyped } = interaction
  return {
    ...untyped,
    ...(own && {
      interactor: { name: channel.name, ...untyped.interactor, interactorId: channel.networkId },
    }),
    ...(type !== undefined && manifestKind === 'reusable' && { type }),
  }
}

/** What a Ticket says once its message is gone from the Network. */
const DELETED: Readonly<Record<Language, string>> = {
  en: '[This message was deleted on the Network.]',
  de: '[Diese Nachricht wurde im Netzwerk gelöscht.]',
  fr: '[Ce message a été supprimé sur le réseau.]',
}

export function deletionUpdate(language: Language, deletedTime: string): InteractionUpdate {
  return { message: DELETED[language], pictures: [], attachments: [], updatedTime: deletedTime }
}

/** An edit sends all that can change, so that what was taken away disappears from the Ticket, too. */
export function editUpdate(
  interaction: Interaction,
  updatedTime: string | undefined,
): InteractionUpdate {
  const { networkItemId: _, createdTime: __, root: ___, interactor, ...rest } = interaction
  const { interactorId: ____, ...person } = interactor ?? { interactorId: '' }
  return {
    message: '',
    pictures: [],
    attachments: [],
    ...rest,
    ...(interactor && { interactor: person }),
    ...(updatedTime !== undefined && { updatedTime }),
  }
}
