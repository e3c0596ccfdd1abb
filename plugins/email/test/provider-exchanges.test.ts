import { PluginError } from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import email from '../src/index.ts'
import {
  NAME,
  type Rules,
  scriptedImap,
  scriptedSmtp,
} from './provider-exchanges/scripted-server.ts'

// What Gmail and Microsoft 365 say as far as we know their documentation, and what has to
// follow. Nobody has played it against the providers themselves.

t.setTimeout(300_000)

const ADDRESS = 'info@shop.example'
const REFERENCE = {
  messageId: 'first@customer.example',
  references: [],
  subject: 'A question',
  to: [{ name: 'Ada', address: 'ada@customer.example' }],
  cc: [],
}

/** A mailbox at a provider that answers so. */
async function mailbox(
  t: Test,
  { imap = [], smtp = [], token }: { imap?: Rules; smtp?: Rules; token?: string },
) {
  const [imapServer, smtpServer] = [await scriptedImap(t, imap), await scriptedSmtp(t, smtp)]
  const at = (port: number) => ({ host: '127.0.0.1', port, tls: 'implicit' }) as const
  const servers = { imap: at(imapServer.port), smtp: at(smtpServer.port) }
  const known = { domains: ['shop.example'], ca: imapServer.ca, servername: NAME, ...servers }
  const host = new TestHost(email, { settings: { providers: [known] } })
  const channel = host.addChannel({
    channelSettings: {
      automaticMail: false,
      mailingLists: false,
      unknownBounces: false,
      sentElsewhere: true,
    },
    credentials: {
      ...{ address: ADDRESS, user: ADDRESS, ...servers },
      ...(token === undefined ? { password: 'secret' } : { accessToken: token, oauth: 'generic' }),
    },
    channel: { networkId: ADDRESS },
  })
  return {
    heard: { imap: imapServer.heard, smtp: smtpServer.heard },
    fetching: () => failureOf(channel.fetch()),
    replying: () =>
      failureOf(
        channel.reply({
          inReplyTo: {
            networkItemId: 'first@customer.example',
            reference: REFERENCE,
            rootId: null,
          },
          actionId: 'reply',
          option: 'sender',
          text: 'An answer',
        }),
      ),
  }
}

async function failureOf(call: Promise<unknown>): Promise<PluginError | undefined> {
  try {
    await call
    return undefined
  } catch (thrown) {
    if (thrown instanceof PluginError) return thrown
    throw thrown
  }
}

