import { encodedWord, type Header, mail, usual } from '../compose.ts'
import { type Kind, kind, kinds } from '../odd-mail.ts'

/** What is missing, doubled, empty or broken above the text. */
export const headers: readonly Kind[] = [
  ...kinds<Readonly<Record<string, string | null>>>(
    'headers',
    {
      'no date': { Date: null },
      'a date that is none': { Date: 'yesterday, I think' },
      'an empty date': { Date: '' },
      'a date beyond calendars': { Date: 'Mon, 16 Nov 275760 09:30:00 +0000' },
      'a date before computers': { Date: 'Mon, 01 Jan 0001 00:00:00 +0000' },
      'a date in fifty years': { Date: 'Mon, 16 Nov 2076 09:30:00 +0000' },
      'a zone that is none': { Date: 'Mon, 16 Nov 2026 09:30:00 MARS' },
      'no from': { From: null },
      'an empty from': { From: '' },
      'a from without an address': { From: 'Ada Lovelace' },
      'a from of a group': { From: 'Undisclosed: ;' },
      'a from with a comma in its name': { From: 'Lovelace, Ada <ada@customer.example>' },
      'a from with an open quote': { From: '"Ada Lovelace <ada@customer.example>' },
      'no message-id': { 'Message-ID': null },
      'an empty message-id': { 'Message-ID': '' },
      'a message-id without brackets': { 'Message-ID': 'no brackets at all' },
      'a message-id with spaces': { 'Message-ID': '< spaced out @ customer.example >' },
      'a message-id of 5,000 characters': { 'Message-ID': `<${'i'.repeat(5_000)}@a.example>` },
      'references that are none': {
        References: 'see my last mail, and <unclosed',
        'In-Reply-To': '<',
      },
      'an answer to itself': {
        'Message-ID': '<self@a.example>',
        'In-Reply-To': '<self@a.example>',
      },
      'no to': { To: null },
      'hidden recipients': { To: 'undisclosed-recipients:;' },
      'a header without a value': { 'X-Nothing': '' },
      'a MIME version that is none': { 'MIME-Version': 'two and a half' },
      'a content type that is none': { 'Content-Type': ';;;=;"' },
      'a content type that nobody knows': { 'Content-Type': 'hologram/3d' },
      'a transfer encoding that nobody knows': { 'Content-Transfer-Encoding': 'rot13' },
    },
    (changed, chance) => {
      const word = chance.word()
      const isUnknown = changed['Content-Type'] === 'hologram/3d'
      return {
        raw: mail(usual(word, changed), `Good day, ${word}.\r\n`),
        expected: isUnknown ? { subject: 'A question' } : { says: [word], subject: 'A question' },
      }
    },
  ),
  kind('headers: no subject', 1, (chance) => {
    const word = chance.word()
    return { raw: mail(usual(word, { Subject: null }), word), expected: { says: [word] } }
  }),
  kind('headers: two of each', 4, (chance, number) => {
    const word = chance.word()
    const twice: Header[] = [
      ['Subject', 'A question'],
      ['From', 'Bob <bob@other.example>'],
      ['Message-ID', `<second-${word}@other.example>`],
      ['Date', 'Tue, 17 Nov 2026 09:30:00 +0100'],
    ]
    const doubled = twice.slice(0, number + 1)
    return { raw: mail([...usual(word), ...doubled], word), expected: { says: [word] } }
  }),
  kind('headers: 32 To and 32 Cc fields', 1, (chance) => {
    const word = chance.word()
    const many = Array.from({ length: 32 }, (_, at): Header[] => [
      ['To', `Person ${at} <p${at}@a.example>`],
      ['Cc', `Copy ${at} <c${at}@a.example>`],
    ])
    return { raw: mail([...usual(word), ...many.flat()], word), expected: { says: [word] } }
  }),
  kind('headers: 5,000 recipients', 1, (chance) => {
    const word = chance.word()
    const many = Array.from({ length: 5_000 }, (_, at) => `Person ${at} <p${at}@a.example>`)
    const changed = { To: many.join(',\r\n '), Cc: many.join(',\r\n ') }
    return { raw: mail(usual(word, changed), word), expected: { says: [word] } }
  }),
  kind('headers: NUL bytes', 2, (chance, number) => {
    const word = chance.word()
    const changed =
      number === 0 ? { Subject: 'A \0 question' } : { From: 'A\0da <ada@customer.example>' }
    return { raw: mail(usual(word, changed), `Good\0 day, ${word}`), expected: { says: [word] } }
  }),
  kind('headers: 8-bit in them, undeclared', 2, (chance, number) => {
    const word = chance.word()
    const encoding = number === 0 ? 'utf8' : 'latin1'
    const raw = mail(usual(word, { Subject: '§', From: '§ <ada@customer.example>' }), word)
    const [before, name = '', after] = raw.toString('latin1').split('Â§')
    const letters = Buffer.from('Grüße', encoding)
    return {
      raw: Buffer.concat([
        Buffer.from(before ?? '', 'latin1'),
        letters,
        Buffer.from(name, 'latin1'),
        letters,
        Buffer.from(after ?? '', 'latin1'),
      ]),
      expected: { says: number === 0 ? [word, 'Grüße'] : [word] },
    }
  }),
  kind('headers: bidirectional signs and nothing to see', 3, (chance, number) => {
    const word = chance.word()
    const [Subject = '', From = ''] =
      [
        [encodedWord('\u202efdp.eciovni'), `${encodedWord('\u202eadA')} <ada@customer.example>`],
        [encodedWord('\u200b\u200b'), `${encodedWord('\u2060')} <ada@customer.example>`],
        [
          encodedWord('\u2066\u2066\u2066a'),
          `${encodedWord('\u202e\u202d')} <ada@customer.example>`,
        ],
      ][number] ?? []
    return {
      raw: mail(usual(word, { Subject, From }), word),
      expected: { says: [word], hides: ['\u202e', '\u2066'] },
    }
  }),
  kind('headers: of 1 MB', 4, (chance, number) => {
    const word = chance.word()
    const long = 'x'.repeat(1_000_000)
    const changed = [
      { Subject: long },
      { From: `"${long}" <ada@customer.example>` },
      { 'X-Trace': long },
      {
        References: Array.from({ length: 30_000 }, (_, at) => `<${at}@long.example>`).join('\r\n '),
      },
    ][number]
    return {
      raw: mail(usual(word, changed), word),
      expected: { says: number === 0 ? [] : [word], asideIf: /header/i },
    }
  }),
  kind('headers: 20,000 of them', 1, (chance) => {
    const word = chance.word()
    const many = Array.from({ length: 20_000 }, (_, at): Header => [`X-Hop-${at}`, 'passed'])
    return {
      raw: mail([...many, ...usual(word)], word),
      expected: { says: [word], asideIf: /header/i },
    }
  }),
  kind('headers: a line without a colon among them', 1, (chance) => {
    const word = chance.word()
    const [head = '', body = ''] = mail(usual(word), word).toString().split('\r\n\r\n')
    return {
      raw: Buffer.from(`From ada Mon Nov 16\r\nno colon here\r\n${head}\r\n\r\n${body}`),
      expected: { says: [word] },
    }
  }),
  kind('headers: folded in every place', 1, (chance) => {
    const word = chance.word()
    const changed = {
      Subject: '\r\n A\r\n\t question',
      From: '\r\n Ada\r\n Lovelace\r\n <ada@customer.example>',
    }
    return {
      raw: mail(usual(word, changed), word),
      expected: { says: [word], subject: 'A question', address: 'ada@customer.example' },
    }
  }),
]
