import type { Language } from '@hubward/plugin';
import type { Interaction, InteractionUpdate } from '@hubward/socialhub';
/** What of a Channel shapes its Tickets. */
interface TicketChannel {
    readonly channel: {
        readonly networkId: string;
        readonly name: string;
    };
    readonly manifestKind: 'reusable' | 'custom';
}
/**
 * An Interaction as it is sent. What the Channel itself wrote bears the Channel's `networkId`, which
 * keeps its Ticket from showing as unread; and only Channels of Reusable Manifests know types.
 */
export declare function ticketOf({ channel, manifestKind }: TicketChannel, interaction: Interaction, own: boolean): Interaction;
export declare function deletionUpdate(language: Language, deletedTime: string): InteractionUpdate;
/** An edit sends all that can change, so that what was taken away disappears from the Ticket, too. */
export declare function editUpdate(interaction: Interaction, updatedTime: string | undefined): InteractionUpdate;
export {};
