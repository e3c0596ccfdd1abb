import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { PluginFiles, PluginStore } from '@hubward/plugin'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { withDefaults } from '../src/defaults.ts'
import type { LoadOptions } from '../src/integration-loader.ts'
import { loadIntegrations } from '../src/load-integrations.ts'
import { createPluginCalls } from '../src/plugin-calls.ts'
import { countedPlugin } from './fixtures/counted-plugin.ts'

t.setTimeout(300_000)

/** Two packages on the disk, and a host that starts over them as often as one likes. */
async function plant(t: Test) {
  const folder = t.testdir({
    outside: { imports: '' },
    plugins: Object.fromEntries(
      ['first', 'second'].map((id) => [
        id,
        {
          'package.json': JSON.stringify({ name: id, type: 'module', version: '1.0.0' }),
          'index.js': '',
        },
      ]),
    ),
  })
  const outside = join(folder, 'outside')
  const cacheFolder = join(folder, 'cache')
  const write = (id: string, color?: string) =>
    writeFile(join(folder, 'plugins', id, 'index.js'), countedPlugin(id, outside, color))
  await write('first')
  await write('second')

  async function start({
    idleMs = 60_000,
    ids = ['first'],
    ...options
  }: { idleMs?: number; ids?: readonly string[] } & LoadOptions = {}) {
    const integrations = Object.fromEntries(
      ids.map((id) => [id, { plugin: join(folder, 'plugins', id) }]),
    )
    const plugins = {
      isolation: 'worker',
      memoryMb: 64,
      callsAtOnce: 10,
      idleMs,
      cacheFolder,
    } as const
    const log = pino({ level: 'silent' })
    const loaded = await loadIntegrations({ integrations, openHosts: [], plugins }, log, options)
    t.teardown(() => loaded.close())
    return { ...loaded, ...callsOf(loaded.integrations) }
  }

  return {
    start,
    write,
    folder,
    cacheFolder,
    async imports(id = 'first') {
      const lines = (await readFile(join(outside, 'imports'), 'utf8')).split('\n')
      return lines.filter((line) => line === id).length
    },
    put: (name: string) => writeFile(join(outside, name), ''),
    take: (name: string) => rm(join(outside, name)),
    isThere: (name: string) => existsSync(join(outside, name)),
  }
}

function callsOf(integrations: Awaited<ReturnType<typeof loadIntegrations>>['integrations']) {
  const store: PluginStore = {
    get: async () => undefined,
    set: async () => 1,
    delete: async () => undefined,
    list: async () => [],
  }
  const nothing = () => Promise.reject(new Error('There are no files here.'))
  const files: PluginFiles = { put: nothing, open: nothing }
  const log = pino({ level: 'silent' })
  const services = { log, store, files, notify: async () => undefined }
  const calls = createPluginCalls({
    log,
    publicUrl: 'https://host.example',
    integrations,
    mediaKey: () => 'key',
    servicesOfIntegration: () => services,
    servicesOfChannel: () => ({ services, pushesRead: () => 0 }),
    servicesOfRequest: () => services,
    noteFault: async () => undefined,
    rememberMedia: async () => undefined,
  })
  const channelOf = (integration: string) => ({
    id: '1',
    integration,
    channel: {
      networkId: 'account',
      name: 'Account',
      uniqueName: '@account',
      server: null,
      language: 'en' as const,
      createdTime: '2026-11-22T10:00:00.000Z',
    },
    channelSettings: {},
    credentials: {},
  })
  const { signal } = new AbortController()
  return {
    async reply(text = 'Hello', integration = 'first') {
      const inReplyTo = { networkItemId: 'm', reference: null, rootId: null }
      const answer = await calls.reply(
        channelOf(integration),
        { inReplyTo, actionId: 'r', text, attachments: [], option: null, idempotencyKey: 'k' },
        signal,
      )
      return answer.networkItemId
    },
    fetch: (integration = 'first') =>
      calls.fetchMessages(
        channelOf(integration),
        { position: null, limit: 10, since: '2026-11-22T10:00:00.000Z' },
        signal,
      ),
  }
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50)
}

t.test('code that has not changed is imported by the first call, not by the start', async (t) => {
  const { start, imports, cacheFolder } = await plant(t)
  const before = await start()
  t.equal(await imports(), 1, 'the first start reads it')
  await before.close()

  const { integrations, reply, failures } = await start()
  t.equal(await imports(), 1, 'the second does not')
  const [plugin, again] = [before, { integrations }].map((one) => one.integrations.get('first'))
  t.same(failures, [])
  t.same(again?.plugin.declaration, plugin?.plugin.declaration)
  t.same(
    again?.settings,
    { url: 'https://example.org' },
    'defaults are filled in from what is kept',
  )
  t.same(withDefaults(plugin?.plugin.settings ?? {}, {}), again?.settings)
  t.equal(await reply(), 'as-111111')
  t.equal(await imports(), 2)
  t.equal((await stat(cacheFolder)).mode & 0o77, 0, 'nobody else may say what is kept')
})

