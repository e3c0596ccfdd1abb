import { acceptEvents } from '../store/ticket-actions.js';
import { keepEvent } from '../store/unclaimed-events.js';
/** The most events that are committed together. */
const GROUP = 500;
/**
 * Commits events. While one group is being committed, the events that arrive form the next one: under
 * load they share a round trip and an fsync, and without load nobody waits for anything.
 */
export class Acceptor {
    #parts;
    #queue = [];
    #busy = false;
    constructor(parts) {
        this.#parts = parts;
    }
    /** Resolves once the event is committed: acted upon soon, or kept for a Channel to come. */
    accept(incoming) {
        return new Promise((resolve, reject) => {
            this.#queue.push({ incoming, resolve, reject });
            if (!this.#busy)
                void this.#commitGroups();
        });
    }
    async #commitGroups() {
        this.#busy = true;
        while (this.#queue.length > 0) {
            const group = this.#queue.splice(0, GROUP);
            await this.#commit(group);
        }
        this.#busy = false;
    }
    async #commit(group) {
        try {
            const acceptances = await acceptEvents(this.#parts.db, group.map(({ incoming }) => incoming));
            await Promise.all(group.map(async (queued, place) => {
                const acceptance = acceptances[place] ?? 'unknown';
                if (acceptance === 'unknown')
                    await this.#keep(queued);
                else
                    queued.resolve(acceptance);
            }));
        }
        catch (error) {
            const [only, ...others] = group;
            if (only && others.length === 0)
                only.reject(error);
            // One event that PostgreSQL won't take must not take its neighbours with it.
            else
                for (const queued of group)
                    await this.#commit([queued]);
        }
    }
    async #keep({ incoming, resolve, reject }) {
        const { db, sealer } = this.#parts;
        await db
            .transaction()
            .execute((trx) => keepEvent(trx, sealer, incoming))
            .then(() => resolve('unknown'), reject);
    }
}
/** All events of one request. */
export async function acceptAll(acceptor, manifest, socialhubChannelId, events) {
    return await Promise.all(events.map((event) => acceptor.accept({ manifest, socialhubChannelId, event })));
}
