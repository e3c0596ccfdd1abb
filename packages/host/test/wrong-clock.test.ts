import t from 'tap'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const HOUR_MS = 3_600_000

t.test('a host whose own clock is wrong knows when a grant runs out', async (t) => {
  const stage = await setStage({ plugin: '@hubward/testkit/stub-network/plugin-with-grants' })
  t.teardown(() => stage.close())
  const { db, network } = stage
  network.conditions({ lifetimeMs: 4_000, strict: false })
  const grant = network.grant('hurried')
  const { channelId } = await stage.addChannel('hurried', {
    credentials: grant,
    credentialsExpireAt: new Date(grant.expiresAt),
  })
  const look = () =>
    db
      .selectFrom('channels')
      .select(['credentials_generation as generation', 'credentials_expire_at as expireAt'])
      .where('id', '=', channelId)
      .executeTakeFirstOrThrow()
  for (const clockAheadMs of [HOUR_MS, -HOUR_MS]) {
    const { generation: before } = await look()
    const host = await stage.startHost({ clockAheadMs })
    const { expireAt } = await eventually(look, ({ generation }) => generation >= before + 2)
    await host.stop()
    t.ok(expireAt, `with a clock ${clockAheadMs / HOUR_MS} h ahead, the date is believed`)
  }
})
