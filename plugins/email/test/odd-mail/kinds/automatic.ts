import { type Header, mail, multipart, part, usual } from '../compose.ts'
import { type Kind, kind, kinds } from '../odd-mail.ts'

/** A report by RFC 3464, around a mail of ours. */
function bounce(
  how: { from: string; says: string; fields: string; original?: string },
  word: string,
): Buffer {
  const { type, body } = multipart('report; report-type=delivery-status', [
    part('text/plain', how.says),
    part('message/delivery-status', how.fields),
    part('text/rfc822-headers', how.original ?? OURS),
  ])
  const changed = {
    From: how.from,
    Subject: 'Undelivered Mail Returned to Sender',
    'Auto-Submitted': 'auto-replied',
    'Return-Path': '<>',
  }
  return mail([...usual(word, changed), ['Content-Type', type]], body)
}

/** The mail of ours that came back. */
const OUR_ID = '<reply-1@shop.example>'
const OURS = `From: info@shop.example\r\nTo: ada@customer.example\r\nSubject: Re: A question\r\nMessage-ID: ${OUR_ID}\r\nReferences: <first@customer.example>\r\n`

/** What programs write: bounces, notes of absence, receipts, lists. */
export const automatic: readonly Kind[] = [
  ...kinds(
    'a bounce',
    {
      'of Postfix': {
        from: 'MAILER-DAEMON@mx.customer.example (Mail Delivery System)',
        says: 'This is the mail system at host mx.customer.example.\r\n\r\n<ada@customer.example>: host mx said: 550 5.1.1 User unknown',
        fields:
          'Reporting-MTA: dns; mx.customer.example\r\n\r\nFinal-Recipient: rfc822; ada@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n',
        why: '550 5.1.1 User unknown',
      },
      'of Exchange': {
        from: 'Microsoft Outlook <postmaster@customer.example>',
        says: 'Your message to ada@customer.example couldn’t be delivered.\r\nThe mailbox is full.',
        fields:
          'Reporting-MTA: dns;AM0PR01.example\r\nReceived-From-MTA: dns;AM0PR02.example\r\n\r\nFinal-Recipient: rfc822;ada@customer.example\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception\r\n',
        why: '5.2.2 mailbox full',
      },
      'of Gmail': {
        from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
        says: '** Address not found **\r\n\r\nYour message wasn’t delivered to ada@customer.example.',
        fields:
          'Reporting-MTA: dns; googlemail.com\r\n\r\nFinal-Recipient: rfc822; ada@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.customer.example\r\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\r\nLast-Attempt-Date: Mon, 16 Nov 2026 00:31:00 -0800 (PST)\r\n',
        why: 'does not exist',
      },
      'of a server that only waits': {
        from: 'Mail Delivery System <Mailer-Daemon@mx.customer.example>',
        says: 'Your message has not been delivered yet. It is tried again.',
        fields:
          'Reporting-MTA: dns; mx.customer.example\r\n\r\nAction: delayed\r\nFinal-Recipient: rfc822;ada@customer.example\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; 451 4.4.1 try again later\r\n',
        why: 'try again later',
      },
      'in UTF-8 (RFC 6533)': {
        from: 'MAILER-DAEMON@mx.customer.example',
        says: 'Not delivered.',
        fields:
          'Reporting-MTA: dns; mx.customer.example\r\n\r\nFinal-Recipient: utf-8; grüße@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 Unbekannter Empfänger\r\n',
        why: '550 Unbekannter',
      },
      'without a reason': {
        from: 'MAILER-DAEMON@mx.customer.example',
        says: 'Not delivered, and nobody knows why.',
        fields: 'Reporting-MTA: dns; mx.customer.example\r\n',
        why: '',
      },
      'with a reason of 200,000 characters': {
        from: 'MAILER-DAEMON@mx.customer.example',
        says: 'Not delivered.',
        fields: `Reporting-MTA: dns; mx.a.example\r\n\r\nFinal-Recipient: rfc822; ada@customer.example\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 ${'no '.repeat(70_000)}\r\n`,
        why: '550 no',
      },
    },
    ({ why, ...how }, chance) => {
      const word = chance.word()
      return {
        raw: bounce(how, word),
        expected: { automatic: true, says: why === '' ? [] : [why] },
      }
    },
  ),
  ...kinds(
    'a bounce that is no report',
    {
      'of qmail': `Hi. This is the qmail-send program at mx.customer.example.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n<ada@customer.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n${OURS}\r\nHello`,
      'of an old Exim': `This message was created automatically by mail delivery software.\r\n\r\n  ada@customer.example\r\n    Unrouteable address\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n\r\n${OURS}\r\nHello`,
    },
    (text, chance) => {
      const word = chance.word()
      const changed = {
        From: 'Mail Delivery System <MAILER-DAEMON@mx.customer.example>',
        Subject: 'failure notice',
        'Return-Path': '<>',
      }
      return { raw: mail(usual(word, changed), text), expected: { automatic: true } }
    },
  ),
  kind('a receipt for reading', 1, (chance) => {
    const word = chance.word()
    const { type, body } = multipart('report; report-type=disposition-notification', [
      part('text/plain', 'Your message was read.'),
      part(
        'message/disposition-notification',
        `Reporting-UA: phone\r\nFinal-Recipient: rfc822;ada@customer.example\r\nOriginal-Message-ID: ${OUR_ID}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n`,
      ),
    ])
    return {
      raw: mail(
        [...usual(word, { Subject: 'Read: Re: A question' }), ['Content-Type', type]],
        body,
      ),
      expected: { automatic: true },
    }
  }),
  kind('a report of abuse (RFC 5965)', 1, (chance) => {
    const word = chance.word()
    const { type, body } = multipart('report; report-type=feedback-report', [
      part('text/plain', 'This is an abuse report.'),
      part(
        'message/feedback-report',
        'Feedback-Type: abuse\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n',
      ),
      part('message/rfc822', OURS),
    ])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: ['This is an abuse report.'] },
    }
  }),
  ...kinds<readonly Header[]>(
    'by a program',
    {
      'a note of absence': [['Auto-Submitted', 'auto-replied']],
      'a note of absence with more': [
        ['Auto-Submitted', 'auto-replied; owner-email="a@a.example"'],
      ],
      'something generated': [['Auto-Submitted', 'auto-generated']],
      'in bulk': [['Precedence', 'bulk']],
      'junk, as it says itself': [['Precedence', 'junk']],
      'an answer of a robot': [['X-Autoreply', 'yes']],
      'an old answer of a robot': [['Precedence', 'auto_reply']],
      'a list': [['List-Id', 'Friends of pots <pots.lists.example>']],
      'a newsletter': [
        ['List-Unsubscribe', '<https://news.example/out>, <mailto:out@news.example>'],
        ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ],
    },
    (headers, chance) => {
      const word = chance.word()
      return {
        raw: mail([...usual(word), ...headers], `Good day, ${word}`),
        expected: { says: [word], automatic: true },
      }
    },
  ),
  ...kinds<readonly Header[]>(
    'by a person, though it looks otherwise',
    {
      'Auto-Submitted: no': [['Auto-Submitted', 'no']],
      'who wants no notes of absence': [['X-Auto-Response-Suppress', 'All']],
      'of high priority': [['X-Priority', '1 (Highest)']],
    },
    (headers, chance) => {
      const word = chance.word()
      return {
        raw: mail([...usual(word), ...headers], `Good day, ${word}`),
        expected: { says: [word], automatic: false },
      }
    },
  ),
]
