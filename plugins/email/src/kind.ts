import { headerOf } from './mime.ts'
import type { Mail } from './parse-mail.ts'

/** Who speaks in a mail, as far as it says so itself. */
export type Kind = 'person' | 'automatic' | 'list' | 'bounce'

const DAEMON = /^(mailer-daemon|mail-daemon|postmaster)@/i

/** What kind of mail it is: RFC 3464 (bounces), RFC 2919 and 2369 (lists), RFC 3834 (automatic mail). */
export function kindOf({ head, from, types }: Mail): Kind {
  const header = (name: string) => headerOf(head, name).slice(0, 500).toLowerCase()
  const isReport = header('content-type').includes('report-type=delivery-status')
  const isFromNobody = /^\s*<\s*>/.test(header('return-path'))
  const tellsOfDelivery =
    types.has('message/delivery-status') || types.has('message/global-delivery-status')
  const isDaemon = from !== undefined && DAEMON.test(from.address)
  if (tellsOfDelivery || isReport || (isDaemon && (isFromNobody || hasFailed(header)))) {
    return 'bounce'
  }
  const precedence = header('precedence').trim()
  const isList = ['list-id', 'list-post', 'list-unsubscribe'].some((name) => header(name) !== '')
  if (isList || /^(list|bulk)$/.test(precedence)) return 'list'
  const submitted = header('auto-submitted').trim()
  const isAutomatic =
    (submitted !== '' && !submitted.startsWith('no')) ||
    /^(auto_reply|auto-reply|junk)$/.test(precedence) ||
    header('x-autoreply') !== '' ||
    header('x-autorespond') !== '' ||
    types.has('message/disposition-notification') ||
    isFromNobody ||
    isDaemon
  return isAutomatic ? 'automatic' : 'person'
}

function hasFailed(header: (name: string) => string): boolean {
  return header('x-failed-recipients') !== ''
}

/** Whether an answer to it would be read by a program, which may answer in turn. */
export function isAnsweringMachine({ head }: Mail): boolean {
  const submitted = headerOf(head, 'auto-submitted').slice(0, 100).toLowerCase().trim()
  const precedence = headerOf(head, 'precedence').slice(0, 100).toLowerCase().trim()
  return (
    submitted.startsWith('auto-replied') ||
    /^(auto_reply|auto-reply)$/.test(precedence) ||
    headerOf(head, 'x-autoreply') !== '' ||
    headerOf(head, 'x-autorespond') !== '' ||
    /^\s*<\s*>/.test(headerOf(head, 'return-path'))
  )
}
