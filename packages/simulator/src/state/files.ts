import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import type { StoredFile } from './model.ts'
import { put, type State } from './state.ts'

/** A file as the Inbox takes it from an agent's disk. */
export interface NewFile {
  name: string
  /** For example `image/png`. */
  mimetype: string
  content: Uint8Array
}

export function storeFile(state: State, { name, mimetype, content }: NewFile): StoredFile {
  // A browser sends the bare name; whatever else comes must not make another path of the URL.
  const bare = name.split(/[\\/]/).at(-1) || 'file'
  return put(state, 'file', {
    id: randomUUID(),
    name: bare,
    mimetype,
    extension: extname(bare).slice(1).toLowerCase(),
    size: content.byteLength,
    contentBase64: Buffer.from(content).toString('base64'),
  })
}

/** Where the app serves a file. */
export function filePath(file: StoredFile): string {
  return `/files/${file.id}/${encodeURIComponent(file.name)}`
}
