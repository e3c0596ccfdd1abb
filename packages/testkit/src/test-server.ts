import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { PluginError, type ReceivedFile } from '@hubward/plugin'
import type { TestRequest } from './test-host.ts'

/** What of a test host a server needs; every `TestHost` fits. */
interface Served {
  followLive(url: string, told: () => void): (() => void) | undefined
  openUrl(url: string): Promise<{ readonly content: Uint8Array; readonly mimeType: string }>
  receive(request: TestRequest): Promise<{
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }>
  receiveFile(
    field: string,
    name: string,
    content: Uint8Array,
    mimeType?: string,
  ): Promise<ReceivedFile>
}

export interface TestServer {
  /** What the test host is given as `publicUrl`. */
  readonly publicUrl: string
  /** Whose plugin answers; from now on. */
  serve(host: Served): void
  close(): Promise<void>
}

/**
 * Puts the pages of a plugin's `receive` on a loopback address, for tests in a real browser and for
 * a look at them. It serves what `mediaUrl` and `channelMediaUrl` answer, too.
 */
export async function startTestServer(): Promise<TestServer> {
  let served: Served | undefined
  const server = createServer((request, response) => {
    answer(served, request, response).catch((error: unknown) => {
      const isNothing = error instanceof PluginError && error.code === 'not-found'
      response.writeHead(isNothing ? 404 : 500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    publicUrl: `http://127.0.0.1:${port}`,
    serve: (host) => {
      served = host
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  host: Served | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Not as a relative address, for some ask for `//`, which is none.
  const { pathname, searchParams } = new URL(`http://localhost${request.url ?? '/'}`)
  const [, place = '', , ...rest] = pathname.split('/')
  if (host !== undefined && place === 'media') return sendFile(host, pathname, response)
  if (host !== undefined && place === 'live') return sendEvents(host, pathname, response)
  if (host === undefined || place !== 'p') {
    response.writeHead(404).end()
    return
  }
  const rawBody = await bytesOf(request)
  const { status, headers, body } = await host.receive({
    method: request.method ?? 'GET',
    path: `/${rest.join('/')}`,
    query: Object.fromEntries(searchParams),
    headers: headersOf(request),
    ...(await formOf(host, rawBody, request.headers['content-type'] ?? '')),
    rawBody,
    remoteAddress: request.socket.remoteAddress ?? '',
    language: (request.headers['accept-language'] ?? 'en').slice(0, 2),
  })
  response.writeHead(status, headers).end(body)
}

/** The platform's own reader of forms knows both ways in which a browser sends them. */
async function formOf(
  host: Served,
  body: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<{ fields: Record<string, string>; files: ReceivedFile[] }> {
  const fields: Record<string, string> = {}
  const files: ReceivedFile[] = []
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) {
    return { fields, files }
  }
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value
    else if (value.name !== '') {
      const bytes = new Uint8Array(await value.arrayBuffer())
      files.push(await host.receiveFile(name, value.name, bytes, value.type))
    }
  }
  return { fields, files }
}

function sendEvents(host: Served, pathname: string, response: ServerResponse): void {
  const tell = () => response.write('event: changed\ndata: 1\n\n')
  const end = host.followLive(pathname, tell)
  if (!end) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  response.once('close', end)
}

async function sendFile(host: Served, pathname: string, response: ServerResponse) {
  const { content, mimeType } = await host.openUrl(pathname)
  response.writeHead(200, { 'content-type': mimeType }).end(content)
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return new Uint8Array(Buffer.concat(chunks))
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
}
