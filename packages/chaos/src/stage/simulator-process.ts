import { startSimulator } from '@hubward/simulator'
import { LineFile } from './line-file.ts'
import type { ActionSeen, SimulatorStarted, TicketSeen } from './socialhub.ts'

// SocialHub in a process of its own. It tells of each change of a Ticket, and of each Ticket Action that a host
// accepted; everything else goes by its control routes.
process.once('disconnect', () => process.exit(0))
const { CHAOS_PORT, CHAOS_APP_PORT, CHAOS_FILE, CHAOS_SEEN_FILE, CHAOS_ATTEMPTS } = process.env
const file = CHAOS_SEEN_FILE ? new LineFile<TicketSeen>(CHAOS_SEEN_FILE) : undefined
const simulator = await startSimulator({
  port: Number(CHAOS_PORT ?? 0),
  appPort: Number(CHAOS_APP_PORT ?? 0),
  ...(CHAOS_FILE && { stateFile: CHAOS_FILE }),
  settings: {
    allowLoopbackHttp: true,
    // More tries than SocialHub is believed to make: what it gives up nobody can bring back.
    webhook: { attempts: Number(CHAOS_ATTEMPTS ?? 8), retryDelayMs: 250, timeoutMs: 3_000 },
    rateLimit: { limit: 10_000, windowMs: 60_000 },
  },
})
const { apiUrl, appUrl, accountId, state } = simulator
process.send?.({ apiUrl, appUrl, accountId } satisfies SimulatorStarted)

state.changes.on('change', ({ kind, id }) => {
  if (kind === 'ticketAction' && state.data.ticketActions[id]?.status === 'accepted') {
    process.send?.({ actionId: id, acceptedAt: Date.now() } satisfies ActionSeen)
  }
  const ticket = kind === 'ticket' ? state.data.tickets[id] : undefined
  if (!ticket || ticket.hidden) return
  const seen: TicketSeen = {
    ticketId: id,
    channelId: ticket.channelId,
    networkItemId: ticket.interaction.networkItemId,
    message: ticket.interaction.message ?? '',
    isReply: ticket.followupToId !== undefined,
    time: new Date().toISOString(),
  }
  file?.add(seen)
  process.send?.(seen)
})
