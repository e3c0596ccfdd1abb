import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createServer, type TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import type { Test } from 'tap'

/** The name in the certificate, which no DNS knows. */
export const NAME = 'mail.provider.example'

/** What is answered to a line that fits; the first rule that does counts. A tag is put before the last line of an answer, where the protocol has tags. */
export type Rules = readonly (readonly [RegExp, string | readonly string[]])[]

/** A server that says what a provider's documentation says that it says. */
export interface ScriptedServer {
  readonly port: number
  readonly ca: string
  /** Every line that came in. */
  readonly heard: string[]
}

const { cert, private: key } = await generate([{ name: 'commonName', value: NAME }], {
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] }],
})

/** What every server of IMAP answers, unless the rules say otherwise. */
const USUAL: Rules = [
  [
    /^CAPABILITY/i,
    ['* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR SPECIAL-USE', 'OK done'],
  ],
  // Which sign separates folders.
  [/^LIST "" ""/i, ['* LIST (\\Noselect) "/" ""', 'OK done']],
  [/^LIST/i, ['* LIST (\\HasNoChildren) "/" "INBOX"', 'OK done']],
  [/^(SELECT|EXAMINE)/i, ['* 0 EXISTS', '* OK [UIDVALIDITY 1]', '* OK [UIDNEXT 1]', 'OK done']],
  [/^LOGOUT/i, ['* BYE', 'OK done']],
  [/./, 'OK done'],
]

/** @param rules for what stands behind the tag, or for a whole line that has none. */
export function scriptedImap(t: Test, rules: Rules): Promise<ScriptedServer> {
  return listening(t, '* OK ready', (line, say) => {
    const [, tag, command] = /^([0-9A-F]+) (.*)$/.exec(line) ?? []
    const fitting = [...rules, ...USUAL].find(([pattern]) => pattern.test(command ?? line))
    const answer = [fitting?.[1] ?? []].flat()
    for (const [place, text] of answer.entries()) {
      const isLast = place === answer.length - 1
      const isWhole = !isLast || /^[+*] /.test(text)
      say(isWhole ? text : `${tag ?? lastTag} ${text}`)
    }
    if (tag !== undefined) lastTag = tag
  })
}
let lastTag = ''

/** @param rules for each command, and for the dot that ends a mail. */
export function scriptedSmtp(t: Test, rules: Rules): Promise<ScriptedServer> {
  let isMail = false
  const usual: Rules = [
    [/^EHLO/i, ['250-ready', '250-AUTH LOGIN PLAIN XOAUTH2', '250 SIZE 35882577']],
    [/^AUTH/i, '235 2.7.0 Accepted'],
    [/^DATA/i, '354 Go ahead'],
    [/^QUIT/i, '221 Bye'],
    [/./, '250 2.1.0 OK'],
  ]
  return listening(t, '220 ready', (line, say) => {
    if (isMail && line !== '.') return
    const answer = [[...rules, ...usual].find(([pattern]) => pattern.test(line))?.[1] ?? []].flat()
    isMail = answer.some((text) => text.startsWith('354'))
    for (const text of answer) say(text)
  })
}

async function listening(
  t: Test,
  greeting: string,
  answer: (line: string, say: (text: string) => void) => void,
): Promise<ScriptedServer> {
  const heard: string[] = []
  const sockets = new Set<TLSSocket>()
  const server = createServer({ cert, key }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const say = (text: string) => void socket.write(`${text}\r\n`)
    createInterface({ input: socket }).on('line', (line) => {
      heard.push(line)
      answer(line, say)
    })
    say(greeting)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, ca: cert, heard }
}
