import { file, mail, multipart, part, usual } from '../compose.ts'
import { type Kind, kind, kinds } from '../odd-mail.ts'

/** Bodies that are cut, nested, endless or empty. */
export const structure: readonly Kind[] = [
  ...kinds(
    'nothing',
    {
      'no byte': '',
      'an empty line': '\r\n',
      'line ends of Unix alone': '\n\n\n',
      'a NUL': '\0',
      spaces: '     ',
      'a header and no body': 'Subject: A question\r\n',
      'every header empty': 'From:\r\nTo:\r\nSubject:\r\nDate:\r\nMessage-ID:\r\n\r\n',
    },
    (text) => ({ raw: Buffer.from(text), expected: { asideIf: /./ } }),
  ),
  kind('structure: an empty body', 1, (chance) => ({
    raw: mail(usual(chance.word())),
    expected: { subject: 'A question' },
  })),
  kind('structure: line ends of Unix', 1, (chance) => {
    const word = chance.word()
    const raw = mail(usual(word), `One\r\n${word}\r\n`).toString().replaceAll('\r\n', '\n')
    return { raw: Buffer.from(raw), expected: { says: [word], subject: 'A question' } }
  }),
  kind('structure: line ends of old Macs in the text', 1, (chance) => {
    const word = chance.word()
    return { raw: mail(usual(word), `One\r${word}\rThree`), expected: { says: [word] } }
  }),
  kind('structure: a multipart that is cut off', 5, (chance, number) => {
    const word = chance.word()
    const { type, body } = multipart('mixed', [
      part('text/plain', `Good day, ${word}.`),
      file('application/pdf', 'invoice.pdf', chance.bytes(3_000)),
    ])
    const whole = mail([...usual(word), ['Content-Type', type]], body)
    const ends = [body.length / 2, 300, 120, 20, 4]
    const raw = whole.subarray(0, whole.length - Math.floor(ends[number] ?? 0))
    return { raw, expected: { says: [word] } }
  }),
  ...kinds(
    'structure: a boundary',
    {
      'that is not named': 'multipart/mixed',
      'that is empty': 'multipart/mixed; boundary=""',
      'that never comes': 'multipart/mixed; boundary="elsewhere"',
      'with an open quote': 'multipart/mixed; boundary="edge-of-parts',
      'of 2,000 characters': `multipart/mixed; boundary="${'e'.repeat(2_000)}"`,
    },
    (type, chance) => {
      const word = chance.word()
      const { body } = multipart('mixed', [part('text/plain', `Good day, ${word}.`)])
      return {
        raw: mail([...usual(word), ['Content-Type', type]], body),
        expected: { subject: 'A question' },
      }
    },
  ),
  kind('structure: multiparts within each other', 3, (chance, number) => {
    const word = chance.word()
    const depth = [20, 500, 10_000][number] ?? 0
    let text = part('text/plain', `Good day, ${word}.`).toString()
    const opening: string[] = []
    const closing: string[] = []
    for (let at = 0; at < depth; at++) {
      opening.push(`Content-Type: multipart/mixed; boundary="b${at}"\r\n\r\n--b${at}\r\n`)
      closing.push(`\r\n--b${at}--`)
    }
    text = `${opening.join('')}${text}${closing.reverse().join('')}`
    const head = mail(usual(word)).toString().trimEnd()
    return {
      raw: Buffer.from(`${head}\r\n${text}\r\n`),
      expected:
        depth === 20 ? { says: [word] } : { subject: 'A question', asideIf: /part|deep|nest/i },
    }
  }),
  kind('structure: 10,000 parts side by side', 2, (chance, number) => {
    const word = chance.word()
    const one =
      number === 0 ? part('text/plain', 'x') : file('image/gif', 'dot.gif', chance.bytes(35))
    const parts = [part('text/plain', word), ...Array.from({ length: 9_999 }, () => one)]
    const { type, body } = multipart('mixed', parts)
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: [word], asideIf: /part/i },
    }
  }),
  kind('structure: 150 parts with headers of 100 kB each', 1, (chance) => {
    const word = chance.word()
    const headers = Array.from({ length: 100 }, (_, n) => [`X-${n}`, 'x'.repeat(1_000)] as const)
    const parts = Array.from({ length: 150 }, (_, at) =>
      part('text/plain', at === 0 ? word : `late-${word}-${at}.`, headers),
    )
    const { type, body } = multipart('mixed', parts)
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      // All headers together have a limit: what is behind it isn't looked at.
      expected: { says: [word], hides: [`late-${word}-20.`] },
    }
  }),
  kind('structure: mails within mails', 3, (chance, number) => {
    const word = chance.word()
    const inner = chance.word()
    let raw = mail(usual(`${word}-0`), `innermost ${inner}`)
    const depth = [1, 20, 1_000][number] ?? 0
    for (let at = 1; at <= depth; at++) {
      const forwarded = part('message/rfc822', raw)
      const { type, body } = multipart(
        'mixed',
        [part('text/plain', `Level ${at}`), forwarded],
        `m${at}`,
      )
      raw = mail([...usual(at === depth ? word : `${word}-${at}`), ['Content-Type', type]], body)
    }
    return {
      raw,
      expected:
        number < 2
          ? { says: [`Level ${depth}`], subject: 'A question' }
          : { subject: 'A question', asideIf: /part|deep|nest/i },
    }
  }),
  kind('structure: a text of 50 MB', 2, (chance, number) => {
    const word = chance.word()
    const line = number === 0 ? 'All work and no play.\r\n' : 'x'
    const body = Buffer.concat([Buffer.from(`${word} `), Buffer.alloc(50 * 1_024 ** 2, line)])
    return {
      raw: mail(usual(word), body),
      expected: { says: [word], asideIf: /large|size|MB|bytes/i },
    }
  }),
  kind('structure: an attachment of 50 MB', 1, (chance) => {
    const word = chance.word()
    const huge = file('application/zip', 'all.zip', Buffer.alloc(37 * 1_024 ** 2, 'z'))
    const { type, body } = multipart('mixed', [part('text/plain', word), huge])
    return {
      raw: mail([...usual(word), ['Content-Type', type]], body),
      expected: { says: [word], files: ['all.zip'], asideIf: /large|size|MB|bytes/i },
    }
  }),
  kind('structure: HTML of 5 MB within 100,000 elements', 2, (chance, number) => {
    const word = chance.word()
    const html =
      number === 0
        ? `<p>${word}</p>${'<div>'.repeat(100_000)}deep${'</div>'.repeat(100_000)}`
        : `<p>${word}</p>${'<table><tr><td>&nbsp;</td></tr></table>'.repeat(130_000)}`
    return {
      raw: mail([...usual(word), ['Content-Type', 'text/html; charset=utf-8']], html),
      expected: { says: number === 0 ? [] : [word], subject: 'A question' },
    }
  }),
  kind('structure: random bytes', 8, (chance) => ({
    raw: chance.bytes(20_000),
    expected: { asideIf: /./ },
  })),
  kind('structure: random bytes below good headers', 8, (chance, number) => {
    const types = ['text/plain', 'text/html', 'multipart/mixed; boundary=a', 'message/rfc822']
    const type = types[number % types.length] ?? 'text/plain'
    const headers = usual(chance.word())
    return {
      raw: mail([...headers, ['Content-Type', type]], chance.bytes(20_000)),
      expected: { subject: 'A question' },
    }
  }),
]
