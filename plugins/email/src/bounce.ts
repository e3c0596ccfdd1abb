import { plainAddress } from './addresses.ts'
import { readMessageId, readReferences } from './ids.ts'
import type { Mail } from './parse-mail.ts'

/** What became of a mail on its way to one recipient. */
export interface Undelivered {
  readonly recipient: string
  /** The server's own sentence. */
  readonly says: string
  /** True where it is still being tried. */
  readonly delayed: boolean
}

/** A report about a mail that was not delivered (RFC 3464). */
export interface Bounce {
  /** The mails that it may be about, the likeliest first. */
  readonly about: readonly string[]
  readonly undelivered: readonly Undelivered[]
}

const RECIPIENTS_LIMIT = 20
const SAYS_LIMIT_CHARACTERS = 500

/** Reads what a report says; servers that write in their own way are understood as far as headers go. */
export function readBounce({ reports, head, inReplyTo, references }: Mail): Bounce {
  const undelivered: Undelivered[] = []
  const about: string[] = []
  for (const { mimeType, text } of reports) {
    if (mimeType.endsWith('delivery-status')) undelivered.push(...readStatus(text))
    else about.push(...idsIn(text))
  }
  if (undelivered.length === 0) {
    const failed = head.headers ? head.headers.getFirst('x-failed-recipients').slice(0, 2_000) : ''
    for (const one of failed.split(',')) {
      const recipient = plainAddress(one.trim())
      if (recipient) undelivered.push({ recipient, says: '', delayed: false })
    }
  }
  const named = [...(inReplyTo === undefined ? [] : [inReplyTo]), ...references.toReversed()]
  return {
    about: [...new Set([...about, ...named])],
    undelivered: undelivered.slice(0, RECIPIENTS_LIMIT),
  }
}

/** A block for the mail, and one for each recipient. */
function readStatus(text: string): readonly Undelivered[] {
  return unfolded(text)
    .split(/\r?\n\s*\r?\n/)
    .slice(0, RECIPIENTS_LIMIT + 1)
    .flatMap((block) => {
      const action = fieldOf(block, 'action').toLowerCase()
      if (!/^(failed|delayed)/.test(action)) return []
      const recipient = fieldOf(block, 'original-recipient') || fieldOf(block, 'final-recipient')
      const says = fieldOf(block, 'diagnostic-code') || fieldOf(block, 'status')
      return {
        recipient: valueAfterType(recipient).slice(0, 320),
        says: valueAfterType(says).slice(0, SAYS_LIMIT_CHARACTERS),
        delayed: action.startsWith('delayed'),
      }
    })
}

/** `rfc822; ada@example.org`, `smtp; 550 no such user`. */
function valueAfterType(value: string): string {
  return value.replace(/^[\w-]{1,30}\s*;\s*/, '').trim()
}

function fieldOf(block: string, name: string): string {
  const line = block.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name}:`))
  return line === undefined ? '' : line.slice(name.length + 1).trim()
}

/** The ids in the headers of what came back. */
function idsIn(headers: string): readonly string[] {
  const [block = ''] = unfolded(headers).split(/\r?\n\s*\r?\n/)
  const own = readMessageId(fieldOf(block, 'message-id'))
  const former = readReferences(fieldOf(block, 'references'))
  return [...(own === undefined ? [] : [own]), ...former.toReversed()]
}

function unfolded(text: string): string {
  return text
    .slice(0, 64_000)
    .trimStart()
    .replace(/\r?\n[ \t]+/g, ' ')
}
