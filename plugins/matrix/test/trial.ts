import { followRedirects, type Trial } from '@hubward/testkit'
import type matrix from '../src/index.ts'
import { itemId } from '../src/message.ts'
import { CUSTOMER, PASSWORD, SERVER_NAME, type startFakeMatrix, TOKEN } from './fake-matrix.ts'
import type { Room } from './world.ts'

export type Network = Awaited<ReturnType<typeof startFakeMatrix>>
type Plugin = typeof matrix
type Of<Name extends 'settings' | 'channelSettings' | 'credentials' | 'position'> = Plugin[Name]

export const ANNA = `@anna:${SERVER_NAME}`

export const credentialsFor = (network: Network) => ({
  homeserver: network.url,
  userId: CUSTOMER,
  deviceId: 'FIRST',
  accessToken: TOKEN,
  ours: true,
})

export const settingsFor = (network: Network) => ({ servers: { [SERVER_NAME]: network.url } })

const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** What the conformance suite must know of a homeserver. */
export function trialOf(
  network: Network,
): Trial<Of<'settings'>, Of<'channelSettings'>, Of<'credentials'>, Of<'position'>> {
  const { world } = network
  world.user(ANNA, 'Anna')
  const room: Room = world.room([ANNA, CUSTOMER], { name: 'Shop' })
  const picture = network.addMedia(
    'picture',
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1]),
    'image/jpeg',
  )
  const eventOf = (networkItemId: string) => {
    const event = room.events.find(({ event_id }) => itemId(room.id, event_id) === networkItemId)
    if (!event) throw new Error(`there is no event ${networkItemId}`)
    return event
  }
  const related = (content: Record<string, unknown>) =>
    content['m.relates_to'] as
      | { event_id?: string; 'm.in_reply_to'?: { event_id: string } }
      | undefined

  const changed = (rules: Partial<Network['rules']>) => async () => {
    const before = { ...network.rules }
    Object.assign(network.rules, rules)
    return () => {
      Object.assign(network.rules, before)
    }
  }
  const byPassword = (password: string) => ({
    address: { address: CUSTOMER, way: 'password' },
    password: { password },
    rooms: { rooms: [] },
  })
  const byToken = (token: string) => ({
    address: { address: CUSTOMER, way: 'token' },
    token: { token },
    rooms: { rooms: [] },
  })

  return {
    host: { settings: settingsFor(network) },
    answers: {
      address: { address: CUSTOMER, way: 'browser' },
      rooms: { rooms: [room.id] },
    },
    wrongAnswers: { address: { address: `@northwind:127.0.0.1:1`, way: 'password' } },
    browse: followRedirects,
    channelSettings: { rooms: [room.id], invitations: 'never' },
    credentials: credentialsFor(network),
    channel: { networkId: CUSTOMER, server: new URL(network.url).host },
    logins: [
      {
        what: 'a password',
        answers: byPassword(PASSWORD),
        account: { networkId: CUSTOMER, name: 'Northwind Pottery' },
      },
      {
        what: 'a wrong password',
        answers: byPassword('wrong'),
        refused: { step: 'password', field: 'password', says: /does not accept/ },
      },
      {
        what: 'a session that is there already',
        answers: byToken(TOKEN),
        account: { networkId: CUSTOMER, credentials: { ...credentialsFor(network), ours: false } },
      },
      {
        what: 'a session that has ended',
        answers: byToken('syt_ended'),
        refused: { step: 'token', field: 'token', says: /does not accept/ },
      },
      {
        what: 'a server without a login page',
        begin: changed({ flows: ['m.login.password'] }),
        refused: { step: 'address', field: 'way', says: /no login page/ },
      },
      {
        what: 'a server that takes no passwords',
        begin: changed({ flows: ['m.login.sso'] }),
        answers: byPassword(PASSWORD),
        refused: { step: 'address', field: 'way', says: /no passwords/ },
      },
      {
        what: 'a server that claims an account of another name',
        begin: changed({ loginAs: '@victim:example.org' }),
        answers: byPassword(PASSWORD),
        refused: { step: 'password', field: 'form', says: /names of servers/ },
      },
      {
        what: 'a name whose well-known file says nothing',
        begin: changed({ wellKnown: { 'm.homeserver': { base_url: 'ftp://example.org' } } }),
        refused: { step: 'address', field: 'address', says: /No Matrix server/ },
      },
      {
        what: 'something that is no address',
        answers: { address: { address: 'northwind', way: 'browser' } },
        refused: { step: 'address', field: 'address', says: /no Matrix address/ },
      },
      {
        what: 'an account that comes back',
        reactivation: { networkId: CUSTOMER, uniqueName: CUSTOMER },
        account: { networkId: CUSTOMER },
      },
    ],
    refusals: {
      authentication: json(401, {
        errcode: 'M_UNKNOWN_TOKEN',
        error: 'Unknown',
        soft_logout: true,
      }),
      'rate-limited': {
        ...json(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Slow down', retry_after_ms: 7_000 }),
        retryAfterMs: 7_000,
      },
      rejected: json(403, { errcode: 'M_FORBIDDEN', error: 'No' }),
      'not-found': json(404, { errcode: 'M_NOT_FOUND', error: 'No' }),
      unavailable: json(502, { errcode: 'M_UNKNOWN', error: 'No' }),
      invalid: json(400, { errcode: 'M_BAD_JSON', error: 'No' }),
    },
    async write(_channel, { text, time, inReplyTo }) {
      const relation = inReplyTo && {
        'm.relates_to': { 'm.in_reply_to': { event_id: eventOf(inReplyTo).event_id } },
      }
      world.write(room, ANNA, { msgtype: 'm.text', body: text, ...(relation || {}) }, time)
      // Each scene shows a picture, too.
      if (text.includes('Message')) {
        const image = { msgtype: 'm.image', body: 'cat.jpg', url: picture }
        world.write(room, ANNA, image, time)
      }
    },
    async edit(_channel, networkItemId, text, host) {
      const edit = world.edit(eventOf(networkItemId), text)
      Object.assign(edit, { origin_server_ts: host.clock.now().getTime() })
    },
    async remove(_channel, networkItemId) {
      world.redact(eventOf(networkItemId), ANNA)
    },
    published: async () =>
      room.events.flatMap(({ event_id, type, sender, content, unsigned }) => {
        if (sender !== CUSTOMER || type !== 'm.room.message' || unsigned?.redacted_because)
          return []
        const answered = related(content)?.['m.in_reply_to']?.event_id
        return {
          text: String(content.body),
          ...(answered && { inReplyTo: itemId(room.id, answered) }),
          url: `https://matrix.to/#/${encodeURIComponent(room.id)}/${encodeURIComponent(event_id)}`,
        }
      }),
    performed: async (_channel, { actionId, networkItemId }) => {
      const { event_id, unsigned } = eventOf(networkItemId)
      if (actionId === 'delete') return unsigned?.redacted_because !== undefined
      const key = { like: '👍️', thanks: '❤️', done: '✅' }[actionId]
      return room.events.some(
        ({ type, content }) =>
          type === 'm.reaction' &&
          JSON.stringify(content['m.relates_to']) ===
            JSON.stringify({ rel_type: 'm.annotation', event_id, key }),
      )
    },
    skips: [
      // A server's login page has no way back for whoever says no.
      'a Customer who says no at the Network',
    ],
  }
}
