import { liveIdOf, liveUrl } from '@hubward/border'
import Fastify from 'fastify'
import t from 'tap'
import { mediaKeyOf } from '../../src/plugins/media-key.ts'
import { createSealer } from '../../src/sealing/sealer.ts'
import { LivePages } from '../../src/web/live-pages.ts'

const sealer = createSealer([{ id: 'k', key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2))
const key = mediaKeyOf(sealer, 'stub')

t.test('a change that a stopping host hears of harms nothing', async (t) => {
  const live = new LivePages({
    availability: { draining: false },
    config: { http: { connections: 100, livePages: 10 } },
    counters: { livePages: () => undefined },
    integrations: new Map([['stub', {}]]),
    log: { warn: () => undefined },
    sealer,
  } as unknown as ConstructorParameters<typeof LivePages>[0])
  const app = Fastify()
  live.routes(app)
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const id = liveIdOf(key, 'cups')
  const page = await fetch(liveUrl(url, 'stub', key, id))
  t.equal(page.status, 200)
  const failed: unknown[] = []
  const note = (error: unknown) => failed.push(error)
  process.on('uncaughtException', note)
  t.teardown(() => process.off('uncaughtException', note))
  live.close()
  live.heard(`stub ${id}`)
  live.heardNothing()
  t.notMatch(await page.text(), /changed/)
  t.same(failed, [])
})
