import type { NewFile } from './files.ts';
import type { ChosenTemplate, Followup, ReplyAttachment, TicketAction } from './model.ts';
import { type State } from './state.ts';
/** Which action of the Manifest, on which Ticket, by whom. */
export interface Use {
    ticketId: string;
    actionId: string;
    userId?: string;
}
/** What an agent wrote. */
export interface ReplyContent {
    text?: string;
    option?: string;
    attachments: ReplyAttachment[];
}
/** Throws where the Manifest doesn't allow this reply. `files` are counted before they are stored. */
export declare function checkReply(state: State, use: Use & {
    text?: string;
    option?: string;
}, files: readonly NewFile[]): void;
/** A reply that `checkReply` found good. */
export declare function startReply(state: State, use: Use, { text, option, attachments }: ReplyContent): {
    followup: Followup;
    action: TicketAction;
};
export declare function startTemplateReply(state: State, use: Use, template: ChosenTemplate): {
    followup: Followup;
    action: TicketAction;
};
/** A failed reply goes out again: the same Followup under a new event. */
export declare function restartFollowup(state: State, { followupId, userId }: {
    followupId: string;
    userId?: string;
}): {
    followup: Followup;
    action: TicketAction;
};
export declare function startButton(state: State, use: Use): TicketAction;
/** The Ticket shows as deleted at once, unless the Integration resets it. */
export declare function startDelete(state: State, use: Use): TicketAction;
