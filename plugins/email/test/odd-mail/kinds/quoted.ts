import { type Header, mail, usual } from '../compose.ts'
import { type Kind, kind } from '../odd-mail.ts'

/** How a program announces what it quotes, by language: lines of text. */
const IN_TEXT: Readonly<Record<string, readonly string[]>> = {
  'Gmail en': ['On Mon, Nov 16, 2026 at 9:30 AM Shop <info@shop.example> wrote:'],
  'Gmail en, on two lines': [
    'On Mon, Nov 16, 2026 at 9:30 AM Shop and its many friends',
    '<info@shop.example> wrote:',
  ],
  'Gmail de': ['Am Mo., 16. Nov. 2026 um 09:30 Uhr schrieb Shop <info@shop.example>:'],
  'Gmail fr': ['Le lun. 16 nov. 2026 à 09:30, Shop <info@shop.example> a écrit :'],
  'Apple en': ['> On 16. Nov 2026, at 09:30, Shop <info@shop.example> wrote:', '>'],
  'Apple de': ['Am 16.11.2026 um 09:30 schrieb Shop <info@shop.example>:', ''],
  'Apple fr': ['Le 16 nov. 2026 à 09:30, Shop <info@shop.example> a écrit :', ''],
  'Thunderbird en': ['On 11/16/26 09:30, Shop wrote:'],
  'Thunderbird de': ['Am 16.11.26 um 09:30 schrieb Shop:'],
  'Thunderbird fr': ['Le 16/11/2026 à 09:30, Shop a écrit :'],
}

/** Outlook quotes without signs: a head of fields, and then everything. */
const OUTLOOK: Readonly<Record<string, readonly string[]>> = {
  'Outlook en': [
    'From: Shop <info@shop.example>',
    'Sent: Monday, November 16, 2026 9:30 AM',
    'To: Ada Lovelace <ada@customer.example>',
    'Subject: Re: A question',
  ],
  'Outlook de': [
    'Von: Shop <info@shop.example>',
    'Gesendet: Montag, 16. November 2026 09:30',
    'An: Ada Lovelace <ada@customer.example>',
    'Betreff: AW: Eine Frage',
  ],
  'Outlook fr': [
    'De : Shop <info@shop.example>',
    'Envoyé : lundi 16 novembre 2026 09:30',
    'À : Ada Lovelace <ada@customer.example>',
    'Objet : RE: Une question',
  ],
}

const OUTLOOK_LINES: readonly string[] = [
  '-----Original Message-----',
  '-----Ursprüngliche Nachricht-----',
  '-----Message d’origine-----',
  '________________________________',
]

const TEXT = ['Content-Type', 'text/plain; charset=utf-8'] as const
const HTML = ['Content-Type', 'text/html; charset=utf-8'] as const

/** History is below answers only: whoever begins a conversation means every word. */
function answering(id: string): Header[] {
  return usual(id, {
    Subject: 'Re: A question',
    'In-Reply-To': '<earlier@shop.example>',
    References: '<first@customer.example> <earlier@shop.example>',
  })
}

