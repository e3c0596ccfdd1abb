import type { Sealer } from '../sealing/sealer.ts'
import type { ChannelId } from '../store/ids.ts'

// What stands in mails: signed, so that nothing has to be stored to know them again.

const CONFIRM = 'visitor mail confirm'
const STOP = 'visitor mail stop'
const BOUNCE = 'visitor mail bounce'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const BIGINT = /^(0|[1-9][0-9]{0,17})$/
/** Lower case only, since mail servers may not keep the case. */
const RETURN_PATH_DIGITS = 16

/** @param id of the notice. */
export function confirmToken(sealer: Sealer, id: string): string {
  return `${id}.${sealer.sign(CONFIRM, id)}`
}

/** @returns the notice's id. */
export function readConfirmToken(sealer: Sealer, token: string): string | undefined {
  const [id = '', signature = ''] = token.split('.')
  return UUID.test(id) && sealer.verify(CONFIRM, id, signature) ? id : undefined
}

/** Whose mail is not wanted: of one Channel, or of none at all (0). */
export interface Stop {
  readonly channelId: ChannelId
  readonly addressHash: Buffer
}

/** Works for as long as somebody has the mail: all of it is in the link. */
export function stopToken(sealer: Sealer, { channelId, addressHash }: Stop): string {
  const text = `${channelId}.${addressHash.toString('base64url')}`
  return `${text}.${sealer.sign(STOP, text)}`
}

export function readStopToken(sealer: Sealer, token: string): Stop | undefined {
  const [channelId = '', address = '', signature = ''] = token.split('.')
  if (!BIGINT.test(channelId)) return undefined
  if (!sealer.verify(STOP, `${channelId}.${address}`, signature)) return undefined
  return { channelId, addressHash: Buffer.from(address, 'base64url') }
}

/**
 * Where one mail comes back to when it does not arrive (VERP): `bounces+<its id><signature>@…`.
 *
 * @param address the operator's `visitorMail.bounceAddress`.
 */
export function returnPath(sealer: Sealer, address: string, id: string): string {
  const at = address.lastIndexOf('@')
  const digits = id.replaceAll('-', '')
  return `${address.slice(0, at)}+${digits}${checkDigits(sealer, digits)}${address.slice(at)}`
}

/** The mail whose return path stands anywhere in a text. */
export function readReturnPath(sealer: Sealer, address: string, text: string): string | undefined {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)].map(literally)
  const paths = text.matchAll(new RegExp(`${local}\\+([0-9a-f]{48})@${domain}`, 'gi'))
  for (const [, found = ''] of paths) {
    const digits = found.slice(0, 32).toLowerCase()
    if (found.slice(32).toLowerCase() !== checkDigits(sealer, digits)) continue
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
  return undefined
}

function checkDigits(sealer: Sealer, digits: string): string {
  return sealer.hash(BOUNCE, digits).toString('hex').slice(0, RETURN_PATH_DIGITS)
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')
}
