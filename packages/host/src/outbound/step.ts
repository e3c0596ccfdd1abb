import type { HostContext } from '../host-context.ts'
import type { LoadedChannel } from '../store/channels.ts'
import type { OpenAction } from '../store/ticket-actions.ts'
import type { Step, StepName } from '../tracing/tracing.ts'

/** Begins a step of a Ticket Action, in the trace that began when it was accepted. */
export function stepOf(
  { tracing }: Pick<HostContext, 'tracing'>,
  name: StepName,
  channel: LoadedChannel,
  { id: action, type: actionType, ticketId, traceparent: parent }: OpenAction,
  attempt: number,
): Step {
  return tracing.begin(name, { channel, parent }, { attempt, ticketId, action, actionType })
}
