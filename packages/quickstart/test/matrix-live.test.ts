import { needsChromium, type Page } from '@hubward/browser'
import { proves } from '@hubward/testkit'
import t from 'tap'
import { itemId } from '../../../plugins/matrix/src/message.ts'
import { needsSynapse } from './fixtures/matrix/installed.ts'
import { type LiveMatrix, openLiveMatrix, ticketOf, until } from './fixtures/matrix/live.ts'

// The plugin for Matrix against Synapse, through host and simulator.

t.setTimeout(600_000)

const needs = { skip: needsSynapse().skip || needsChromium().skip }

let started: Promise<LiveMatrix> | undefined
const world = () => {
  started ??= openLiveMatrix()
  return started
}
t.teardown(async () => (await started)?.close())

t.test(
  'by password: messages, edits, threads, files, a reply, a reaction, a session that ends',
  needs,
  async (t) => {
    proves(t, {
      network: 'matrix',
      capabilities: [
        'connect',
        'read',
        'edits',
        'deletions',
        'threads',
        'media',
        'reply',
        'attachment',
        'actions',
        'revoke',
      ],
      by: 'live',
      against: 'Synapse',
    })
    const live = await world()
    const { synapse } = live
    const host = await live.host()
    t.teardown(async () => t.passing() || t.comment(await host.log()))
    const { simulator } = host
    const [north, anna] = [await synapse.person('north'), await synapse.person('anna')]
    const [agent, customer] = await Promise.all([live.open(), live.open()])
    const room = await anna.room({ name: 'Shop', invite: [north.id] })
    const secret = await anna.room({ name: 'Secrets', invite: [north.id], encrypted: true })
    await Promise.all([north.join(room), north.join(secret)])
    await anna.write(room, 'From long ago')

    await host.addChannel(customer, north.id, 'Password')
    await customer.getByLabel('Password').fill('wrong')
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer
      .locator('#field-password-problem')
      .getByText('The server does not accept this password')
      .waitFor()
    await customer.getByLabel('Password').fill(north.password)
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer.getByText('so these are not offered: Secrets').waitFor()
    await customer.getByLabel('Shop').check()
    await customer.getByRole('button', { name: 'Continue' }).click()
    await connect(customer)

    // The server says at once that something is there: nobody looks before tomorrow.
    await host.listensOnly(north.id)
    const question = await anna.write(room, 'Is the kiln open?')
    const ticket = await ticketOf(simulator, question.event_id)
    t.equal(ticket.interaction.message?.includes('Is the kiln open?'), true)

    await anna.edit(room, question.event_id, 'Is the kiln open on Sunday?')
    await ticketOf(simulator, question.event_id, /on Sunday/)

    const threaded = await anna.write(room, {
      msgtype: 'm.text',
      body: 'In a thread',
      'm.relates_to': { rel_type: 'm.thread', event_id: question.event_id },
    })
    t.equal((await ticketOf(simulator, threaded.event_id)).rootId, itemId(room, question.event_id))

    await anna.redact(room, threaded.event_id)
    await ticketOf(simulator, threaded.event_id, /deleted/)

    // A file that only members may open stands in the Ticket.
    const url = await anna.upload(Buffer.from('one, two'), 'text/plain', 'list.txt')
    const info = { mimetype: 'text/plain', size: 8 }
    const file = { msgtype: 'm.file', body: 'list.txt', url, info }
    const attached = await anna.write(room, file)
    const { interaction } = await ticketOf(simulator, attached.event_id)
    const opened = await fetch(interaction.attachments?.[0]?.url ?? '')
    t.equal(await opened.text(), 'one, two')

    // A reply with a file, and a reaction.
    await agent.goto(host.inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'on Sunday' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill('From ten to four')
    await agent.locator('#attachment-reply').setInputFiles({
      name: 'hours.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('10 to 4'),
    })
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
    const replies = () => north.history(room)
    t.match(
      (await replies()).filter(
        ({ sender, type }) => sender === north.id && type === 'm.room.message',
      ),
      [
        {
          content: {
            msgtype: 'm.file',
            body: 'From ten to four',
            filename: 'hours.txt',
            'm.relates_to': { 'm.in_reply_to': { event_id: question.event_id } },
            'm.mentions': { user_ids: [anna.id] },
          },
        },
      ],
      'it is there, once',
    )
    simulator.act.pressButton({ ticketId: ticket.id, actionId: 'like' })
    await until(async () =>
      (await replies()).some(
        ({ type, content }) =>
          type === 'm.reaction' &&
          (content['m.relates_to'] as { event_id: string }).event_id === question.event_id,
      ),
    )

    // The session ends: the Customer is told, comes back, and nothing was missed.
    await north.logOutEverywhere()
    await until(async () => (await host.state(north.id)) === 'needs-authentication')
    const missed = await anna.write(room, 'Are you there?')
    await host.reactivate(customer, 'north')
    await customer.getByRole('button', { name: 'Reconnect' }).click()
    await customer.getByRole('radio', { name: 'Password' }).check()
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer.getByLabel('Password').fill(north.password)
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer.getByRole('heading', { name: 'Your Channel is active again' }).waitFor()
    await ticketOf(simulator, missed.event_id)
    const old = Object.values(simulator.state.data.tickets).filter(({ interaction }) =>
      interaction.message?.includes('long ago'),
    )
    t.equal(old.length, 0, 'what is older than the Channel stays out')
    await host.close()
  },
)

t.test('by the server’s login page: an invitation is accepted, and read', needs, async (t) => {
  const live = await world()
  const { synapse } = live
  const host = await live.host()
  t.teardown(async () => t.passing() || t.comment(await host.log()))
  const [office, bob] = [await synapse.person('office'), await synapse.person('bob')]
  const customer = await live.open()

  await host.addChannel(customer, office.id, 'The server’s login page')
  // The server's own page asks whether this program may have the session.
  await customer.waitForURL(`${synapse.url}/**`)
  await customer.getByRole('link', { name: 'Continue' }).click()
  await customer.getByRole('radio', { name: 'From everybody' }).check()
  await connect(customer)

  await host.listensOnly(office.id)
  const room = await bob.room({ invite: [office.id] })
  const hello = await bob.write(room, 'Hello, office')
  await ticketOf(host.simulator, hello.event_id)
  await host.close()
})

/** The last page of the host's. */
async function connect(page: Page) {
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
}
