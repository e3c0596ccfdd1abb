import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { version } from '../version.ts'
import { SaidOnce } from './said-once.ts'
import type { StepFacts, StepName, StepStart, Tracing } from './tracing.ts'

/** A host that stops waits no longer for its collector. */
const FLUSH_MS = 2_000
/** How long a collector may take, tries included; a process that ends waits no longer, either. */
const SEND_MS = 3_000
/** What a host that is killed had not sent is lost. */
const EVERY_MS = 2_000

/** Which side of the host a step is about, in OpenTelemetry's words. */
const KINDS: Readonly<Record<StepName, SpanKind>> = {
  'fetch messages': SpanKind.CLIENT,
  'store messages': SpanKind.INTERNAL,
  'create Ticket': SpanKind.CLIENT,
  'accept Ticket Action': SpanKind.SERVER,
  'perform Ticket Action': SpanKind.CLIENT,
  'look up Ticket Action': SpanKind.CLIENT,
  'tell SocialHub of Ticket Action': SpanKind.CLIENT,
}

/**
 * Steps become OpenTelemetry's spans, sent to a collector by OTLP over HTTP, as JSON. A collector that
 * can't be reached is waited for by nobody: what comes meanwhile is kept up to a limit and then dropped.
 */
export function traceTo(
  { endpoint, headers, share }: Config['tracing'] & { readonly endpoint: string },
  log: Logger,
): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: SEND_MS,
    ...(headers !== undefined && { headers: headersIn(headers) }),
  })
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      detectResources({ detectors: [{ detect: () => ({ attributes: NAME }) }, envDetector] }),
    ),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new SaidOnce(exporter, endpoint, log),
        scheduledDelayMillis: EVERY_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('hubward', version)
  return {
    begin(name, { channel, parent = null, startedAt }: StepStart, facts = {}) {
      const of = parent === null ? undefined : readTraceparent(parent)
      const span = tracer.startSpan(
        name,
        {
          kind: KINDS[name],
          ...(startedAt !== undefined && { startTime: startedAt }),
          attributes: {
            'hubward.integration': channel.integration,
            ...(channel.id !== undefined && { 'hubward.channel': channel.id }),
            'hubward.socialhub_channel_id': channel.socialhubChannelId,
            ...attributesOf(facts),
          },
        },
        of ? trace.setSpanContext(ROOT_CONTEXT, of) : ROOT_CONTEXT,
      )
      const { traceId, spanId, traceFlags } = span.spanContext()
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end(ended = {}) {
          span.setAttributes(attributesOf(ended))
          const { outcome } = ended
          if (outcome === 'failed' || outcome === 'refused') {
            span.setStatus({ code: SpanStatusCode.ERROR })
          }
          span.end()
        },
      }
    },
    async stop() {
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, FLUSH_MS)
      // What can't be sent was told of already.
      await Promise.race([provider.shutdown().catch(() => undefined), late.promise])
      clearTimeout(timer)
    },
  }
}

/** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` come after this and win. */
const NAME = { 'service.name': 'hubward', 'service.version': version }

const ATTRIBUTES = {
  attempt: 'hubward.attempt',
  outcome: 'hubward.outcome',
  code: 'hubward.code',
  messages: 'hubward.messages',
  ticketId: 'hubward.ticket_id',
  action: 'hubward.action',
  actionType: 'hubward.action_type',
} as const satisfies Record<keyof StepFacts, string>

function attributesOf(facts: StepFacts): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [ATTRIBUTES[name as keyof StepFacts], value]),
  )
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** Undefined where it is none of ours: then a new trace begins. */
function readTraceparent(text: string) {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return { traceId, spanId, traceFlags, isRemote: true }
}

/** `name=value,name=value`, values percent-encoded, as OpenTelemetry's own variable has them. */
function headersIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) return []
      return [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())]]
    }),
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
