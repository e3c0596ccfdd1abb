import { createSecretKey, randomBytes } from 'node:crypto'
import type { PlainData } from '@hubward/plugin'
import { SealError } from './seal-error.ts'
import { KEY_BYTES, openBytesUnder, sealBytesUnder } from './sealer.ts'

/**
 * Seals the chunks of one file, under a key of its own: so whoever gets the file gets it by sealing a few
 * bytes anew, whatever its size.
 */
export interface FileSealer {
  /** @param number the chunk's: it opens in no other place. */
  seal(number: number, bytes: Uint8Array): Buffer
  /** @throws SealError */
  open(number: number, sealed: Buffer): Buffer
}

/** What stands sealed at a file. */
export interface FileHead {
  readonly name: string
  /** 32 bytes in base64url. */
  readonly key: string
}

export function makeFileHead(name: string): FileHead {
  return { name, key: randomBytes(KEY_BYTES).toString('base64url') }
}

/** @throws SealError */
export function asFileHead(data: PlainData): FileHead {
  if (typeof data === 'object' && data !== null && 'name' in data && 'key' in data) {
    return { name: String(data.name), key: String(data.key) }
  }
  throw new SealError('What is sealed of a file is not its name and key.')
}

/** Nothing stands in front of what it seals: there is one key. */
const NO_PREFIX = Buffer.alloc(0)

export function createFileSealer(reference: string, head: FileHead): FileSealer {
  const key = createSecretKey(head.key, 'base64url')
  const rowOf = (number: number) => `${reference}:${number}`
  return {
    seal: (number, bytes) =>
      sealBytesUnder(key, NO_PREFIX, 'file_chunks.sealed_bytes', rowOf(number), bytes),
    open: (number, sealed) =>
      openBytesUnder(key, 0, 'file_chunks.sealed_bytes', rowOf(number), sealed),
  }
}