/** What is said at a login at IMAP, what that means, and what the Customer reads. */
const IMAP_LOGINS: readonly (readonly [string, string, RegExp?])[] = [
  ['NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'authentication'],
  [
    'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
    'authentication',
    /app password/,
  ],
  [
    'NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)',
    'authentication',
    /does not let mail programs/,
  ],
  ['NO [ALERT] Too many simultaneous connections. (Failure)', 'unavailable'],
  ['NO [ALERT] Account exceeded command or bandwidth limits. (Failure)', 'unavailable'],
  ['NO LOGIN failed.', 'authentication'],
  ['NO AUTHENTICATE failed.', 'authentication'],
  ['NO [UNAVAILABLE] The server is too busy. Try again later.', 'unavailable'],
  ['BAD Request is throttled. Suggested Backoff Time: 29000 milliseconds', 'unavailable'],
]

t.test(
  'a login at IMAP that is refused ends a grant only where the login itself is bad',
  async (t) => {
    for (const [says, code, sentence] of IMAP_LOGINS) {
      const { fetching } = await mailbox(t, { imap: [[/^(AUTHENTICATE|LOGIN)/i, says]] })
      const failure = await fetching()
      t.equal(failure?.code, code, says)
      if (sentence) t.match(failure?.sentence?.en, sentence)
    }
  },
)

t.test('Microsoft’s “authenticated but not connected” ends nothing', async (t) => {
  const { fetching } = await mailbox(t, {
    imap: [
      [/^(SELECT|EXAMINE|LIST|STATUS|NAMESPACE)/i, 'BAD User is authenticated but not connected.'],
    ],
  })
  t.equal((await fetching())?.code, 'unavailable')
})

t.test('a token that is refused: the error comes as a challenge, which is answered', async (t) => {
  const error = btoa('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')
  const { fetching, heard } = await mailbox(t, {
    token: 'expired',
    imap: [
      [/^AUTHENTICATE XOAUTH2/i, `+ ${error}`],
      [/^(AA==|AQ==|\*)?$/, 'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)'],
    ],
  })
  t.equal((await fetching())?.code, 'authentication')
  const sent =
    heard.imap
      .find((line) => line.includes('XOAUTH2'))
      ?.split(' ')
      .at(-1) ?? ''
  t.equal(atob(sent), `user=${ADDRESS}\x01auth=Bearer expired\x01\x01`)
})

t.test('Gmail’s folders are found by what they are for, in any language', async (t) => {
  const folders = [
    '* LIST (\\HasNoChildren) "/" "INBOX"',
    '* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"',
    '* LIST (\\All \\HasNoChildren) "/" "[Gmail]/Alle Nachrichten"',
    '* LIST (\\HasNoChildren \\Sent) "/" "[Gmail]/Gesendet"',
    '* LIST (\\HasNoChildren \\Junk) "/" "[Gmail]/Spam"',
    '* LIST (\\HasNoChildren \\Trash) "/" "[Gmail]/Papierkorb"',
    'OK done',
  ]
  const { fetching, heard } = await mailbox(t, { imap: [[/^LIST "" "?\*/i, folders]] })
  t.equal(await fetching(), undefined)
  const opened = heard.imap.filter((line) => /\b(SELECT|EXAMINE) /.test(line)).join('\n')
  t.match(opened, /INBOX/)
  t.match(opened, /\[Gmail\]\/Gesendet/)
  t.notMatch(opened, /Alle Nachrichten|Spam|Papierkorb/, 'no mail is read twice, and no junk')
})

/** Where in a conversation at SMTP what is said, what that means, and what the agent reads. */
const SMTP: readonly (readonly [RegExp, readonly string[], string, RegExp?])[] = [
  [
    /^AUTH/,
    [
      '535-5.7.8 Username and Password not accepted. For more information, go to',
      '535 5.7.8  https://support.google.com/mail/?p=BadCredentials',
    ],
    'authentication',
  ],
  [
    /^AUTH/,
    ['534 5.7.9 Application-specific password required.'],
    'authentication',
    /app password/,
  ],
  [/^AUTH/, ['454 4.7.0 Too many login attempts, please try again later.'], 'unavailable'],
  [/^AUTH/, ['454 4.7.0 Cannot authenticate due to a temporary system problem.'], 'unavailable'],
  [/^AUTH/, ['435 4.7.8 Unable to authenticate at present'], 'unavailable'],
  [
    /^AUTH/,
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
    ],
    'authentication',
    /accepts no passwords/,
  ],
  [
    /^MAIL/,
    ['550-5.4.5 Daily user sending limit exceeded.', '550 5.4.5 See the help.'],
    'rejected',
    /Try again later/,
  ],
  [/^MAIL/, ['432 4.3.2 Concurrent connections limit exceeded.'], 'unavailable'],
  [/^MAIL/, ['550 5.1.8 Access denied, bad outbound sender'], 'rejected', /from its address/],
  [/^MAIL/, ['421 4.7.0 Try again later, closing connection.'], 'unavailable'],
  [
    /^RCPT/,
    ['550 5.1.1 The email account that you tried to reach does not exist.'],
    'rejected',
    /does not exist/,
  ],
  [/^RCPT/, ['452 4.2.2 The recipient’s inbox is out of storage space.'], 'unavailable'],
  [
    /^\.$/,
    ['552 5.2.3 Your message exceeded Google’s message size limits.'],
    'invalid',
    /larger than the server takes/,
  ],
  [
    /^\.$/,
    [
      '552-5.7.0 This message was blocked because its content presents a potential',
      '552 5.7.0 security issue.',
    ],
    'rejected',
    /blocked because/,
  ],
  [
    /^\.$/,
    [
      '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed',
    ],
    'rejected',
    /from its address/,
  ],
  [
    /^\.$/,
    ['554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed'],
    'rejected',
    /spam/,
  ],
]

t.test('what is said at SMTP decides who hears of it, and nothing was sent', async (t) => {
  for (const [at, says, code, sentence] of SMTP) {
    const { replying } = await mailbox(t, { smtp: [[at, says]] })
    const failure = await replying()
    t.equal(failure?.code, code, says.join(' '))
    t.equal(failure?.effect, 'none', 'nobody got it')
    if (sentence) t.match(failure?.sentence?.en, sentence)
  }
})
