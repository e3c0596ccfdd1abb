import { createHash } from 'node:crypto'
import { SocialHubClient } from '@hubward/socialhub'
import { ImapFlow } from 'imapflow'
import PostalMime from 'postal-mime'

// What somebody would write first: each mail read whole, parsed, posted, and forgotten.

const { apiUrl, accessToken, port, user, password, ca } = JSON.parse(process.argv[2] ?? '{}')
const socialhub = new SocialHubClient({ apiUrl, accessToken })
const imap = new ImapFlow({
  host: 'localhost',
  port,
  secure: true,
  auth: { user, pass: password },
  tls: { ca },
  logger: false,
})
await imap.connect()
await imap.mailboxOpen('INBOX')
// A host that runs has its programs loaded, too.
const began = performance.now()
let count = 0
for await (const { source } of imap.fetch('1:*', { source: true })) {
  const mail = await PostalMime.parse(source ?? '')
  await socialhub.createTicket({
    interaction: {
      networkItemId: createHash('sha256')
        .update(mail.messageId ?? '')
        .digest('hex'),
      message: `${mail.subject}\n\n${mail.text}`.slice(0, 10_000),
      interactor: { interactorId: mail.from?.address ?? '', name: mail.from?.name ?? '' },
    },
  })
  count++
}
await imap.logout()
process.send?.({ count, tookMs: performance.now() - began })
// Whoever asked looks at how much memory this took, and ends it.
setInterval(() => undefined, 60_000)
