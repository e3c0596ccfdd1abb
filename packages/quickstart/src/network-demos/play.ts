import type { Page } from '@hubward/browser'
import type { Demo } from './demo.ts'
import type { DemoQuickstart } from './start-with-demo.ts'

/** A busy machine takes its time. */
const PATIENCE = { timeoutMs: 240_000 }

/** Does on our pages what the demo says. */
export async function followSteps(page: Page, steps: Demo['connect']): Promise<void> {
  for (const step of steps) {
    if ('press' in step) await page.getByRole('button', { name: step.press, exact: true }).click()
    else if ('choose' in step) await page.getByLabel(step.choose).check()
    else await page.getByLabel(step.fill).fill(step.with)
  }
}

/** Where our page has nothing left to say, the Customer is back at SocialHub already. */
export async function channelIsActive(page: Page): Promise<void> {
  const told = page.getByRole('heading', { name: 'Your Channel is active' })
  await told.or(page.locator('.channel')).first().waitFor()
}

/** As a community manager does, with the first way to reply where there are several. */
export async function answerInInbox(
  { simulator, host }: DemoQuickstart,
  network: string,
  to: string,
  text: string,
): Promise<void> {
  const ticket = await simulator.until(
    () =>
      Object.values(simulator.state.data.tickets).find(({ interaction }) =>
        interaction.message?.includes(to),
      ),
    { ...PATIENCE, what: 'the Ticket' },
  )
  const actions = host.context.integrations.get(network)?.plugin.declaration.ticketActions ?? []
  const declared = actions.find(({ type }) => type === 'reply')
  const option = declared?.options?.[0]?.id
  const { id } = simulator.act.reply({
    ticketId: ticket.id,
    actionId: 'reply',
    text,
    ...(option !== undefined && { option }),
  })
  await simulator.until(() => simulator.state.data.followups[id]?.status === 'published', {
    ...PATIENCE,
    what: 'the reply to be published',
  })
}
