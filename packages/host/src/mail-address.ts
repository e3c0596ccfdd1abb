import { domainToASCII } from 'node:url'

/** Mailboxes where dots in front of the @ make no difference. */
const DOTLESS = new Set(['gmail.com', 'googlemail.com'])

/**
 * A domain as mail servers are told it. What is counted, and what its owner agreed to or refused, goes by
 * the same: no other way of writing it is another address.
 */
export function asciiDomain(domain: string): string {
  return (domainToASCII(domain) || domain).toLowerCase().replace(/\.+$/, '')
}

/**
 * One name for all addresses that lead to one mailbox, for limits and for what its owner said: capitals,
 * a tag such as `name+tag@`, and dots at Gmail make no other mailbox. Nothing is sent to this form of it.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = asciiDomain(address.slice(at + 1))
  const local = address.slice(0, at).toLowerCase()
  const [name = ''] = local.split('+', 1)
  const untagged = name === '' ? local : name
  if (!DOTLESS.has(domain)) return `${untagged}@${domain}`
  return `${untagged.replaceAll('.', '')}@gmail.com`
}
