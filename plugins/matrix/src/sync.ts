import type { PluginContext } from '@hubward/plugin'
import Type from 'typebox'
import { ask, type Server } from './api.ts'
import { NEWS } from './wire.ts'

const Events = Type.Optional(Type.Object({ events: Type.Optional(Type.Array(Type.Unknown())) }))

/** https://spec.matrix.org/latest/client-server-api/#get_matrixclientv3sync */
export const Sync = Type.Object({
  next_batch: Type.String({ minLength: 1, maxLength: 2_000 }),
  rooms: Type.Optional(
    Type.Object({
      join: Type.Optional(
        Type.Record(
          Type.String(),
          Type.Object({
            timeline: Events,
            state: Events,
            summary: Type.Optional(
              Type.Object({ 'm.heroes': Type.Optional(Type.Array(Type.String())) }),
            ),
          }),
        ),
      ),
      invite: Type.Optional(Type.Record(Type.String(), Type.Object({ invite_state: Events }))),
    }),
  ),
})
export type Sync = Type.Static<typeof Sync>

/**
 * What has happened in the account's rooms; of what stands in them only the state that is asked for
 * (https://spec.matrix.org/latest/client-server-api/#filtering). Nobody sees the account as present.
 *
 * @param since absent: all of its rooms.
 */
export function sync(
  context: Pick<PluginContext, 'http' | 'signal'>,
  server: Server,
  since: string | undefined,
  stateTypes: readonly string[],
  timeoutMs = 0,
): Promise<Sync> {
  const filter = JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: {
      timeline: { limit: 1, types: NEWS },
      state: { types: stateTypes },
      ephemeral: { types: [] },
      account_data: { types: [] },
    },
  })
  const query = { since, timeout: timeoutMs, set_presence: 'offline', filter }
  return ask(context, server, 'GET', 'client/v3/sync', Sync, { query })
}
