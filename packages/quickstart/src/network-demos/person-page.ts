import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { refusesStranger } from '../website.ts'
import { type Demo, sentencesFor } from './demo.ts'

/** The longest text that somebody may write here. */
const TEXT_LIMIT = 1_000

export interface PersonPage {
  readonly url: string
  close(): Promise<void>
}

/**
 * A page on which somebody plays the person on the Network: how to connect it, a form to write with, and
 * what stands there. Only this computer reaches it.
 *
 * @param name of the Network, as people read it.
 * @param written called after each message, so that nobody has to wait until it is asked for.
 */
export async function startPersonPage(
  name: string,
  demo: Demo,
  written: () => Promise<unknown>,
): Promise<PersonPage> {
  const server = createServer(async (request, response) => {
    try {
      if (refusesStranger(request, response)) return
      if (request.method === 'POST') {
        const text = new URLSearchParams(await bodyOf(request)).get('text')?.trim() ?? ''
        if (text !== '') {
          await demo.write(text.slice(0, TEXT_LIMIT))
          await written()
        }
        response.writeHead(303, { location: '/' }).end()
        return
      }
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
        })
        .end(await page(name, demo))
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) }
}

async function page(name: string, demo: Demo): Promise<string> {
  const steps = sentencesFor(demo.connect).map((step) => `<li><pre>${escaped(step)}</pre></li>`)
  const standing = (await demo.standing()).map(
    ({ from, text }) => `<li><strong>${escaped(from)}</strong><p>${escaped(text)}</p></li>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(demo.person)} on ${escaped(name)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
pre,p{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}textarea{width:100%;box-sizing:border-box;font:inherit}li{margin:.5rem 0}</style>
</head><body><main><h1>${escaped(demo.person)} on ${escaped(name)}</h1>
<p>Here is ${escaped(demo.shows)}.</p>
<h2>Write to the Customer</h2>
<form method="post"><p><label for="text">What ${escaped(demo.person)} writes</label></p>
<textarea id="text" name="text" rows="3" maxlength="${TEXT_LIMIT}" required></textarea>
<button>Write</button></form>
<h2>What stands there</h2>
${standing.length > 0 ? `<ol>${standing.join('')}</ol>` : '<p>Nothing yet.</p>'}
<p><a href="/">Look again</a></p>
<h2>Connect it first</h2>
<p>On the Channels Settings Page, “Add Channel on ${escaped(name)}”. Then:</p><ol>${steps.join('')}</ol>
</main></body></html>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > 10 * TEXT_LIMIT) throw new Error('This is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