t.test('changed code is read anew, its package’s and that of what it needs', async (t) => {
  const { start, write, imports, folder } = await plant(t)
  const colorOf = ({ integrations }: Awaited<ReturnType<typeof start>>) =>
    integrations.get('first')?.plugin.declaration.branding.color
  const restart = async () => {
    const host = await start()
    await host.close()
    return colorOf(host)
  }
  await restart()
  await write('first', '#222222')
  t.equal(await restart(), '#222222')
  t.equal(await imports(), 2)

  const home = join(folder, 'plugins/first')
  const need = join(home, 'node_modules/needed')
  const manifest = (version: string) =>
    writeFile(join(need, 'package.json'), JSON.stringify({ name: 'needed', version }))
  await mkdir(need, { recursive: true })
  await manifest('1.0.0')
  await writeFile(
    join(home, 'package.json'),
    JSON.stringify({ name: 'first', type: 'module', dependencies: { needed: '1' } }),
  )
  await restart()
  await restart()
  t.equal(await imports(), 3, 'it has changed once')
  await manifest('1.0.1')
  await restart()
  t.equal(await imports(), 4, 'a package that it needs has another version')
})

t.test('nothing is kept where others may write', async (t) => {
  const { start, imports, cacheFolder } = await plant(t)
  await mkdir(cacheFolder)
  await chmod(cacheFolder, 0o777)
  for (const count of [1, 2]) {
    const host = await start()
    await host.close()
    t.equal(await imports(), count)
  }
})

t.test('a worker ends when it is idle, and the next call starts another', async (t) => {
  const { start, imports } = await plant(t)
  const { reply } = await start({ idleMs: 1 })
  t.equal(await imports(), 1)
  await reply()
  t.equal(await imports(), 2, 'the worker that read the code has ended')
  await eventually(async () => (await reply()) === 'as-111111' && (await imports()) > 2)
})

t.test('code that can’t be loaded any more is named until it can', async (t) => {
  const { start, imports, put, take } = await plant(t)
  await (await start()).close()
  await put('broken')
  const host = await start()
  t.same(host.failures, [], 'it was loaded once since it changed')
  await t.rejects(host.reply(), { code: 'unavailable', effect: 'none', message: /It is broken/ })
  t.match(host.failures, [{ name: 'first', problems: [{ where: 'import', rule: /It is broken/ }] }])
  await take('broken')
  t.equal(await host.reply(), 'as-111111')
  t.same(host.failures, [])
  await host.close()
  const count = await imports()
  await (await start()).close()
  t.equal(await imports(), count + 1, 'what was kept is believed no longer')
})

t.test('code that is not known is read while the others work', async (t) => {
  const { start, imports, put } = await plant(t)
  await (await start()).close()
  await put('slow-second')
  const host = await start({ ids: ['second', 'first'], unknownCode: 'later' })
  t.same([...host.integrations.keys()], ['first'])
  t.same([...host.unread], ['second'])
  t.equal(await host.reply(), 'as-111111')
  await t.rejects(host.reply('', 'second'), { code: 'operator' })
  await put('go-second')
  await host.read
  t.same([...host.unread], [])
  t.equal(await host.reply('', 'second'), 'as-111111')
  t.equal(await imports('second'), 2)
})

t.test('what fails to be read is named, and a host that ends waits for none', async (t) => {
  const { start, put, take } = await plant(t)
  await put('broken')
  const failing = await start({ unknownCode: 'later' })
  await failing.read
  t.match(failing.failures, [{ name: 'first', problems: [{ where: 'import' }] }])
  await take('broken')
  await put('slow-first')
  const waiting = await start({ unknownCode: 'later' })
  await waiting.close()
  await waiting.read
  t.same(waiting.failures, [])
  t.same([...waiting.integrations], [])
})

t.test(
  'a call under way when the code changes is finished by the code that began it',
  async (t) => {
    const { start, write, put, isThere } = await plant(t)
    const { reply, fetch, integrations } = await start()
    const underWay = reply('wait:end')
    await eventually(() => isThere('end-begun'))
    await write('first', '#333333')
    // Of another lane, so that a worker starts, and finds the new code.
    await fetch()
    const color = () => integrations.get('first')?.plugin.declaration.branding.color
    await eventually(() => color() === '#333333')
    t.equal(await reply(), 'as-333333')
    await put('end')
    t.equal(await underWay, 'as-111111')
  },
)
