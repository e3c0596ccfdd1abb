/** A header as it goes over the wire: name and value, which is taken as it is. */
export type Header = readonly [name: string, value: string]

/** Who writes and receives where it doesn't matter. */
const WRITER = 'Ada Lovelace <ada@customer.example>'
export const MAILBOX = 'info@shop.example'

/** Headers of a mail that is in order, each of which can be left out (null) or given another value. */
export function usual(id: string, changed: Readonly<Record<string, string | null>> = {}): Header[] {
  const all: Record<string, string | null> = {
    From: WRITER,
    To: MAILBOX,
    Subject: 'A question',
    Date: 'Mon, 16 Nov 2026 09:30:00 +0100',
    'Message-ID': `<${id}@customer.example>`,
    'MIME-Version': '1.0',
    ...changed,
  }
  return Object.entries(all).filter((header): header is [string, string] => header[1] !== null)
}

/** Headers, an empty line, a body. Text is written as UTF-8; whoever needs other bytes gives them. */
export function mail(headers: readonly Header[], body: string | Buffer = ''): Buffer {
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.from(body)])
}

/** One part of a multipart, with its own headers. */
export function part(type: string, body: string | Buffer, more: readonly Header[] = []): Buffer {
  return mail([['Content-Type', type], ...more], body)
}

/** A file as mail programs send it. */
export function file(type: string, filename: string, content: Buffer): Buffer {
  return part(type, base64(content), [
    ['Content-Transfer-Encoding', 'base64'],
    ['Content-Disposition', `attachment; filename="${filename}"`],
  ])
}

/** The value of Content-Type, and the body that belongs to it. */
export function multipart(
  kind: string,
  parts: readonly Buffer[],
  boundary = 'edge-of-parts',
): { readonly type: string; readonly body: Buffer } {
  const [name = 'mixed', ...parameters] = kind.split('; ')
  const pieces = parts.flatMap((one) => [Buffer.from(`--${boundary}\r\n`), one, CRLF])
  return {
    type: [`multipart/${name}`, ...parameters, `boundary="${boundary}"`].join('; '),
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

const CRLF = Buffer.from('\r\n')

export function base64(content: Buffer): string {
  return (content.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')
}

/** RFC 2047, as a well-behaved program writes it. */
export function encodedWord(text: string): string {
  return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
}
