import { sql } from 'kysely';
import { clientFor, judge } from '../socialhub.js';
/**
 * Asks SocialHub whether a Channel that is said to be disabled really is: the event may be late, or
 * concern an older token.
 */
export async function confirmAccess(parts, lease, channel) {
    try {
        await clientFor(parts, channel, lease.signal).getChannel();
    }
    catch (error) {
        const verdict = await judge(parts, lease, channel, error, 1);
        if (verdict.kind === 'later')
            return { inMs: verdict.inMs };
    }
    await lease.transaction((trx) => trx
        .updateTable('channels')
        .set({ check_access: sql `false` })
        .where('id', '=', channel.id)
        .where('token_generation', '=', channel.tokenGeneration)
        .execute());
    return 'worked';
}
