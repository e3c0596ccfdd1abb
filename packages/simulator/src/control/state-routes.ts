import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Journal } from '../journal.ts'
import { Refusal } from '../state/refusal.ts'
import type { State } from '../state/state.ts'
import type { Until } from '../until.ts'
import { readJson } from './read-json.ts'

const Query = Type.Record(Type.String(), Type.String())

/**
 * `GET /simulator/<list>`: the state as JSON. Every other parameter is a field that must be equal,
 * as in `?ticketId=…&status=published`. With `atLeast` the answer waits until so many entries
 * match, for at most `timeoutMs`, so that no test has to sleep.
 */
export function addStateRoutes(
  app: FastifyInstance,
  { state, journal, until }: { state: State; journal: Journal; until: Until },
): void {
  const { accounts, users, manifests, channels, tickets, followups } = state.data
  const lists: Record<string, () => readonly object[]> = {
    accounts: () => Object.values(accounts),
    users: () => Object.values(users),
    manifests: () => Object.values(manifests),
    channels: () => Object.values(channels),
    tickets: () => Object.values(tickets),
    followups: () => Object.values(followups),
    'ticket-actions': () => Object.values(state.data.ticketActions),
    interactors: () => Object.values(state.data.interactors),
    notices: () => Object.values(state.data.notices),
    requests: journal.requests,
    deliveries: journal.deliveries,
  }
  for (const [name, list] of Object.entries(lists)) {
    app.get(`/simulator/${name}`, async (request) => {
      const { atLeast, timeoutMs, ...fields } = readJson(Query, request.query)
      const matching = () => list().filter((entry) => hasFields(entry, fields))
      if (atLeast === undefined) return matching()
      const wanted = number('atLeast', atLeast)
      return until(() => (matching().length >= wanted ? matching() : undefined), {
        what: `${wanted} of ${name} with ${JSON.stringify(fields)}`,
        ...(timeoutMs !== undefined && { timeoutMs: number('timeoutMs', timeoutMs) }),
      })
    })
  }
}

/** Fields may be paths, as in `interaction.networkItemId`. */
function hasFields(entry: object, fields: Record<string, string>): boolean {
  return Object.entries(fields).every(([path, text]) => {
    const value = path
      .split('.')
      .reduce<unknown>(
        (inner, key) =>
          typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
        entry,
      )
    return value !== undefined && String(value) === text
  })
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new Refusal('BadRequestError', `${name} must be a whole number.`)
}
