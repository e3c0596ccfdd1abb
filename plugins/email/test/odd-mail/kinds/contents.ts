import { base64, file, type Header, mail, multipart, part, usual } from '../compose.ts'
import { type Kind, kind, kinds } from '../odd-mail.ts'

const ICAL = (method: string, word: string) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//EN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    'UID:meeting-1@customer.example',
    'DTSTAMP:20261116T083000Z',
    'DTSTART:20261201T090000Z',
    'DTEND:20261201T100000Z',
    `SUMMARY:${word}`,
    'LOCATION:Room 4',
    'ORGANIZER;CN=Ada Lovelace:mailto:ada@customer.example',
    'ATTENDEE;CN=Shop:mailto:info@shop.example',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')

const VCARD = (word: string) =>
  `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${word}\r\nEMAIL:ada@customer.example\r\nEND:VCARD\r\n`

/** A dot, in a file that is large enough to be no spy. */
const GIF = Buffer.concat([
  Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
  Buffer.alloc(4_000),
])

/** What a mail carries: HTML, pictures, invitations, cards, what is signed or encrypted. */
export const contents: readonly Kind[] = [
  kind('HTML alone', 4, (chance, number) => {
    const word = chance.word()
    const bodies = [
      `<html><head><style>p { color: red }</style><title>t</title></head><body><p>Good day, ${word}</p></body></html>`,
      `<p>Good day, ${word}<script>alert('hidden-script')</script><img src=x onerror="hidden-script"></p>`,
      `<P>Good day, ${word}<BR>No end tags<TABLE><TR><TD>one<TD>two`,
      `<!--[if mso]>hidden-script<![endif]--><div style="display:none">preview</div><p>Good day, ${word} &amp; &eacute;&#x1F41D;`,
    ]
    const html = bodies[number] ?? ''
    return {
      raw: mail([...usual(word), ['Content-Type', 'text/html; charset=utf-8']], html),
      expected: {
        says: number === 3 ? [word, '& é🐝'] : [word],
        hides: ['<p>', '<P>', 'color: red', 'hidden-script', '&eacute;'],
      },
    }
  }),
  kind('HTML and text that differ', 1, (chance) => {
    const word = chance.word()
    const { type, body } = multipart('alternative', [
      part('text/plain', `In plain words: ${word}`),
      part('text/html', '<p>In HTML</p>'),
    ])
    return { raw: mail([...usual(word), ['Content-Type', type]], body), expected: { says: [word] } }
  }),
  kind('an alternative whose text is empty', 1, (chance) => {
    const word = chance.word()
    const { type, body } = multipart('alternative', [
      part('text/plain', ' \r\n'),
      part('text/html', `<p>Only here: ${word}</p>`),
    ])
    return { raw: mail([...usual(word), ['Content-Type', type]], body), expected: { says: [word] } }
  }),
  kind('pictures within HTML', 2, (chance, number) => {
    const word = chance.word()
    const picture = part('image/gif', base64(GIF), [
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-ID', '<picture-1@customer.example>'],
      ['Content-Disposition', 'inline; filename="cup.gif"'],
    ])
    const cid = number === 0 ? 'picture-1@customer.example' : 'nobody@nowhere'
    const html = part('text/html', `<p>${word} <img src="cid:${cid}"></p>`)
    const { type, body } = multipart('related', [html, picture])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: [word], files: ['cup.gif'] },
    }
  }),
  kind('texts between pictures, as Apple’s program writes them', 1, (chance) => {
    const [before, after] = [chance.word(), chance.word()]
    const picture = file('image/gif', 'cup.gif', GIF)
    const { type, body } = multipart('mixed', [
      part('text/plain', before),
      picture,
      part('text/plain', after),
    ])
    return {
      raw: mail([...usual(before), ['Content-Type', type]], body),
      expected: { says: [before, after], files: ['cup.gif'] },
    }
  }),
  kind('an attachment and nothing else', 1, (chance) => ({
    raw: mail(
      [
        ...usual(chance.word(), { Subject: '' }),
        ['Content-Type', 'application/pdf; name="invoice.pdf"'],
        ['Content-Transfer-Encoding', 'base64'],
        ['Content-Disposition', 'attachment; filename="invoice.pdf"'],
      ],
      base64(chance.bytes(500)),
    ),
    expected: { files: ['invoice.pdf'] },
  })),
  ...kinds(
    'format=flowed',
    {
      'soft line ends': [
        'format=flowed',
        (word: string) => `Good \r\nday, \r\n${word}`,
        'Good day, ',
      ],
      'soft line ends with DelSp': [
        'format=flowed; delsp=yes',
        (word: string) => `Go \r\nod day, ${word}`,
        'Good day, ',
      ],
      'stuffed with blanks': [
        'format=flowed',
        (word: string) => ` From here\r\n ${word}`,
        'From here',
      ],
      'a signature': [
        'format=flowed',
        (word: string) => `Good day, ${word}\r\n-- \r\nAda`,
        'Good day, ',
      ],
    } satisfies Record<string, readonly [string, (word: string) => string, string]>,
    ([format, text, says], chance) => {
      const word = chance.word()
      return {
        raw: mail(
          [...usual(word), ['Content-Type', `text/plain; charset=utf-8; ${format}`]],
          text(word),
        ),
        expected: { says: [word, says] },
      }
    },
  ),
  kind('an invitation', 3, (chance, number) => {
    const word = chance.word()
    const method = ['REQUEST', 'CANCEL', 'REPLY'][number] ?? ''
    const { type, body } = multipart('alternative', [
      part('text/plain', 'Please come.'),
      part(`text/calendar; method=${method}; charset=utf-8`, ICAL(method, word)),
    ])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: ['Please come.'] },
    }
  }),
  kind('an invitation and nothing else', 1, (chance) => {
    const word = chance.word()
    const type = 'text/calendar; method=REQUEST; charset=utf-8; name="invite.ics"'
    return {
      raw: mail([...usual(word), ['Content-Type', type]], ICAL('REQUEST', word)),
      expected: { subject: 'A question' },
    }
  }),
  kind('a contact card', 2, (chance, number) => {
    const word = chance.word()
    const card =
      number === 0
        ? file('text/vcard', 'ada.vcf', Buffer.from(VCARD(word)))
        : part('text/x-vcard; name="ada.vcf"', VCARD(word), [
            ['Content-Disposition', 'inline; filename="ada.vcf"'],
          ])
    const { type, body } = multipart('mixed', [part('text/plain', word), card])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: [word], files: ['ada.vcf'] },
    }
  }),
  kind('winmail.dat', 2, (chance, number) => {
    const word = chance.word()
    const tnef = Buffer.concat([Buffer.from('789f3e22', 'hex'), chance.bytes(600)])
    const name = number === 0 ? 'winmail.dat' : 'Part 1.2'
    const { type, body } = multipart('mixed', [
      part('text/plain', word),
      file('application/ms-tnef', name, tnef),
    ])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: [word], files: [name] },
    }
  }),
  kind('signed', 3, (chance, number) => {
    const word = chance.word()
    const [protocol = '', signature = '', name = ''] =
      [
        ['application/pkcs7-signature', 'application/pkcs7-signature', 'smime.p7s'],
        ['application/pgp-signature', 'application/pgp-signature', 'signature.asc'],
        ['application/x-pkcs7-signature', 'application/x-pkcs7-signature', 'smime.p7s'],
      ][number] ?? []
    const { type, body } = multipart(`signed; protocol="${protocol}"; micalg=sha-256`, [
      part('text/plain', `Good day, ${word}`),
      file(signature, name, chance.bytes(400)),
    ])
    return { raw: mail([...usual(word), ['Content-Type', type]], body), expected: { says: [word] } }
  }),
  kind('encrypted', 3, (chance, number) => {
    const word = chance.word()
    if (number === 0) {
      const { type, body } = multipart('encrypted; protocol="application/pgp-encrypted"', [
        part('application/pgp-encrypted', 'Version: 1'),
        part(
          'application/octet-stream; name="encrypted.asc"',
          '-----BEGIN PGP MESSAGE-----\r\n\r\nx',
        ),
      ])
      return {
        raw: mail([...usual(word), ['Content-Type', type]], body),
        expected: { subject: 'A question', files: ['encrypted.asc'] },
      }
    }
    const inline = '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n'
    const type = 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'
    const headers: Header[] = [
      ['Content-Type', type],
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-Disposition', 'attachment; filename="smime.p7m"'],
    ]
    return number === 1
      ? {
          raw: mail([...usual(word), ...headers], base64(chance.bytes(800))),
          expected: { subject: 'A question', files: ['smime.p7m'] },
        }
      : { raw: mail(usual(word), inline), expected: { subject: 'A question' } }
  }),
  kind('signed opaquely', 1, (chance) => {
    const word = chance.word()
    const headers: Header[] = [
      ['Content-Type', 'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'],
      ['Content-Transfer-Encoding', 'base64'],
    ]
    return {
      raw: mail([...usual(word), ...headers], base64(chance.bytes(800))),
      expected: { subject: 'A question', files: ['smime.p7m'] },
    }
  }),
  ...kinds(
    'a type that is rare',
    {
      'a piece of a mail': 'message/partial; id="abc@a.example"; number=1; total=3',
      'a body that is elsewhere':
        'message/external-body; access-type=URL; URL="https://a.example/"',
      'a digest': 'multipart/digest; boundary=edge-of-parts',
      'parts at once': 'multipart/parallel; boundary=edge-of-parts',
      'enriched text': 'text/enriched',
      'rich text': 'application/rtf',
      'a sheet of values': 'text/csv; name="list.csv"',
      'a patch': 'text/x-patch; name="fix.patch"',
      'an AMP page alone': 'text/x-amp-html',
    },
    (type, chance) => {
      const word = chance.word()
      const { body } = multipart('mixed', [part('text/plain', word)])
      return {
        raw: mail(
          [...usual(word), ['Content-Type', type]],
          type.includes('boundary') ? body : word,
        ),
        expected: { subject: 'A question' },
      }
    },
  ),
  kind('Grüße from everywhere', 6, (chance, number) => {
    const word = chance.word()
    const texts = ['👩‍👩‍👧‍👦🏴‍☠️🐝', 'السلام عليكم', 'שלום', '안녕하세요', 'Z̸̡͎̩͔̃a̵l̷g̵o̶'.repeat(50), '𝕬𝖉𝖆']
    const text = texts[number] ?? ''
    return {
      raw: mail([...usual(word), ['Content-Type', 'text/plain; charset=utf-8']], `${word} ${text}`),
      expected: { says: [word, text] },
    }
  }),
  kind('a text longer than a Ticket takes', 2, (chance, number) => {
    const word = chance.word()
    const text = number === 0 ? 'All work and no play. '.repeat(2_000) : '🐝'.repeat(30_000)
    return {
      raw: mail([...usual(word), ['Content-Type', 'text/plain; charset=utf-8']], `${word} ${text}`),
      expected: { says: [word] },
    }
  }),
  kind('a sender of an international domain', 2, (chance, number) => {
    const word = chance.word()
    const address = number === 0 ? 'ada@grüße.example' : 'ada@xn--gre-hoa6j.example'
    return {
      raw: mail(usual(word, { From: `Ada <${address}>` }), word),
      expected: { says: [word], name: 'Ada' },
    }
  }),
]
