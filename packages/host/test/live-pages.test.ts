import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { freePort } from './stage/free-port.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

async function stageWith(t: Test) {
  const plugin = fileURLToPath(new URL('./fixtures/listening-plugin.ts', import.meta.url))
  const stage = await setStage({ plugin })
  t.teardown(() => stage.close())
  const start = async (config: object = {}) => {
    const port = await freePort()
    const listen = { host: '127.0.0.1', port }
    const integrations = { stub: { plugin } }
    const host = await stage.startHost({ config: { listen, integrations, ...config } })
    const url = `http://127.0.0.1:${port}`
    const ask = async (path: string) => (await fetch(`${url}/p/stub${path}`)).text()
    return {
      host,
      url,
      tell: (topic: string) => ask(`/tell/${topic}`),
      /** Where its pages listen, on this very host. */
      liveUrl: async (topic: string) => url + new URL(await ask(`/url/${topic}`)).pathname,
    }
  }
  return { stage, start }
}

/** A page that is open. */
async function open(t: Test, url: string) {
  const closing = new AbortController()
  t.teardown(() => closing.abort())
  const response = await fetch(url, { signal: closing.signal })
  let text = ''
  let ended = false
  const read = async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
  }
  read()
    .catch(() => undefined)
    .finally(() => {
      ended = true
    })
  const changes = () => text.split('event: changed').length - 1
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    changes,
    heard: (count: number) => eventually(changes, (heard) => heard >= count),
    ends: () => eventually(() => ended, Boolean),
    close: () => closing.abort(),
  }
}

t.test('an open page hears of a change, whichever host was told of it', async (t) => {
  const { stage, start } = await stageWith(t)
  const [one, other] = [await start(), await start()]
  const page = await open(t, await one.liveUrl('cups'))
  const elsewhere = await open(t, await one.liveUrl('plates'))
  t.match(page, { status: 200, type: /^text\/event-stream/ })
  await one.tell('cups')
  await page.heard(1)
  await other.tell('cups')
  await page.heard(2)
  await other.tell('plates')
  await elsewhere.heard(1)
  t.same([page.changes(), elsewhere.changes()], [2, 1], 'each hears of its own topic')

  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where query like 'listen hubward%' and datname = current_database()`.execute(stage.db)
  await page.heard(3)
  await elsewhere.heard(2)
  await other.tell('cups')
  await page.heard(4)
  t.pass('a connection to PostgreSQL that broke lets all look')
})

t.test('an address that the host has never made holds nothing', async (t) => {
  const { start } = await stageWith(t)
  const { url, liveUrl } = await start()
  const good = await liveUrl('cups')
  for (const address of [
    `${good}x`,
    good.replace('/live/stub/', '/live/stub/x'),
    `${url}/live/stub/${'a'.repeat(32)}.${'b'.repeat(32)}`,
    `${url}/live/stub/x`,
    good.replace('/stub/', '/other/'),
  ]) {
    t.equal((await fetch(address)).status, 404, address)
  }
})

t.test('of more pages than a host may have, the last are told to look by themselves', async (t) => {
  const { start } = await stageWith(t)
  const { liveUrl } = await start({ http: { livePages: 2 } })
  const url = await liveUrl('cups')
  const first = await open(t, url)
  await open(t, url)
  const refused = await fetch(url)
  t.equal(refused.status, 503)
  t.ok(Number(refused.headers.get('retry-after')) > 0)
  first.close()
  await eventually(
    async () => (await open(t, url)).status,
    (status) => status === 200,
  )
})

t.test('a host that stops ends its streams, and waits for none', async (t) => {
  const { start } = await stageWith(t)
  const { host, liveUrl } = await start()
  const page = await open(t, await liveUrl('cups'))
  await host.stop()
  await page.ends()
  t.equal(host.child.exitCode, 0)
})
