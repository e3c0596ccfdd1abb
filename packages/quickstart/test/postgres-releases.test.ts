import t from 'tap'
import { eventually, setStage } from '../../host/test/stage/stage.ts'
import { needsPostgresReleases, startRelease } from './fixtures/postgres-releases.ts'

t.setTimeout(900_000)

const options = needsPostgresReleases()

for (const major of [15, 16, 17, 18] as const) {
  t.test(
    `on PostgreSQL ${major}, a message becomes a Ticket and its reply is published`,
    options,
    async (t) => {
      const server = await startRelease(major)
      t.teardown(() => server.stop())
      t.match(server.version, new RegExp(` ${major}\\.`))
      process.env.DATABASE_URL_TEST = server.url
      // On a server that never had a database of ours, so that all migrations run.
      const stage = await setStage()
      const { network, simulator } = stage
      try {
        await stage.addChannel('shop')
        await stage.startHost()
        network.addMessage('shop', { text: 'Are you open?' })
        const [ticket] = await eventually(
          () => Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden),
          (tickets) => tickets.length === 1,
        )
        simulator.act.reply({ ticketId: ticket?.id ?? '', actionId: 'reply', text: 'Until six.' })
        const replies = await eventually(
          () => Object.values(simulator.state.data.followups).map(({ status }) => status),
          ([status]) => status === 'published',
        )
        t.same(replies, ['published'])
        t.match(network.replies('shop'), [{ text: 'Until six.' }])
      } finally {
        await stage.close()
      }
    },
  )
}
