import { randomBytes } from 'node:crypto';
const machine = randomBytes(5).toString('hex');
let counter = randomBytes(3).readUIntBE(0, 3);
/** An ObjectId: seconds, process, counter. Later ids sort after earlier ones of the same process. */
export function objectId(now) {
    counter = (counter + 1) % 0x1000000;
    const seconds = Math.floor(now.getTime() / 1000) >>> 0;
    return hex(seconds, 8) + machine + hex(counter, 6);
}
// The high bit marks the node as random rather than a network card's address (RFC 9562, 5.1).
const node = randomBytes(6);
node[0] = (node[0] ?? 0) | 1;
const clockSequence = (randomBytes(2).readUInt16BE() & 0x3fff) | 0x8000;
const GREGORIAN_OFFSET_MS = 12219292800000n;
let lastTicks = 0n;
/** A UUID version 1, which is what recorded `followupId`s are. */
export function uuidV1(now) {
    let ticks = (BigInt(now.getTime()) + GREGORIAN_OFFSET_MS) * 10000n;
    if (ticks <= lastTicks)
        ticks = lastTicks + 1n;
    lastTicks = ticks;
    const low = hex(ticks & 0xffffffffn, 8);
    const mid = hex((ticks >> 32n) & 0xffffn, 4);
    const high = hex(((ticks >> 48n) & 0x0fffn) | 0x1000n, 4);
    return `${low}-${mid}-${high}-${hex(clockSequence, 4)}-${node.toString('hex')}`;
}
function hex(value, digits) {
    return value.toString(16).padStart(digits, '0');
}
