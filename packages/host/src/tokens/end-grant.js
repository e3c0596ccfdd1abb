import { SENTENCES } from '@hubward/plugin';
import { sql } from 'kysely';
import { giveUp } from '../outbound/perform.js';
import { uncertain } from '../outbound/reasons.js';
import { workOnActions } from '../outbound/work.js';
import { clientFor, judge } from '../socialhub.js';
/**
 * What is left to do for a Channel whose grant ended: published replies are confirmed, all else is
 * reset with the reason. Then SocialHub is asked to tell the Customer, who comes back through
 * `channelReactivation`.
 */
export async function endGrant(parts, lease, { channel, actions }) {
    const { language } = channel.channel;
    const [open] = actions.filter(({ state }) => state === 'accepted' || state === 'sending');
    if (open) {
        const reason = open.state === 'sending' ? uncertain : SENTENCES.authentication;
        await giveUp(lease, open, 'authentication', reason[language]);
        return 'worked';
    }
    if (await workOnActions(parts, lease, channel, actions))
        return 'worked';
    const waits = actions.map((action) => action.dueInMs);
    if (waits.length > 0)
        return { inMs: Math.max(50, Math.min(...waits)) };
    if (channel.toldAt !== null || channel.manifestKind === 'custom')
        return { inMs: undefined };
    try {
        await clientFor(parts, channel, lease.signal).deactivateChannel(channel.stateCause ?? undefined);
    }
    catch (error) {
        const verdict = await judge(parts, lease, channel, error, 1);
        if (verdict.kind === 'later')
            return { inMs: verdict.inMs };
    }
    await lease.transaction((trx) => trx
        .updateTable('channels')
        .set({ told_at: sql `now()` })
        .where('id', '=', channel.id)
        .where('token_generation', '=', channel.tokenGeneration)
        .execute());
    return 'worked';
}
