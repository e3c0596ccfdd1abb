import type { Message } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import { itemIdOf } from '../src/ids.ts'
import email from '../src/index.ts'
import { type ReadOptions, readMail } from '../src/read-mail.ts'
import { ALL_KINDS } from './odd-mail/all-kinds.ts'
import { MAILBOX, mail, usual } from './odd-mail/compose.ts'
import { differences } from './odd-mail/differences.ts'
import { oddMails } from './odd-mail/odd-mail.ts'
import { mailsOfPython, needsMailsOfPython } from './odd-mail/python-mails.ts'

// Whatever arrives is a Ticket that the host takes, or is set aside with a reason.

t.setTimeout(600_000)

/** `ODD_MAIL_SEED=7` makes others of the same kinds. */
const SEED = Number(process.env.ODD_MAIL_SEED ?? 1)
const MB = 1_024 ** 2
/** Larger than any server takes. */
const HUGE_BYTES = 200 * MB

const OPTIONS: ReadOptions = {
  address: MAILBOX,
  networkId: MAILBOX,
  arrivedTime: '2026-11-16T08:30:05.000Z',
  language: 'en',
  wanted: { automaticMail: true, mailingLists: true, unknownBounces: true },
  mediaUrl: (part) => `https://host.example/media/${part}`,
}

t.test('each odd mail is a Ticket that says what it must, or is set aside', async (t) => {
  const border = throughBorder()
  let count = 0
  let setAside = 0
  for (const { kind, raw, expected } of oddMails(ALL_KINDS, SEED)) {
    count++
    const read = await readMail(raw, OPTIONS)
    if (read.kind === 'set-aside') {
      setAside++
      t.match(read.reason, expected.asideIf ?? /never/, `${kind}: set aside`)
      continue
    }
    await border.takes(t, kind, read.message)
    const wrong = differences(read.message, expected, itemIdOf)
    t.same(wrong, [], `${kind}: says what it must`)
  }
  t.comment(`${count} mails of ${ALL_KINDS.length} kinds, ${setAside} set aside`)
  t.ok(count >= 200)
})

t.test('memory doesn’t grow with a mail', async (t) => {
  for (const type of ['text/plain', 'text/html', 'application/zip', 'message/rfc822']) {
    const before = usedBytes()
    let most = 0
    const head = mail([...usual('huge'), ['Content-Type', type]])
    const line = Buffer.from(`${'All work and no play. '.repeat(3)}\r\n`.repeat(1_000))
    async function* arriving() {
      yield head
      for (let sentBytes = 0; sentBytes < HUGE_BYTES; sentBytes += line.length) {
        yield line
        most = Math.max(most, usedBytes() - before)
      }
    }
    await readMail(arriving(), OPTIONS)
    t.ok(most < HUGE_BYTES / 2, `${type}: ${Math.round(most / MB)} MB for ${HUGE_BYTES / MB}`)
  }
})

t.test('the mails that Python’s parser is tested with', needsMailsOfPython(), async (t) => {
  const border = throughBorder()
  const mails = mailsOfPython()
  for (const { name, raw } of mails) {
    const read = await readMail(raw, OPTIONS)
    if (read.kind === 'set-aside') t.ok(read.reason, `${name}: ${read.reason}`)
    else await border.takes(t, name, read.message)
  }
  t.ok(mails.length >= 40)
})

/** What is checked between a plugin and its host, as a host does it. */
function throughBorder() {
  let brought: Message[] = []
  const position = { since: OPTIONS.arrivedTime, inbox: null, sent: null }
  const host = new TestHost({
    ...email,
    fetchMessages: async () => ({ messages: brought, position, more: false }),
  })
  const server = { host: 'mail.shop.example', port: 993, tls: 'implicit' } as const
  const channel = host.addChannel({
    channelSettings: {
      automaticMail: true,
      mailingLists: true,
      unknownBounces: true,
      sentElsewhere: true,
    },
    credentials: { address: MAILBOX, user: MAILBOX, password: 'x', imap: server, smtp: server },
  })
  return {
    async takes(t: Test, what: string, message: Message) {
      brought = [message]
      const taken = await channel.fetch().catch((error: Error) => error.message)
      t.equal(typeof taken === 'string' ? taken : taken.length, 1, `${what}: the host takes it`)
    },
  }
}

function usedBytes(): number {
  return process.memoryUsage().heapUsed + process.memoryUsage().external
}
