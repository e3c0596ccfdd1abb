import { encodedWord, file, mail, multipart, part, usual } from '../compose.ts'
import { type Kind, kind, kinds } from '../odd-mail.ts'

/** "Grüße" and the like, as bytes of each charset. Written down, for Node writes few of them. */
const CHARSETS: Readonly<Record<string, { readonly bytes: string; readonly says: string }>> = {
  'iso-8859-1': { bytes: '4772fcdf65', says: 'Grüße' },
  'iso-8859-15': { bytes: 'a43130', says: '€10' },
  'windows-1252': { bytes: '934772fcdf6594', says: '“Grüße”' },
  'windows-1251': { bytes: 'cff0e8e2e5f2', says: 'Привет' },
  'koi8-r': { bytes: 'f0d2c9d7c5d4', says: 'Привет' },
  shift_jis: { bytes: '82b182f182c982bf82cd', says: 'こんにちは' },
  'euc-jp': { bytes: 'a4b3a4f3a4cba4c1a4cf', says: 'こんにちは' },
  'iso-2022-jp': { bytes: '1b244224332473244b2441244f1b2842', says: 'こんにちは' },
  gb2312: { bytes: 'c4e3bac3', says: '你好' },
  gb18030: { bytes: 'c4e3bac3', says: '你好' },
  big5: { bytes: 'a741a66e', says: '你好' },
  'euc-kr': { bytes: 'bec8b3e7', says: '안녕' },
  macintosh: { bytes: '47729fa765', says: 'Grüße' },
  utf8: { bytes: '4772c3bcc39f65', says: 'Grüße' },
  'UTF-8//IGNORE': { bytes: '4772c3bcc39f65', says: '' },
  'x-unknown': { bytes: '4772fcdf65', says: '' },
  '': { bytes: '4772c3bcc39f65', says: '' },
  '../../../etc/passwd': { bytes: '4772fcdf65', says: '' },
}

