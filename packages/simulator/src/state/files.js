import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { put } from './state.js';
export function storeFile(state, { name, mimetype, content }) {
    // A browser sends the bare name; whatever else comes must not make another path of the URL.
    const bare = name.split(/[\\/]/).at(-1) || 'file';
    return put(state, 'file', {
        id: randomUUID(),
        name: bare,
        mimetype,
        extension: extname(bare).slice(1).toLowerCase(),
        size: content.byteLength,
        contentBase64: Buffer.from(content).toString('base64'),
    });
}
/** Where the app serves a file. */
export function filePath(file) {
    return `/files/${file.id}/${encodeURIComponent(file.name)}`;
}
