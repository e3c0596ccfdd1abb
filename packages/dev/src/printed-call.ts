import { inspect, styleText } from 'node:util'
import type { Called, Exchange } from './called.ts'
import { sanitised } from './sanitised.ts'
import type { Secrets } from './secrets.ts'

export interface PrintOptions {
  readonly colours: boolean
  /** Where the plugin is, as a path: lines of a stack that lead elsewhere are left out. */
  readonly folder: string
}

type Style = Parameters<typeof styleText>[0]

/** How much of a call is shown: enough to see what it was about. */
const LONGEST_TEXT = 200
const LONGEST_LIST = 10
const LONGEST_REFUSAL = 400

const NO_HTTP = ['connect', 'startTls', 'resolve']

/**
 * One call as a block of lines for a terminal: who and how long, what went in, what the Network was
 * asked, what the plugin logged, what came out. Secrets have their names.
 */
export function printedCall(called: Called, secrets: Secrets, options: PrintOptions): string {
  const { name, channel, input, outcome, exchanges, log, startedAt, tookMs } = called
  const style = (format: Style, text: string) =>
    options.colours ? styleText(format, text, { validateStream: false }) : text
  const failed = 'failure' in outcome
  const time = new Date(startedAt).toTimeString().slice(0, 8)
  const about = [channel && secrets.text(channel), `${tookMs} ms`].filter(Boolean).join(', ')
  const lines = [
    `${style('dim', time)} ${style(failed ? ['bold', 'red'] : 'bold', name)} ${style('dim', about)}`,
  ]
  const part = (label: string, text: string, format: Style = 'dim') => {
    const [first = '', ...rest] = text.split('\n')
    lines.push(`  ${style(format, label.padEnd(4))} ${first}`)
    lines.push(...rest.map((line) => `       ${line}`))
  }
  const show = (value: unknown) => inspected(secrets.data(value), options.colours)

  if (input !== undefined) part('in', show(input))
  for (const exchange of exchanges) {
    part(NO_HTTP.includes(exchange.method) ? 'net' : 'http', spoken(exchange, secrets))
  }
  for (const { level, message, fields } of log) {
    const said = `${level}: ${secrets.text(message)}`
    part('log', fields === undefined ? said : `${said} ${show(fields)}`)
  }
  if ('output' in outcome) {
    part('out', outcome.output === undefined ? 'nothing' : show(outcome.output), 'green')
  } else {
    const { code, message, effect, retryAfterMs, stack } = outcome.failure
    const wait = retryAfterMs === undefined ? '' : `; again in ${Math.ceil(retryAfterMs / 1_000)} s`
    const perhaps = effect === 'unknown' ? '; it may have had its effect' : ''
    part('fail', `${code}: ${secrets.text(message)}${perhaps}${wait}`, ['bold', 'red'])
    if (stack) part('', secrets.text(placesIn(stack, options.folder)))
  }
  return `${lines.join('\n')}\n`
}

/** `GET https://… → 200, 12 ms, 3.1 kB`; of a refusal also what the Network said. */
function spoken(exchange: Exchange, secrets: Secrets): string {
  const { method, url, tookMs, answer, error, result } = exchange
  const asked = `${method} ${secrets.text(url)}`.trim()
  if (!answer) return `${asked} → ${secrets.text(error ?? result ?? 'no answer')}, ${tookMs} ms`
  const kilobytes = answer.body ? `, ${(answer.body.byteLength / 1_000).toFixed(1)} kB` : ''
  const size = answer.streamed ? ', read as a stream' : kilobytes
  const line = `${asked} → ${answer.status}, ${tookMs} ms${size}`
  if (answer.status < 400) return line
  const { body } = sanitised(exchange, secrets)?.response ?? {}
  if (body === undefined) return line
  const said = typeof body === 'string' ? body : JSON.stringify(body)
  return `${line}\n${said.slice(0, LONGEST_REFUSAL)}`
}

function inspected(value: unknown, colors: boolean): string {
  return inspect(shortened(value), {
    colors,
    depth: 6,
    maxArrayLength: LONGEST_LIST,
    breakLength: 100,
    compact: 4,
  })
}

/** Long texts cut, texts in three languages in one, and of a form's schema the fields. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return shortText(value)
  if (value instanceof Uint8Array) return `(${value.byteLength} bytes)`
  if (Array.isArray(value)) return value.map(shortened)
  if (typeof value !== 'object' || value === null) return value
  if (isLocalized(value)) return shortText(String(value.en))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'schema' && isFormSchema(inner)
        ? `(a form with ${Object.keys(inner.properties).join(', ')})`
        : shortened(inner),
    ]),
  )
}

function shortText(text: string): string {
  const [line = ''] = text.split('\n')
  const cut = line.slice(0, LONGEST_TEXT)
  return cut.length === text.length ? text : `${cut}… (${text.length} characters)`
}

function isLocalized(value: object): value is { en: string; de: string; fr: string } {
  return Object.keys(value).toSorted().join() === 'de,en,fr'
}

function isFormSchema(value: unknown): value is { properties: object } {
  return typeof value === 'object' && value !== null && 'properties' in value
}

/** The lines of a stack that lead into the plugin, with paths as an editor opens them. */
function placesIn(stack: string, folder: string): string {
  return stack
    .replaceAll('file://', '')
    .split('\n')
    .filter((line) => line.includes(`${folder}/`) && !line.includes('/node_modules/'))
    .map((line) => line.trim().replaceAll(`${folder}/`, ''))
    .join('\n')
}
