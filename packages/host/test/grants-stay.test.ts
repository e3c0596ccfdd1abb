import { fileURLToPath } from 'node:url'
import t from 'tap'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const FORGETFUL = fileURLToPath(new URL('./fixtures/forgetful.ts', import.meta.url))

t.test('a grant that works', async (t) => {
  const stage = await setStage({ plugin: FORGETFUL, leaseMs: 30_000 })
  t.teardown(() => stage.close())
  const { network, db, sealer } = stage
  network.conditions({ lifetimeMs: 3_600_000, subscriptionMs: 3_600_000 })

  /** A Channel whose Network refuses the access token once, so that it is refreshed. */
  const refreshes = async (account: string) => {
    const grant = network.grant(account)
    const ids = await stage.addChannel(account, {
      credentials: grant,
      credentialsExpireAt: new Date(grant.expiresAt),
    })
    network.fault({ call: 'fetch', account, status: 401 })
    const load = async () => {
      const channel = await loadCallChannel(db, sealer, ids.channelId)
      if (!channel) throw new Error(`${account} is not stored`)
      return channel
    }
    const exchanges = () =>
      db
        .selectFrom('grant_refreshes')
        .select('state')
        .where('channel_id', '=', ids.channelId)
        .execute()
    return { ...ids, grant, load, exchanges }
  }

  await t.test('keeps what a refresh leaves out', async (t) => {
    const { grant, load } = await refreshes('partial')
    const host = await stage.startHost()
    const { credentials, state } = await eventually(load, (channel) => channel.grant.generation > 1)
    t.equal(state, 'active')
    t.match(credentials, { refreshToken: grant.refreshToken })
    t.notMatch(credentials, { accessToken: grant.accessToken }, 'and has what it brought')
    await host.stop()
  })

  await t.test('is not replaced by nothing', async (t) => {
    const { grant, load, exchanges } = await refreshes('empty')
    const host = await stage.startHost()
    const { credentials, state } = await eventually(
      load,
      (channel) => channel.grant.refreshFailures > 0,
    )
    t.equal(state, 'active')
    t.same(credentials, grant)
    t.match(await exchanges(), [{ state: 'uncertain' }], 'the Network may have used it up')
    await host.stop()
  })

  await t.test('outlasts a Network that answers 502 to a refresh', async (t) => {
    network.fault({ call: 'refresh', account: 'storm', status: 502, times: 2 })
    const { grant, load } = await refreshes('storm')
    const host = await stage.startHost()
    const failed = await eventually(load, (channel) => channel.grant.refreshFailures > 0)
    t.equal(failed.state, 'active')
    t.same(failed.credentials, grant)
    t.equal(failed.grantFailures, 1, 'the refused fetch alone is evidence')
    const { state, credentials } = await eventually(load, (channel) => channel.grant.generation > 1)
    t.equal(state, 'active')
    t.notSame(credentials, grant, 'refreshed once the Network is back')
    await host.stop()
  })

  await t.test('of a reconnect stays, whatever an older exchange brings', async (t) => {
    const { load, exchanges, socialhubChannelId } = await refreshes('late')
    const host = await stage.startHost({ holdAt: 'refresh.exchanged' })
    await host.reached
    const before = await load()
    const reconnected = network.grant('late')
    await db.transaction().execute((trx) =>
      storeCreatedChannel(trx, sealer, {
        integration: before.integration,
        manifest: before.manifest,
        socialhubChannelId,
        accountId: before.accountId,
        networkId: 'late',
        name: 'late',
        uniqueName: '@late',
        imageUrl: null,
        server: null,
        language: 'en',
        accessToken: before.accessToken,
        credentials: reconnected,
        credentialsExpireAt: new Date(reconnected.expiresAt),
        channelSettings: {},
        fetchSince: before.fetchSince,
      }),
    )
    host.goOn()
    // It fetches with them: the late answer was dealt with before.
    await eventually(load, ({ fetchedAt }) => fetchedAt !== null)
    const { credentials, state } = await load()
    t.same(credentials, reconnected)
    t.equal(state, 'active')
    t.match(await exchanges(), [{ state: 'replaced' }])
    await host.stop()
  })
})
