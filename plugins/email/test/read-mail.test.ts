import { PluginError } from '@hubward/plugin'
import t from 'tap'
import { withoutHistory } from '../src/history.ts'
import { htmlToNewText, htmlToText } from '../src/html-text.ts'
import { readInvitation } from '../src/invitation.ts'
import { mediaReference } from '../src/media.ts'
import { parseMail } from '../src/parse-mail.ts'
import { type ReadOptions, readMail } from '../src/read-mail.ts'
import { ADDRESS, aMail } from './fixtures/servers.ts'

const options: ReadOptions = {
  address: ADDRESS,
  networkId: ADDRESS,
  arrivedTime: '2026-11-30T10:00:00.000Z',
  language: 'en',
  wanted: { automaticMail: false, mailingLists: false, unknownBounces: false },
  mediaUrl: (part) => `https://host.test/media/${part}`,
}

async function read(raw: string | Uint8Array, more: Partial<ReadOptions> = {}) {
  return await readMail(typeof raw === 'string' ? Buffer.from(raw) : raw, { ...options, ...more })
}

async function message(raw: string | Uint8Array, more: Partial<ReadOptions> = {}) {
  const result = await read(raw, more)
  if (result.kind !== 'message') throw new Error(`set aside: ${result.reason}`)
  return result.message
}

