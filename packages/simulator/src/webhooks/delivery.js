import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { concerns } from '../faults.js';
import { settle } from '../state/followups.js';
import { removeWebhook } from '../state/manifests.js';
import { manifestOf } from '../state/read.js';
import { webhookBody } from './events.js';
import { sendSigned } from './request.js';
const STALE_MS = 10 * 60 * 1000;
export function createDelivering(options) {
    const { state, faults, journal, signal } = options;
    const lines = new Map();
    const held = new Map();
    const underWay = new Set();
    function track(work) {
        underWay.add(work);
        // A failure that nobody foresaw is not caught here: it ends the process with its stack.
        void work.finally(() => underWay.delete(work));
    }
    async function attempt(event, fault) {
        const channel = state.data.channels[event.channelId];
        const manifest = channel && manifestOf(state, channel);
        if (!channel || !manifest?.webhook)
            return 'webhook-removed';
        const { url, secret } = manifest.webhook;
        const now = state.now();
        const answer = await sendSigned({
            method: 'POST',
            url,
            secret,
            rawBody: webhookBody(channel, event),
            timestamp: now.getTime() - (fault?.fault === 'stale' ? STALE_MS : 0),
            timeoutMs: state.settings.webhook.timeoutMs,
            signal,
            wrongSignature: fault?.fault === 'wrong-signature',
        });
        const succeeded = 'status' in answer && answer.status >= 200 && answer.status < 300;
        const solved = succeeded && answer.challengeSolved;
        if (succeeded && !solved) {
            removeWebhook(state, manifest.id, 'It answered 2xx without solving the challenge.');
        }
        journal.delivery({
            time: now.toISOString(),
            channelId: channel.id,
            url,
            uuid: event.event.uuid,
            ...(fault && { fault: fault.fault }),
            ...('status' in answer
                ? { status: answer.status, challengeSolved: answer.challengeSolved }
                : { error: answer.error }),
        });
        if (!succeeded)
            return 'failed';
        return solved ? 'accepted' : 'webhook-removed';
    }
    async function retry(event) {
        let { retryDelayMs } = state.settings.webhook;
        for (let tries = 1; tries < state.settings.webhook.attempts; tries += 1) {
            await wait(retryDelayMs, undefined, { signal });
            retryDelayMs *= 2;
            const outcome = await attempt(event);
            if (outcome !== 'failed')
                return conclude(event, outcome);
        }
        conclude(event, 'failed');
    }
    function conclude(event, outcome) {
        const action = state.data.ticketActions[event.ticketActionId ?? ''];
        if (action?.status !== 'sending')
            return;
        settle(state, action, outcome === 'accepted' ? 'accepted' : 'dropped');
    }
    async function deliver(event, fault) {
        const outcome = await attempt(event, fault);
        if (outcome === 'failed')
            track(unlessStopped(retry(event)));
        else
            conclude(event, outcome);
        if (fault?.fault === 'twice')
            await attempt(event, fault);
        if (fault?.fault === 'new-uuid') {
            await attempt({ ...event, event: { ...event.event, uuid: randomUUID() } }, fault);
        }
    }
    /** A try is cut short when the simulator stops; nothing else may fail here unseen. */
    async function unlessStopped(work) {
        try {
            await work;
        }
        catch (error) {
            if (!signal.aborted)
                throw error;
        }
    }
    function line(event, fault) {
        const before = lines.get(event.channelId) ?? Promise.resolve();
        const mine = before.then(() => unlessStopped(deliver(event, fault)));
        lines.set(event.channelId, mine);
        return mine;
    }
    async function late(event, fault) {
        await faults.webhooks.wait(fault);
        await unlessStopped(deliver(event, fault));
    }
    return {
        send(event) {
            const { channelId } = event;
            const fault = faults.webhooks.take((one) => concerns(one, channelId));
            if (fault?.fault === 'late')
                return track(late(event, fault));
            if (fault?.fault === 'out-of-order') {
                held.set(channelId, [...(held.get(channelId) ?? []), () => track(line(event, fault))]);
                return;
            }
            track(line(event, fault));
            const waiting = held.get(channelId) ?? [];
            held.delete(channelId);
            for (const release of waiting)
                release();
        },
        async idle() {
            while (underWay.size > 0)
                await Promise.all(underWay);
        },
    };
}
