import { check, Interaction } from '@hubward/socialhub';
import { judge } from '../socialhub.js';
import { settleRevision, waitingRevisions } from '../store/revisions.js';
import { storePace } from './pace.js';
import { deletionUpdate, editUpdate } from './ticket.js';
const BATCH = 50;
/**
 * Carries edits and deletions to their Tickets, in order.
 *
 * @returns whether anything was done.
 */
export async function deliverRevisions(parts, lease, channel, client) {
    const revisions = await waitingRevisions(parts.db, channel.id, BATCH);
    for (const revision of revisions) {
        if (lease.rung)
            return true;
        let refusal = null;
        try {
            // Somebody else's new words bring a Ticket that is Done back into the Inbox; our own don't.
            await client.updateTicket(revision.ticketId, { interaction: updateOf(channel, revision) }, {
                reset: !revision.own,
            });
        }
        catch (error) {
            const verdict = await judge(parts, lease, channel, error, channel.deliverFailures + 1);
            if (verdict.kind === 'later') {
                await storePace(lease, channel, verdict.inMs);
                return true;
            }
            if (verdict.kind === 'refused')
                refusal = verdict.reason;
        }
        await lease.transaction((trx) => settleRevision(trx, channel.id, revision, refusal));
    }
    return revisions.length > 0;
}
function updateOf(channel, revision) {
    const { content } = revision;
    const updatedTime = typeof content === 'object' && content !== null && 'updatedTime' in content
        ? String(content.updatedTime)
        : undefined;
    if (revision.kind === 'deleted') {
        return deletionUpdate(channel.channel.language, updatedTime ?? channel.now.toISOString());
    }
    const { updatedTime: _, ...interaction } = { updatedTime, ...Object(content) };
    const checked = check(Interaction, interaction);
    return checked.ok ? editUpdate(checked.value, updatedTime) : {};
}