/** Charsets, transfer encodings, words encoded by RFC 2047 and 2231. */
export const letters: readonly Kind[] = [
  ...Object.entries(CHARSETS).map(([charset, { bytes, says }]) =>
    kind(`charset: ${charset || 'empty'}`, 1, (chance) => {
      const word = chance.word()
      const body = Buffer.concat([Buffer.from(`${word} `), Buffer.from(bytes, 'hex')])
      return {
        raw: mail([...usual(word), ['Content-Type', `text/plain; charset="${charset}"`]], body),
        expected: { says: says === '' ? [word] : [word, says] },
      }
    }),
  ),
  ...kinds(
    'charset that lies',
    {
      'us-ascii with UTF-8': ['us-ascii', 'utf8', 'Grüße'],
      'utf-8 with Latin 1': ['utf-8', 'latin1', ''],
      'latin 1 with UTF-8': ['iso-8859-1', 'utf8', ''],
      'utf-7': ['utf-7', 'utf8', ''],
      'utf-16 with UTF-8': ['utf-16', 'utf8', ''],
    } satisfies Record<string, readonly [string, BufferEncoding, string]>,
    ([charset, encoding, says], chance) => {
      const word = chance.word()
      return {
        raw: mail(
          [...usual(word), ['Content-Type', `text/plain; charset=${charset}`]],
          Buffer.from(`${word} Grüße`, encoding),
        ),
        expected:
          charset === 'utf-16' ? { subject: 'A question' } : { says: says ? [word, says] : [word] },
      }
    },
  ),
  ...kinds(
    'base64',
    {
      'without padding': (text: string) => text.replace(/=+$/, ''),
      'with blanks in it': (text: string) => text.replace(/(.{5})/g, '$1 '),
      'with foreign signs in it': (text: string) => text.replace(/(.{8})/g, '$1*!'),
      'with padding in the middle': (text: string) => `${text}\r\n${btoa('and more')}`,
      'with one letter too much': (text: string) => `${text.replace(/=+$/, '')}\r\nA`,
      'on one line': (text: string) => text,
      'with a footer of a list below': (text: string) =>
        `${text}\r\n_______________\r\nList of all\r\nhttps://list.example/`,
    },
    (broken, chance) => {
      const word = chance.word()
      const headers = [...usual(word), ['Content-Transfer-Encoding', 'base64'] as const]
      return {
        raw: mail(headers, broken(btoa(`Good day, ${word}. And so on.`))),
        expected: { says: [word] },
      }
    },
  ),
  ...kinds(
    'quoted-printable',
    {
      'with half an escape': 'Good day =C',
      'with an escape that is none': 'Good =ZZ day',
      'with an equals sign at the end': 'Good day=',
      'with lower case': 'Gr=c3=bc=c3=9fe',
      'with a line of 100,000 characters': `${'y'.repeat(100_000)}=`,
    },
    (text, chance) => {
      const word = chance.word()
      return {
        raw: mail(
          [
            ...usual(word),
            ['Content-Type', 'text/plain; charset=utf-8'],
            ['Content-Transfer-Encoding', 'quoted-printable'],
          ],
          `${word} ${text}`,
        ),
        expected: { says: text.includes('=c3') ? [word, 'Grüße'] : [word] },
      }
    },
  ),
  ...kinds(
    'encoded words',
    {
      'one that is right': [encodedWord('Grüße'), 'Grüße'],
      'a letter in two halves': ['=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=', 'Grüße'],
      'Q with blanks': ['=?utf-8?Q?Gr=C3=BC=C3=9Fe an alle?=', ''],
      'without the end': ['=?utf-8?Q?Gr=C3=BC', ''],
      'of a charset nobody knows': ['=?x-klingon?B?R3LDvMOfZQ==?=', ''],
      'of an encoding nobody knows': ['=?utf-8?X?abc?=', ''],
      'within a word': [`Re:${encodedWord('Grüße')}!`, 'Grüße'],
      'within quotes': [`"${encodedWord('Grüße')}"`, 'Grüße'],
      'within another': [encodedWord(encodedWord('Grüße')), ''],
      'with a line break inside': ['=?utf-8?Q?Hello=0D=0ABcc:_everybody@a.example?=', ''],
      'with NULs inside': ['=?utf-8?Q?Hello=00=00?=', 'Hello'],
      '10,000 of them': [Array(10_000).fill(encodedWord('Grüße')).join('\r\n '), 'Grüße'],
      'in lower case, with a language': ['=?iso-8859-1*de?q?Gr=FC=DFe?=', 'Grüße'],
    } satisfies Record<string, readonly [string, string]>,
    ([subject, says], chance) => {
      const word = chance.word()
      const From = `${subject.slice(0, 500)} <ada@customer.example>`
      return {
        raw: mail(usual(word, { Subject: subject, From }), word),
        expected: { says: says === '' ? [word] : [word, says] },
      }
    },
  ),
  kind('encoded words: an address that pretends', 1, (chance) => {
    const word = chance.word()
    // The decoded word looks like an address; the sender is whoever stands in the brackets.
    const From = `${encodedWord('boss@shop.example')} <mallory@evil.example>`
    return {
      raw: mail(usual(word, { From }), word),
      expected: { says: [word], address: 'mallory@evil.example' },
    }
  }),
  ...kinds(
    'file names',
    {
      'by RFC 2231': [`filename*=utf-8''Gr%C3%BC%C3%9Fe.txt`, 'Grüße.txt'],
      'by RFC 2231 in pieces': [
        `filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9F; filename*2="e.txt"`,
        'Grüße.txt',
      ],
      'by RFC 2047, which is forbidden': [`filename="${encodedWord('Grüße.txt')}"`, 'Grüße.txt'],
      'as raw UTF-8': ['filename="Grüße.txt"', 'Grüße.txt'],
      'that lead elsewhere': ['filename="../../../etc/cron.d/x.txt"', ''],
      'with a NUL': ['filename="a\0b.txt"', ''],
      'that read backwards': [`filename*=utf-8''%E2%80%AEtxt.exe`, ''],
      'of 10,000 characters': [`filename="${'n'.repeat(10_000)}.txt"`, ''],
      'that are empty': ['filename=""', ''],
      'that are missing': ['', ''],
      'of Windows': ['filename="C:\\Users\\ada\\notes.txt"', ''],
    } satisfies Record<string, readonly [string, string]>,
    ([disposition, name], chance) => {
      const word = chance.word()
      const attached = part('application/octet-stream', 'content', [
        ['Content-Disposition', disposition ? `attachment; ${disposition}` : 'attachment'],
      ])
      const { type, body } = multipart('mixed', [part('text/plain', word), attached])
      return {
        raw: mail([...usual(word), ['Content-Type', type]], body),
        expected: { says: [word], hides: ['\u202e', '../'], ...(name !== '' && { files: [name] }) },
      }
    },
  ),
  kind('file names: the same three times', 1, (chance) => {
    const word = chance.word()
    const one = file('text/plain', 'notes.txt', Buffer.from('note'))
    const { type, body } = multipart('mixed', [part('text/plain', word), one, one, one])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: [word], files: ['notes.txt', 'notes.txt', 'notes.txt'] },
    }
  }),
]
