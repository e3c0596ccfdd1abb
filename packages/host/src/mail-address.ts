/** Mailboxes where dots in front of the @ make no difference. */
const DOTLESS = new Set(['gmail.com', 'googlemail.com'])

/**
 * One name for all addresses that lead to one mailbox, for limits and for what its owner said: capitals,
 * a tag such as `name+tag@`, and dots at Gmail make no other mailbox. Nothing is sent to this form of it.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1).toLowerCase()
  const local = address.slice(0, at).toLowerCase()
  const [name = ''] = local.split('+', 1)
  const untagged = name === '' ? local : name
  if (!DOTLESS.has(domain)) return `${untagged}@${domain}`
  return `${untagged.replaceAll('.', '')}@gmail.com`
}