/** Answers with the history that programs put below them. */
export const quoted: readonly Kind[] = [
  ...Object.entries(IN_TEXT).map(([program, lines]) =>
    kind(`history in text: ${program}`, 1, (chance) => {
      const [answer, old] = [chance.word(), chance.word()]
      const text = [`Thank you, ${answer}.`, '', ...lines, `> Dear Ada, ${old}.`, '> Regards', '']
      return {
        raw: mail([...answering(answer), TEXT], text.join('\r\n')),
        expected: { says: [answer], cuts: [old] },
      }
    }),
  ),
  ...Object.entries(OUTLOOK).map(([program, lines]) =>
    kind(`history in text: ${program}`, 2, (chance, number) => {
      const [answer, old] = [chance.word(), chance.word()]
      const separator = number === 0 ? '' : (OUTLOOK_LINES[number] ?? '')
      const text = [`Thank you, ${answer}.`, '', separator, ...lines, '', `Dear Ada, ${old}.`, '']
      return {
        raw: mail([...answering(answer), TEXT], text.join('\r\n')),
        expected: { says: [answer], cuts: [old] },
      }
    }),
  ),
  ...OUTLOOK_LINES.map((line) =>
    kind(`history in text: ${line}`, 1, (chance) => {
      const [answer, old] = [chance.word(), chance.word()]
      const head = OUTLOOK['Outlook en'] ?? []
      const text = [`Thank you, ${answer}.`, '', line, ...head, '', `Dear Ada, ${old}.`, '']
      return {
        raw: mail([...answering(answer), TEXT], text.join('\r\n')),
        expected: { says: [answer], cuts: [old] },
      }
    }),
  ),
  ...Object.entries({
    Gmail: (old: string) =>
      `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 16, 2026 at 9:30 AM Shop &lt;<a href="mailto:info@shop.example">info@shop.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0"><div>Dear Ada, ${old}.</div></blockquote></div>`,
    'Outlook on the web': (old: string) =>
      `<div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>Von:</b> Shop &lt;info@shop.example&gt;<br><b>Gesendet:</b> Montag, 16. November 2026 09:30<br><b>An:</b> Ada<br><b>Betreff:</b> AW: Eine Frage</div><div>Dear Ada, ${old}.</div>`,
    'Outlook for Windows': (old: string) =>
      `<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Shop &lt;info@shop.example&gt; <br><b>Sent:</b> Monday, November 16, 2026 9:30 AM<br><b>To:</b> Ada<br><b>Subject:</b> Re: A question</p></div></div><p class="MsoNormal">Dear Ada, ${old}.</p>`,
    Apple: (old: string) =>
      `<div><br><blockquote type="cite"><div>Am 16.11.2026 um 09:30 schrieb Shop &lt;info@shop.example&gt;:</div><br><div>Dear Ada, ${old}.</div></blockquote></div>`,
    Thunderbird: (old: string) =>
      `<div class="moz-cite-prefix">Le 16/11/2026 à 09:30, Shop a écrit :<br></div><blockquote type="cite" cite="mid:1@shop.example"><p>Dear Ada, ${old}.</p></blockquote>`,
    Yahoo: (old: string) =>
      `<div id="ydp1yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, November 16, 2026 at 09:30:00 AM GMT+1, Shop &lt;info@shop.example&gt; wrote:</div><div>Dear Ada, ${old}.</div></div>`,
  }).map(([program, history]) =>
    kind(`history in HTML: ${program}`, 1, (chance) => {
      const [answer, old] = [chance.word(), chance.word()]
      const html = `<html><body><div>Thank you, ${answer}.</div>${history(old)}</body></html>`
      return {
        raw: mail([...answering(answer), HTML], html),
        expected: { says: [answer], cuts: [old] },
      }
    }),
  ),
  kind('answers between quoted lines stay', 1, (chance) => {
    const [first, second] = [chance.word(), chance.word()]
    const text = [
      'On Mon, Nov 16, 2026 at 9:30 AM Shop <info@shop.example> wrote:',
      '> Which colour?',
      '',
      `Blue, ${first}.`,
      '',
      '> Which size?',
      '',
      `Large, ${second}.`,
      '',
    ]
    return {
      raw: mail([...answering(first), TEXT], text.join('\r\n')),
      expected: { says: [first, second] },
    }
  }),
  kind('an answer below what it quotes stays', 1, (chance) => {
    const answer = chance.word()
    const lines = [
      'On 11/16/26 09:30, Shop wrote:',
      '> Dear Ada,',
      '> which colour?',
      '',
      `Blue, ${answer}.`,
    ]
    return {
      raw: mail([...answering(answer), TEXT], lines.join('\r\n')),
      expected: { says: [answer] },
    }
  }),
  kind('a mail that is nothing but history still says something', 1, (chance) => {
    const old = chance.word()
    const lines = ['On 11/16/26 09:30, Shop wrote:', `> Dear Ada, ${old}`]
    return { raw: mail([...answering(old), TEXT], lines.join('\r\n')), expected: { says: [old] } }
  }),
  kind('a person’s own words are no history', 4, (chance, number) => {
    const word = chance.word()
    const texts = [
      `From: the bottom of my heart, thank you!\r\n${word}`,
      `On Monday I wrote: where is my parcel?\r\n${word}`,
      `> 3 is what I wrote in the form\r\n${word}`,
      `________________________________\r\nThat line is from my form.\r\n${word}`,
    ]
    return {
      raw: mail([...answering(word), TEXT], texts[number] ?? ''),
      expected: { says: [word] },
    }
  }),
  kind('a mail that was passed on keeps what was passed on', 2, (chance, number) => {
    const [note, old] = [chance.word(), chance.word()]
    const line =
      number === 0 ? '---------- Forwarded message ---------' : 'Begin forwarded message:'
    const text = [
      note,
      '',
      line,
      'From: Bob <bob@other.example>',
      'Subject: Look',
      '',
      `See ${old}.`,
    ]
    return {
      raw: mail([...usual(note, { Subject: 'Fwd: Look' }), TEXT], text.join('\r\n')),
      expected: { says: [note, old] },
    }
  }),
  kind('history of 100 answers', 1, (chance) => {
    const answer = chance.word()
    const text = [`Thank you, ${answer}.`]
    for (let depth = 1; depth <= 100; depth++) {
      const signs = '>'.repeat(depth)
      text.push(
        `${signs.slice(1)} On Mon, Nov 16, 2026 at 9:30 AM Shop <info@shop.example> wrote:`,
        `${signs} and again`,
      )
    }
    return {
      raw: mail([...answering(answer), TEXT], text.join('\r\n')),
      expected: { says: [answer], cuts: ['and again'] },
    }
  }),
  kind('quote signs without end', 1, (chance) => {
    const word = chance.word()
    const text = `${word}\r\n${`${'>'.repeat(5_000)}\r\n`.repeat(200)}`
    return { raw: mail([...answering(word), TEXT], text), expected: { says: [word] } }
  }),
]

/** What names its thread. */
export const threads: readonly Kind[] = [
  kind('a thread by References', 1, (chance) => {
    const word = chance.word()
    const changed = {
      References: '<first@customer.example>\r\n <second@shop.example>',
      'In-Reply-To': '<second@shop.example>',
    }
    return {
      raw: mail(usual(word, changed), word),
      expected: { says: [word], thread: '<first@customer.example>' },
    }
  }),
  kind('a thread by In-Reply-To alone', 1, (chance) => {
    const word = chance.word()
    return {
      raw: mail(usual(word, { 'In-Reply-To': '<first@customer.example>' }), word),
      expected: { says: [word], thread: '<first@customer.example>' },
    }
  }),
  kind('a subject alone makes no thread', 1, (chance) => {
    const word = chance.word()
    return {
      raw: mail(usual(word, { Subject: 'Re: A question' }), word),
      expected: { says: [word], thread: '' },
    }
  }),
]
