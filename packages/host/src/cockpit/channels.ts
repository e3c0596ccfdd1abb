import type { FastifyInstance } from 'fastify'
import { Refused } from '../operating/refused.ts'
import { integrationsInUse } from '../store/cockpit-integrations.ts'
import { type CockpitChannel, cockpitChannels } from '../store/cockpit-overview.ts'
import { formOf } from '../web/page-scope.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { pause, reconnectText } from './deeds.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { filterIn, pageIn } from './overview.ts'
import { type Became, bulkPage, channelsPage } from './pages/channels.ts'

const SIZE = 50

/** Every Channel, a page at a time, and what can be done with several at once. */
export function channelListRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db } = context
  app.get('/channels', { config: { action: 'look' } }, async (request, reply) => {
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const filter = filterIn(request.query)
    const page = pageIn(request.query)
    const { channels, count } = await cockpitChannels(db, filter, { size: SIZE, page })
    const pages = Math.max(1, Math.ceil(count / SIZE))
    const integrations = await integrationsInUse(db)
    const shown = { channels, count, filter, page, pages, integrations }
    return sendCockpitPage(reply, frame, channelsPage(frame, shown))
  })

  for (const [path, action] of [
    ['pause', 'pause'],
    ['reconnect', 'reconnect link'],
  ] as const) {
    app.post(`/channels/all/${path}`, { config: { action } }, async (request, reply) => {
      const frame = cockpitFrame(context, request, reply, operatorAt(request))
      const form = formOf(request.body)
      const ids = [...new Set(form.getAll('channel'))].slice(0, SIZE)
      const acting = dbOf(context, request)
      const became: Became[] = []
      for (const channel of form.get('sure') === 'yes' ? await channelsNamed(ids) : []) {
        became.push({ channel, ...(await tried(() => perform(channel))) })
      }
      const channels = await channelsNamed(ids)
      return sendCockpitPage(reply, frame, bulkPage(frame, { path, channels, became }))

      async function perform(channel: CockpitChannel): Promise<string> {
        if (path === 'reconnect')
          return await reconnectText({ context, db: acting, channel, frame })
        await pause(acting, channel.channelId, form)
        return frame.say('deed.pause-done')
      }
    })
  }

  /** In the order in which they were chosen. */
  async function channelsNamed(ids: readonly string[]): Promise<readonly CockpitChannel[]> {
    const filter = { find: '', channelIds: ids }
    const { channels } = await cockpitChannels(db, filter, { size: SIZE, page: 0 })
    return channels.toSorted((a, b) => ids.indexOf(a.channelId) - ids.indexOf(b.channelId))
  }
}

/** One that can't be done keeps no other from being done. */
async function tried(work: () => Promise<string>): Promise<Omit<Became, 'channel'>> {
  try {
    return { said: await work() }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { refused: error.code }
  }
}