const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n`
const plain = { 'Content-Transfer-Encoding': '8bit' }
const answer = { ...plain, 'In-Reply-To': '<question@shop.example>' }

t.test('a mail becomes a Ticket with sender, subject and who else got it', async (t) => {
  const raw = aMail('Good day', {
    headers: {
      'Message-ID': '<one@customer.example>',
      Subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
      To: `Shop <${ADDRESS}>, "Bob, B." <bob@customer.example>`,
      Cc: 'carol@customer.example',
    },
  })
  t.match(await message(raw), {
    interaction: {
      networkItemId: 'one@customer.example',
      message: 'Good day',
      root: undefined,
      interactor: {
        interactorId: 'ada@customer.example',
        name: 'Ada Lovelace <ada@customer.example>',
      },
    },
    marks: {
      subject: 'Grüße',
      to: ['Bob, B. <bob@customer.example>'],
      cc: ['carol@customer.example'],
    },
  })
})

t.test('threads follow ids, and never the subject', async (t) => {
  const alike = aMail('x', { headers: { Subject: 'Re: Question' } })
  t.equal((await message(alike)).interaction.root, undefined)
  const headers = {
    References: '<first@a.example> <second@a.example>',
    'In-Reply-To': '<second@a.example>',
  }
  const third = await message(aMail('x', { headers }))
  t.equal(third.interaction.root?.rootId, 'first@a.example')
  const asked: string[][] = []
  const known = await message(aMail('x', { headers: { 'In-Reply-To': '<second@a.example>' } }), {
    threadOf: async (ids) => {
      asked.push([...ids])
      return 'the-first'
    },
  })
  t.equal(known.interaction.root?.rootId, 'the-first')
  t.same(asked, [['second@a.example']])
})

t.test('what was written before is cut, and the whole is attached', async (t) => {
  const cases = [
    'Thank you!\n\nOn Mon, 30 Nov 2026 at 10:00, Shop <info@shop.example> wrote:\n> Good day\n> Shop',
    'Thank you!\n\nAm 30.11.26 um 10:00 schrieb Shop:\n> Guten Tag',
    'Thank you!\n\nLe lun. 30 nov. 2026 à 10:00, Shop <info@shop.example> a écrit :\n\n> Bonjour',
    'Thank you!\n\n-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: Ada\nSubject: Hello\n\nGood day',
    'Thank you!\n\n________________________________\nVon: Shop <info@shop.example>\nGesendet: Montag\nAn: Ada\nBetreff: Hallo\n\nGuten Tag',
    'Thank you!\n\nOn Mon, 30 Nov 2026 at 10:00, Somebody with a long name\n<info@shop.example> wrote:\n\n> Good day',
  ]
  for (const text of cases) {
    const { interaction } = await message(aMail(text, { headers: answer }))
    t.match(interaction.message, /^Thank you!\n\n\[What was written before is left out/)
    t.match(interaction.attachments, [{ url: /\/text$/, name: 'whole-text.txt' }])
  }
})

t.test('answers between quoted lines stay, and so does what is forwarded', async (t) => {
  const between = 'On Mon, 30 Nov 2026, Shop wrote:\n> Which size?\nLarge.\n> Which colour?\nRed.'
  const stays = await message(aMail(between, { headers: answer }))
  t.equal(stays.interaction.message, between)
  t.equal(stays.interaction.attachments, undefined)
  const forwarded =
    'See below.\n\n-----Original Message-----\nFrom: Bob\nSent: x\nSubject: y\n\nThe point'
  const fwd = await message(aMail(forwarded, { headers: { ...answer, Subject: 'Fwd: Hello' } }))
  t.match(fwd.interaction.message, /The point/)
  const only = '> only\n> quoted'
  t.equal((await message(aMail(only, { headers: answer }))).interaction.message, only)
})

t.test('HTML becomes text, without scripts and without what its program quoted', async (t) => {
  const html =
    '<html><head><title>no</title><style>p{}</style></head><body><p>Good <b>day</b> &amp; more</p>' +
    '<p><a href="https://a.example/x">link</a> <a href="javascript:alert(1)">bad</a></p>' +
    '<script>alert(1)</script><div class="gmail_quote">On Monday wrote:<blockquote>old</blockquote></div></body></html>'
  const headers = { ...answer, 'Content-Type': 'text/html; charset=utf-8' }
  const { interaction } = await message(aMail(html, { headers }))
  t.match(interaction.message, /^Good day & more\n\nlink \(https:\/\/a\.example\/x\) bad\n\n\[What/)
  t.notMatch(interaction.message, /alert|old|javascript/)
})

function mixed(...parts: readonly (readonly string[])[]): string {
  return lines(
    'From: Ada <ada@customer.example>',
    `To: ${ADDRESS}`,
    'Message-ID: <mixed@customer.example>',
    'Subject: Files',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    ...parts.flatMap((part) => ['--outer', ...part]),
    '--outer--',
  )
}

t.test(
  'of alternatives the plain text is shown; files, pictures and invitations come along',
  async (t) => {
    const picture = Buffer.alloc(3_000, 7).toString('base64')
    const raw = mixed(
      [
        'Content-Type: multipart/alternative; boundary=inner',
        '',
        '--inner',
        'Content-Type: text/plain',
        '',
        'Plain words',
        '--inner',
        'Content-Type: text/html',
        '',
        '<p>Marked words</p>',
        '--inner--',
      ],
      [
        'Content-Type: image/png',
        'Content-Disposition: inline',
        'Content-ID: <pic>',
        'Content-Transfer-Encoding: base64',
        '',
        picture,
      ],
      [
        "Content-Type: application/pdf; name*=utf-8''Rechnung%20%C3%84.pdf",
        'Content-Disposition: attachment',
        'Content-Transfer-Encoding: base64',
        '',
        'JVBERi0=',
      ],
      [
        'Content-Type: text/calendar; method=REQUEST',
        '',
        'BEGIN:VCALENDAR',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        'SUMMARY:Lunch\\, then work',
        'DTSTART:20261201T110000Z',
        'LOCATION:Berlin',
        'END:VEVENT',
        'END:VCALENDAR',
      ],
      [
        'Content-Type: message/rfc822',
        '',
        'Subject: inside',
        'Content-Type: text/plain',
        '',
        'not to be read as text',
      ],
    )
    const { interaction } = await message(raw)
    t.equal(
      interaction.message,
      'Invitation: Lunch, then work – 2026-12-01 11:00 UTC – Berlin\n\nPlain words',
    )
    t.equal(interaction.pictures?.length, 1)
    t.match(interaction.attachments, [
      { name: 'Rechnung Ä.pdf', size: 5, mimeType: 'application/pdf' },
      { name: 'invitation.ics' },
      { name: 'attached-mail.eml', mimeType: 'message/rfc822' },
    ])
  },
)

t.test('a colon within quotes ends no name in an invitation', async (t) => {
  const calendar = lines(
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'SUMMARY;ALTREP="https://shop.example/1":Summer: a party',
    'LOCATION;X-TITLE="never closed:The yard',
    'END:VEVENT',
    'END:VCALENDAR',
  )
  t.equal(readInvitation(calendar)?.summary, 'Summer: a party')
  t.equal(readInvitation(calendar)?.place, 'The yard')
})

t.test('a report is kept up to its limit, and the Ticket says that there is more', async (t) => {
  const report = (text: string) =>
    lines('From: ada@customer.example', 'Content-Type: text/calendar', '', text)
  const short = await parseMail(Buffer.from(report('x'.repeat(63_000))))
  t.equal(short?.cut, false)
  const long = await parseMail(Buffer.from(report(`${'x'.repeat(70)}\r\n`.repeat(2_000))))
  t.equal(long?.reports[0]?.text.length, 64_000)
  t.equal(long?.cut, true)
  t.match((await message(report('x'.repeat(200_000)))).interaction.message, /\[.*more/)
})

t.test('of a mail in pieces, a fault of its source is no fault of the mail', async (t) => {
  async function* broken() {
    yield Buffer.from('From: ada@customer.example\r\n\r\nGood d')
    throw new PluginError('unavailable', { message: 'the connection ended' })
  }
  await t.rejects(readMail(broken(), options), { code: 'unavailable' })
})

t.test('of a mail in pieces, a fault of the parser sets the mail aside', async (t) => {
  async function* unreadable() {
    yield Buffer.from('From: ada@customer.example\r\n\r\nGood day')
    // No bytes: what reads them fails.
    yield { length: 3 } as Uint8Array
  }
  t.match(await readMail(unreadable(), options), { kind: 'set-aside', reason: /can’t be read/ })
})

t.test('encrypted, signed and winmail.dat are named', async (t) => {
  const signed = mixed(
    ['Content-Type: text/plain', '', 'Words'],
    ['Content-Type: application/pgp-signature; name=signature.asc', '', 'x'],
  ).replace('multipart/mixed', 'multipart/signed')
  const { interaction } = await message(signed)
  t.match(interaction.message, /^Words\n\n\[This mail is signed/)
  t.equal(interaction.attachments, undefined)
  const headers = { 'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data' }
  const encrypted = await message(aMail('sealed', { headers }))
  t.match(encrypted.interaction.message, /encrypted/)
  t.match(encrypted.interaction.attachments?.at(-1), { name: 'mail.eml' })
  const winmail = mixed(['Content-Type: application/ms-tnef; name=winmail.dat', '', 'x'])
  t.match((await message(winmail)).interaction.message, /winmail\.dat/)
})

t.test(
  'automatic mail, lists and unknown bounces are left out unless they are wanted',
  async (t) => {
    const kinds = [
      [{ 'Auto-Submitted': 'auto-replied' }, /automatic/, 'automaticMail'],
      [{ 'Return-Path': '<>' }, /automatic/, 'automaticMail'],
      [{ Precedence: 'bulk' }, /list/, 'mailingLists'],
      [{ 'List-Unsubscribe': '<https://a.example/u>' }, /list/, 'mailingLists'],
      [
        { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=x' },
        /delivery/,
        'unknownBounces',
      ],
    ] as const
    for (const [headers, reason, setting] of kinds) {
      const raw = aMail('x', { headers })
      t.match(await read(raw), { kind: 'set-aside', reason })
      const wanted = { ...options.wanted, [setting]: true }
      t.match(await read(raw, { wanted }), {
        kind: 'message',
        message: { marks: { automatic: true } },
      })
    }
    t.equal((await read(aMail('x', { headers: { 'Auto-Submitted': 'no' } }))).kind, 'message')
  },
)

t.test(
  'a bounce of an answer of ours stands in its thread, with the server’s sentence',
  async (t) => {
    const ours = `hubward-${'a'.repeat(40)}@shop.example`
    const raw = lines(
      'Return-Path: <>',
      'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
      `To: ${ADDRESS}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <bounce@mx.example>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'I am sorry.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; ada@customer.example',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 <ada@customer.example>:',
      '  User unknown',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: <${ours}>`,
      'References: <first@customer.example>',
      'Subject: Re: Question',
      '',
      'Our answer',
      '--b--',
    )
    const threadOf = async (ids: readonly string[]) => (ids[0] === ours ? 'the-first' : undefined)
    const { interaction, reference } = await message(raw, { threadOf })
    t.equal(interaction.root?.rootId, 'the-first')
    t.match(
      interaction.message,
      /^Not delivered to ada@customer\.example: 550 5\.1\.1 <ada@customer\.example>: User unknown/,
    )
    t.match(reference, { unanswerable: true })
  },
)

t.test(
  'an answer whose id the provider has written over is known by the one that we gave',
  async (t) => {
    const ours = `hubward-${'b'.repeat(40)}@shop.example`
    const headers = {
      'Message-ID': '<PROD123@outlook.example>',
      'X-Microsoft-Original-Message-ID': `<${ours}>`,
    }
    const own = await message(aMail('x', { headers, from: ADDRESS }), { own: true })
    t.equal(own.interaction.networkItemId, ours)
    const forged = await message(aMail('x', { headers }))
    t.equal(forged.interaction.networkItemId, 'PROD123@outlook.example')
    const claimed = { 'Message-ID': `<${ours}>` }
    const stranger = await message(aMail('x', { headers: claimed, from: ADDRESS }))
    t.equal(stranger.own, undefined, 'nobody is the Channel by saying so')
  },
)

t.test('broken mail becomes a Ticket all the same', async (t) => {
  const latin = Buffer.concat([
    Buffer.from('From: a@b.example\r\nContent-Type: text/plain; charset=no-such-thing\r\n\r\n'),
    Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]),
  ])
  t.equal((await message(latin)).interaction.message, 'Grüße')
  const two = lines('Message-ID: <one@a.example>', 'Message-ID: <two@a.example>', '', 'x')
  t.match(await message(two), {
    interaction: { networkItemId: 'one@a.example', interactor: { name: 'Unknown sender' } },
  })
  const none = await message(lines('From: a@b.example', 'Date: tomorrow', '', 'no id'))
  t.match(none.interaction.networkItemId, /^mail-[0-9a-f]{40}$/)
  t.match(await read(''), { kind: 'set-aside' })
  t.match((await message('no headers at all')).interaction.attachments, [{ name: 'mail.eml' }])
})

t.test('10,000 parts, 50 MB and endless headers cost no more than what is kept', async (t) => {
  const parts = Array.from({ length: 10_000 }, () => ['Content-Type: text/plain', '', 'part'])
  const many = await message(mixed(...parts))
  t.match(many.interaction.message, /^part\n\npart[\s\S]*more parts than are shown/)
  const endless = `From: a@b.example\r\n${'X-A: b\r\n'.repeat(200_000)}\r\nText`
  t.ok(await read(endless))
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  async function* large() {
    yield Buffer.from('From: a@b.example\r\nSubject: large\r\n\r\n')
    for (let bytes = 0; bytes < 50_000_000; bytes += 78_000) {
      yield Buffer.from(`${'x'.repeat(76)}\r\n`.repeat(1_000))
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
  }
  const result = await readMail(large(), options)
  t.equal(result.kind, 'message')
  t.ok(most < 40_000_000, 'not all of it is held')
})

t.test('an id that no note has room for is none', async (t) => {
  for (const sign of ['\u0001', '€']) {
    const asked: string[] = []
    const headers = { 'Message-ID': `<${sign.repeat(800)}>`, 'Content-Type': 'text/plain' }
    const read = await message(aMail('x', { headers, file: Buffer.from('file') }), {
      mediaUrl: (part, { messageId }) => {
        asked.push(mediaReference({ messageId, folder: 'INBOX', validity: '1', uid: 1 }, part))
        return `https://host.test/media/${part}`
      },
    })
    t.match(read.interaction.networkItemId, /^mail-/)
    t.ok(asked.length > 0 && asked.every((one) => Buffer.byteLength(one) <= 2_048))
  }
})

