import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual, } from 'node:crypto';
/** What was sealed can't be opened: a wrong key, or a value that was moved or changed. */
export class SealError extends Error {
    name = 'SealError';
}
const IV_BYTES = 12;
const TAG_BYTES = 16;
/**
 * Seals with AES-256-GCM under the first key; opens with whichever key the value names. Layout: one
 * byte with the length of the key's id, the id, the nonce, the ciphertext, the tag. Nonces are random:
 * 2^32 values under one key stay far below the bound of NIST SP 800-38D, 8.3.
 */
export function createSealer(keys) {
    const [current] = keys;
    if (!current)
        throw new SealError('There is no key to seal with: set HUBWARD_KEY.');
    const byId = new Map(keys.map(({ id, key }) => [id, { id, ...derive(key) }]));
    const sealing = { id: current.id, ...derive(current.key) };
    // Hashes must find again what an older key wrote, so they stay with the oldest key.
    const oldest = derive((keys.at(-1) ?? current).key);
    const mac = (purpose, text) => createHmac('sha256', oldest.hashing).update(`${purpose}\n${text}`).digest();
    return {
        seal(place, row, data) {
            const id = Buffer.from(sealing.id);
            const iv = randomBytes(IV_BYTES);
            const cipher = createCipheriv('aes-256-gcm', sealing.sealing, iv);
            cipher.setAAD(Buffer.from(`${place}:${row}`));
            const text = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()]);
            return Buffer.concat([Buffer.of(id.length), id, iv, text, cipher.getAuthTag()]);
        },
        open(place, row, sealed) {
            const idEnd = 1 + (sealed[0] ?? 0);
            const id = sealed.toString('utf8', 1, idEnd);
            const key = byId.get(id);
            if (!key)
                throw new SealError(`A value in ${place} was sealed with the key "${id}", which is not configured.`);
            try {
                const decipher = createDecipheriv('aes-256-gcm', key.sealing, sealed.subarray(idEnd, idEnd + IV_BYTES));
                decipher.setAAD(Buffer.from(`${place}:${row}`));
                decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
                const text = sealed.subarray(idEnd + IV_BYTES, -TAG_BYTES);
                return JSON.parse(decipher.update(text, undefined, 'utf8') + decipher.final('utf8'));
            }
            catch (cause) {
                throw new SealError(`A value in ${place} does not open: wrong key, or changed.`, { cause });
            }
        },
        hash: mac,
        sign: (purpose, text) => mac(purpose, text).subarray(0, 24).toString('base64url'),
        verify(purpose, text, signature) {
            const given = Buffer.from(signature, 'base64url');
            const expected = mac(purpose, text).subarray(0, 24);
            return given.length === expected.length && timingSafeEqual(given, expected);
        },
    };
}
function derive(key) {
    if (key.length !== 32)
        throw new SealError('A key must be 32 bytes, written as 64 hex digits or base64.');
    const use = (info) => Buffer.from(hkdfSync('sha256', key, '', `hubward ${info}`, 32));
    return { sealing: use('sealing'), hashing: use('hashing') };
}
