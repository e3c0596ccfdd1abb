import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** What of a notice is looked at. */
interface Told {
  readonly id: string
  readonly kind: string
  readonly repeated: boolean
}

/** The agency, as far as it is told what needs attention: each notice once, or said to be a repeat. */
export class Notices {
  readonly url: string
  readonly #told: readonly Told[]
  readonly #close: () => void

  static async start(): Promise<Notices> {
    const told: Told[] = []
    const server = createServer(async (request, response) => {
      told.push(JSON.parse(await text(request)))
      response.writeHead(200).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new Notices(`http://127.0.0.1:${address.port}`, told, () => {
      server.close()
      server.closeAllConnections()
    })
  }

  private constructor(url: string, told: readonly Told[], close: () => void) {
    this.url = url
    this.#told = told
    this.#close = close
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
    this.#close()
  }
}