t.test(
  'a mail of which no Ticket can be made is set aside, and its words are not told',
  async (t) => {
    const mediaUrl = () => {
      throw new TypeError('Words of the mail')
    }
    t.match(await read(aMail('x', { file: Buffer.from('file') }), { mediaUrl }), {
      kind: 'set-aside',
      reason: 'it can’t be made a Ticket: TypeError',
      id: /^mail-\d+@customer\.example$/,
    })
  },
)

t.test('a report of twenty long refusals and a long text fit a Ticket', async (t) => {
  const failed = Array.from({ length: 20 }, (_, place) =>
    lines(
      `Final-Recipient: rfc822; ${'r'.repeat(200)}${place}@a.example`,
      'Action: failed',
      `Diagnostic-Code: smtp; 550 ${'no '.repeat(160)}`,
      '',
    ),
  )
  const raw = lines(
    'From: MAILER-DAEMON@a.example',
    `Reply-To: ${Array.from({ length: 5 }, (_, place) => `${'n'.repeat(60)}${place}@${'d'.repeat(60)}.example`).join(', ')}`,
    'Message-ID: <bounce@a.example>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Long text. '.repeat(1_000),
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; a.example',
    '',
    failed.join('\r\n'),
    '--b--',
  )
  const wanted = { automaticMail: true, mailingLists: true, unknownBounces: true }
  const { interaction } = await message(raw, { wanted })
  const said = interaction.message ?? ''
  t.ok(said.length <= 10_000, `${said.length} characters`)
  t.match(
    said,
    /^Not delivered to r+0@[\s\S]+Long text\.[\s\S]+\[Answers go to: n[\s\S]+Shortened here; the whole text is attached\.\]$/,
  )
})

t.test('text that consists of attributions, or of tags, is looked through once', async (t) => {
  const attribution = 'On Monday, Ada wrote:\n'
  const attributions = attribution.repeat(9_000)
  const mine = `Words\n${attributions}> old\nmine\nmine`
  t.equal(withoutHistory(mine), mine)
  // The last but one: the line behind an attribution may belong to it, and all else is quoted.
  const kept = `Words\n${attribution.repeat(8_998)}`.trimEnd()
  t.equal(withoutHistory(`Words\n${attributions}> old`), kept)
  const tags = '<i></i>'.repeat(6_000)
  for (const convert of [htmlToText, htmlToNewText]) {
    t.equal(convert(`${tags}words`), 'words')
    t.equal(convert(`Words${tags}${tags}behind`), 'Words', 'so many tags are no text')
  }
})
