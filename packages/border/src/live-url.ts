import { PluginError } from '@hubward/plugin'
import { isSignedBy, signatureOf } from './media-url.ts'

const TOPIC_LIMIT_CHARACTERS = 200

/** Stands for a topic of the plugin's, for the host and in addresses: it says nothing of it. */
export function liveIdOf(key: string, topic: string): string {
  if (typeof topic === 'string' && topic.length > 0 && topic.length <= TOPIC_LIMIT_CHARACTERS) {
    return signatureOf(key, `live ${topic}`)
  }
  throw new PluginError('invalid', {
    message: `a topic is text of 1 to ${TOPIC_LIMIT_CHARACTERS} characters`,
    effect: 'none',
  })
}

/** The signature keeps strangers from holding connections for topics that nobody has. */
export function liveUrl(publicUrl: string, integration: string, key: string, id: string): string {
  return `${publicUrl}/live/${integration}/${id}.${signatureOf(key, `live page ${id}`)}`
}

/** Which topic a page may hear of; undefined: the host has never made this address. */
export function liveIdIn(key: string, signed: string): string | undefined {
  const [id = '', signature = ''] = signed.split('.', 2)
  return isSignedBy(key, `live page ${id}`, signature) ? id : undefined
}
