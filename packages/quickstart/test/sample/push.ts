import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ReceiveContext, Received, ReceivedRequest } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

const Event = Type.Object({ accountId: Type.String(), id: Type.String() })

export async function receive(
  context: ReceiveContext<{ webhookSecret: string }>,
  request: ReceivedRequest,
): Promise<Received> {
  const expected = createHmac('sha256', context.settings.webhookSecret)
    .update(request.rawBody)
    .digest()
  const given = Buffer.from(request.headers['x-signature'] ?? '', 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { response: { status: 401 } }
  }
  const event = Value.Parse(Event, JSON.parse(Buffer.from(request.rawBody).toString('utf8')))
  return {
    response: { status: 204 },
    pushes: [{ networkId: event.accountId, entry: { id: event.id } }],
  }
}
