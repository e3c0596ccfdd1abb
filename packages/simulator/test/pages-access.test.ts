import { needsChromium, type Page } from '@hubward/browser'
import axe from 'axe-core'
import t from 'tap'
import { openPage, startSocialHub, ticketOf } from './pages-setup.ts'

t.test('everybody can use every page, on any screen', needsChromium(), async (t) => {
  const { simulator, channel, webhookUrl } = await startSocialHub(t)
  await channel('PATCH', '/manifest', {
    branding: { icon: `${webhookUrl}/icon.svg`, color: '#ffe100' },
    callbacks: { channelCreation: `${webhookUrl}/onboarding` },
  })
  const { manifestId } = simulator
  const ticket = await channel(
    'POST',
    '/inbox/tickets',
    ticketOf('item-0001', `Look at https://example.org/${'a-long-address/'.repeat(12)}`, {
      rating: { value: 3, scale: 5 },
      pictures: [{ small: `${webhookUrl}/small.png`, large: `${webhookUrl}/large.png` }],
      attachments: [{ url: `${webhookUrl}/bill.pdf`, name: 'bill.pdf', size: 12_345 }],
      link: 'https://example.org/article',
    }),
  )
  const sent = { ticketId: ticket._id, actionId: 'answer', option: 'public', text: 'Hi!' }
  const { id: followupId } = simulator.act.reply(sent)
  simulator.act.reply(sent)
  simulator.act.promoteManifest({ manifestId, name: 'Contact form' })
  const custom = simulator.act.createCustomChannel({ accountId: simulator.accountId, name: 'Desk' })
  simulator.act.disableChannel({ channelId: custom.id })
  simulator.act.createAccount({ name: 'Another Company with quite a long name' })
  await simulator.idle()
  await channel('POST', `/inbox/tickets/${ticket._id}/reset/answer`, { followupId, reason: 'No.' })

  const page = await openPage(t)
  for (const path of [
    '/',
    '/inbox',
    `/inbox/${ticket._id}`,
    '/settings/channels',
    '/team',
    '/inbox/none',
  ]) {
    await page.goto(simulator.appUrl + path)
    await page.evaluate(axe.source)
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      t.strictSame(await violations(page), [], `${path} at ${width} pixels`)
    }
    for (const width of [1280, 900, 640, 360]) {
      await page.setViewportSize({ width, height: 800 })
      t.ok(
        await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        `${path} needs no scrolling sideways at ${width} pixels`,
      )
    }
  }
})

/** What axe-core calls serious or critical, as `rule: element`. */
async function violations(page: Page): Promise<string[]> {
  const found: { violations: axe.Result[] } = await page.evaluate(
    'axe.run({ resultTypes: ["violations"] })',
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
