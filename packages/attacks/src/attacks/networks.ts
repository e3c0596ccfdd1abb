import { setTimeout as pause } from 'node:timers/promises'
import { isConnected, Visitor } from '../../../host/test/fixtures/visitor.ts'
import type { Attack } from '../attack.ts'
import { authorizeLink, fillIn } from '../stage/customer.ts'
import type { World } from '../stage/world.ts'
import { until } from '../until.ts'

/** Not one of ours: it must not be asked for, nor believed. */
const CLAIMED = 'claimed.invalid'
/** Enough for every page that is worth reading, many times. */
const MOST_REQUESTS = 200

async function connectMastodon(world: World): Promise<{ words: string; active: boolean }> {
  const customer = new Visitor()
  const server = new URL(world.mastodon.url).host
  const form = await customer.open(await world.customLink('mastodon'))
  const page = await fillIn(form, { server }, customer)
  const authorize = authorizeLink(page)
  if (authorize === undefined) return { words: page.words, active: isConnected(page) }
  const back = await customer.open(authorize)
  const done = await fillIn(back, {}, customer)
  return { words: done.words, active: isConnected(done) }
}

export const networks: readonly Attack[] = [
  {
    name: 'claimed-domain',
    about: 'a Mastodon server whose accounts claim to be of another server’s domain',
    async run(world) {
      world.mastodon.claims.domain = CLAIMED
      const { active } = await connectMastodon(world)
      world.mastodon.claims.domain = new URL(world.mastodon.url).host
      const { rows } = await world.pool.query(
        `select network_id from channels where network_id like $1`,
        [`%${CLAIMED}`],
      )
      return {
        got: rows.length > 0 ? `a Channel as ${rows[0].network_id}` : 'no Channel',
        checks: [
          {
            what: 'nothing was connected under the claimed domain',
            ok: !active && rows.length === 0,
          },
        ],
      }
    },
  },
  {
    name: 'same-page-for-ever',
    about: 'a Mastodon server that gives the same full page whatever page is asked for',
    async prepare(world) {
      const { mastodon } = world
      Object.assign(mastodon, { mentions: 1, since: Date.now() })
      const { words, active } = await connectMastodon(world)
      if (!active) throw new Error(`no Channel: ${words}`)
      await until(() => mastodon.requests.filter((one) => one.includes('notifications')).length > 0)
    },
    async run({ mastodon, simulator }, small) {
      mastodon.requests.length = 0
      Object.assign(mastodon, { mentions: 60, since: Date.now() })
      const ticketsOf = () =>
        Object.values(simulator.state.data.tickets).filter(({ interaction }) =>
          interaction.message?.startsWith('mention'),
        ).length
      const arrived = await until(() => ticketsOf() >= 40)
      await pause(small ? 1_000 : 15_000)
      const asked = mastodon.requests.length
      mastodon.mentions = 0
      return {
        got: `${asked} requests of the server; ${ticketsOf()} Tickets`,
        checks: [
          { what: 'what the page says arrived', ok: arrived },
          { what: `no more than ${MOST_REQUESTS} requests were made`, ok: asked <= MOST_REQUESTS },
        ],
      }
    },
  },
]
