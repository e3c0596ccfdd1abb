import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'

type Export = SpanExporter['export']

/** An exporter whose failures are one line of the log, until it works again. */
export class SaidOnce implements SpanExporter {
  readonly #exporter: SpanExporter
  readonly #origin: string
  readonly #log: Logger
  #failing = false

  constructor(exporter: SpanExporter, endpoint: string, log: Logger) {
    this.#exporter = exporter
    this.#origin = new URL(endpoint).origin
    this.#log = log
  }

  export(spans: ReadableSpan[], done: Parameters<Export>[1]): void {
    this.#exporter.export(spans, (result) => {
      this.#note(result.error, spans.length)
      done(result)
    })
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown()
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.()
  }

  #note(error: Error | undefined, spans: number): void {
    if (error === undefined) {
      if (this.#failing) this.#log.info({ collector: this.#origin }, 'traces are taken again')
      this.#failing = false
      return
    }
    if (this.#failing) return
    this.#failing = true
    // Its message may quote what the collector answered; the code says enough.
    const code = 'code' in error && error.code !== undefined ? String(error.code) : error.name
    this.#log.warn(
      { collector: this.#origin, code, spans },
      'traces can’t be sent to the collector: those of now are lost, all else goes on; this is said once',
    )
  }
}
