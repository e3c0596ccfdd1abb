import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { LineFile } from './line-file.ts'
import { fileIn, type Place } from './place.ts'

/** What of a notice is looked at. */
interface Told {
  readonly id: string
  readonly kind: string
  readonly repeated: boolean
}

/** The agency, as far as it is told what needs attention: each notice once, or said to be a repeat. */
export class Notices {
  readonly url: string
  readonly #server: Server
  readonly #file: LineFile<Told> | undefined
  readonly #told: Told[]
  #brokenOff = 0

  static async start(place?: Place): Promise<Notices> {
    const server = createServer().listen(place?.ports.notices ?? 0, '127.0.0.1')
    await once(server, 'listening')
    const path = fileIn(place, 'notices.jsonl')
    return new Notices(server, path === undefined ? undefined : new LineFile(path))
  }

  private constructor(server: Server, file: LineFile<Told> | undefined) {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    this.url = `http://127.0.0.1:${address.port}`
    this.#server = server
    this.#file = file
    this.#told = [...(file?.earlier ?? [])]
    server.on('request', (request, response) => void this.#take(request, response))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body: string
    try {
      body = await text(request)
    } catch {
      // The host was killed in the middle of it: it tells once more when it is there again.
      this.#brokenOff++
      return
    }
    const { id, kind, repeated }: Told = JSON.parse(body)
    this.#told.push({ id, kind, repeated })
    this.#file?.add({ id, kind, repeated })
    response.writeHead(200).end()
  }

  /** Notices that arrived whole. */
  get told(): number {
    return this.#told.length
  }

  /** Notices whose host was gone before they were told to the end. */
  get brokenOff(): number {
    return this.#brokenOff
  }

  /** Repeats that don't say so. */
  get faults(): readonly { readonly what: string; readonly life: readonly string[] }[] {
    return [...Map.groupBy(this.#told, ({ id }) => id).values()]
      .filter((tries) => tries.some(({ repeated }, place) => place > 0 && !repeated))
      .map((tries) => ({
        what: 'a notice was told again and does not say so',
        life: tries.map((one) => JSON.stringify(one)),
      }))
  }

  end(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
