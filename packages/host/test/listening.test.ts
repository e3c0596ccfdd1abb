import { EventEmitter, once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { type ListenerOverview, listenersOf } from '../src/store/listeners.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { runHere } from './fixtures/run-here.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

/** A Network that tells each message once, on a connection, and hears what was kept of it. */
async function tellingNetwork(t: Test) {
  /** By account; the latest that was made. */
  const listening = new Map<string, Socket>()
  const heard = new EventEmitter()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    let account: string | undefined
    socket.on('error', () => undefined)
    createInterface({ input: socket }).on('line', (line) => {
      if (account === undefined) {
        account = line
        listening.set(account, socket)
        socket.on('close', () => {
          if (account !== undefined && listening.get(account) === socket) listening.delete(account)
        })
      } else heard.emit(line)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of listening.values()) socket.destroy()
    server.close()
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    connections: () => connections,
    listens: (account: string) => eventually(() => listening.get(account), Boolean),
    hangsUp: (account: string) => listening.get(account)?.destroy(),
    isAlone: (account: string) =>
      eventually(
        () => listening.has(account),
        (has) => !has,
      ),
    /** Resolves when the plugin has said that it is kept. */
    async tell(account: string, message: string): Promise<void> {
      const kept = once(heard, message)
      listening.get(account)?.write(`${message}\n`)
      await kept
    },
  }
}

async function stageWith(t: Test, leaseMs = 2_000) {
  const network = await tellingNetwork(t)
  const plugin = fileURLToPath(new URL('./fixtures/listening-plugin.ts', import.meta.url))
  const stage = await setStage({ plugin, leaseMs })
  t.teardown(() => stage.close())
  const startHost = (config: object = {}) =>
    stage.startHost({
      config: {
        openHosts: [new URL(stage.simulator.appUrl).host, `127.0.0.1:${network.port}`],
        integrations: { stub: { plugin, settings: { port: network.port } } },
        ...config,
      },
    })
  return { network, stage, startHost }
}

const shown = ({ simulator }: Stage, text: string) =>
  eventually(
    () =>
      Object.values(simulator.state.data.tickets).filter(
        (one) => one.interaction?.message === text,
      ),
    (found) => found.length > 0,
  )

t.test(
  'what is told on a connection is a Ticket at once, and by another host after a kill',
  async (t) => {
    const { network, stage, startHost } = await stageWith(t)
    await stage.addChannel('anna')
    const first = await startHost()
    await network.listens('anna')
    await network.tell('anna', 'one')
    await shown(stage, 'one')

    const second = await startHost({ listen: { host: '127.0.0.1', port: 0 } })
    // Kept, and the host is gone before it could do anything with it.
    await network.tell('anna', 'two')
    await first.kill()
    await network.isAlone('anna')
    await network.listens('anna')
    await network.tell('anna', 'three')
    const all = await Promise.all([shown(stage, 'two'), shown(stage, 'three')])
    t.same(
      all.map((found) => found.length),
      [1, 1],
      'nothing is lost, and nothing doubled',
    )

    await second.stop()
    await network.isAlone('anna')
    const { rows } = await sql`select holder from listeners where holder is not null`.execute(
      stage.db,
    )
    t.same(rows, [], 'a host that stops gives its listeners back')
  },
)

t.test('it ends with the Channel’s state and grant, and comes again', async (t) => {
  const { network, stage, startHost } = await stageWith(t)
  const { channelId } = await stage.addChannel('bea')
  await startHost()
  await network.listens('bea')
  const setState = (state: string) =>
    stage.db.updateTable('channels').set({ state }).where('id', '=', channelId).execute()
  await setState('paused')
  await network.isAlone('bea')
  await setState('active')
  await network.listens('bea')
  const before = network.connections()
  await sql`update channels set credentials_generation = credentials_generation + 1
    where id = ${channelId}`.execute(stage.db)
  await eventually(network.connections, (connections) => connections > before)
  await network.listens('bea')
  t.pass('with the new grant')
})

t.test('a connection that breaks is made again after a pause, by itself', async (t) => {
  const { network, stage, startHost } = await stageWith(t)
  await stage.addChannel('cleo')
  await startHost()
  await network.listens('cleo')
  network.hangsUp('cleo')
  await network.isAlone('cleo')
  const failures = async () => {
    const { rows } = await sql<{ failures: number }>`
      select failures from listeners where channel_id is not null`.execute(stage.db)
    return rows[0]?.failures
  }
  await eventually(failures, (count) => count === 1)
  await network.listens('cleo')
  await network.tell('cleo', 'again')
  t.equal((await shown(stage, 'again')).length, 1)
})

t.test('one call hears for all Channels of an integration', async (t) => {
  const { network, stage, startHost } = await stageWith(t)
  await stage.addChannel('dora')
  await startHost({ plugins: { isolation: 'worker' } })
  await network.listens('all')
  await network.listens('dora')
  await network.tell('all', 'dora hello')
  await network.tell('all', 'nobody hello')
  const [ticket] = await shown(stage, 'hello')
  t.ok(ticket)
})

t.test('a host holds no more than it may', async (t) => {
  const { network, stage, startHost } = await stageWith(t)
  for (const account of ['eve', 'fay', 'gil']) await stage.addChannel(account)
  await startHost({ plugins: { isolation: 'in-process', listeners: 2 } })
  await network.listens('all')
  await eventually(network.connections, (connections) => connections === 2)
  const { rows } = await sql`select 1 from listeners where holder is not null`.execute(stage.db)
  t.equal(rows.length, 2)
})

t.test('people see who listens, since when, and what went wrong last', async (t) => {
  const { network, stage, startHost } = await stageWith(t)
  const { file, remove } = await writeConfigFile(stage.config)
  t.teardown(remove)
  const { socialhubChannelId } = await stage.addChannel('hans')
  const show = async (...more: string[]) =>
    (await runHere(t, ['channel', 'show', socialhubChannelId, '-c', file, ...more])).stdout
  const seen = async () => shortly((await listenersOf(stage.db, socialhubChannelId))[0])
  const shortly = (listener: ListenerOverview | undefined) =>
    `${listener?.for} ${listener?.listens} ${listener?.lastFailure?.code ?? 'well'}`
  // The host at which the Channel was added could not reach the Network, and is gone.
  t.notMatch(await show(), /^listens {2}/m, 'nothing, before anybody has listened for the Channel')

  const host = await startHost()
  await network.listens('hans')
  await network.listens('all')
  t.equal(await seen(), 'channel true well')
  t.match(await show(), /listens +\S.*, process \d+, since /)
  t.match(await show(), /listens for all Channels +\S.*, since /)

  network.hangsUp('hans')
  await eventually(seen, (now) => now.endsWith('unavailable'))
  t.match(await show(), /listening last failed +\S.*: unavailable: the Network hung up/)
  await network.listens('hans')
  await eventually(seen, (now) => now === 'channel true unavailable')
  t.match(JSON.parse(await show('--json')), {
    listeners: [
      {
        for: 'channel',
        listens: true,
        againAt: null,
        host: /process \d+$/,
        since: /^\d{4}-/,
        lastFailure: { at: /^\d{4}-/ },
      },
      { for: 'integration', listens: true },
    ],
  })

  await host.stop()
  t.equal(await seen(), 'channel false unavailable')
  t.match(await show(), /listens +nobody, again /)
})
