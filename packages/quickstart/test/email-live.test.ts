import { needsChromium, type Page } from '@hubward/browser'
import { proves } from '@hubward/testkit'
import t from 'tap'
import { fillMailbox } from './fixtures/email/fill-mailbox.ts'
import { needsEmailServers } from './fixtures/email/installed.ts'
import { type LiveMail, openLiveMail, PASSWORDS } from './fixtures/email/live.ts'

// The plugin for e-mail against Dovecot and exim, through host and simulator.

t.setTimeout(600_000)

const needs = { skip: needsEmailServers().skip || needsChromium().skip }

let started: Promise<LiveMail> | undefined
const world = () => {
  started ??= openLiveMail()
  return started
}
t.teardown(async () => (await started)?.close())

t.test(
  'by password: a mail, a reply with a file, its answer, a bounce, new numbers, a restart',
  needs,
  async (t) => {
    proves(t, {
      network: 'email',
      capabilities: ['connect', 'read', 'threads', 'reply', 'attachment'],
      by: 'live',
      against: 'Dovecot and exim',
    })
    const live = await world()
    const { servers } = live
    const host = await live.host('password')
    t.teardown(async () => t.passing() || t.comment(await host.log()))
    const [info, ada] = [live.person('info'), live.person('ada')]
    const [agent, customer] = await Promise.all([live.open(), live.open()])

    // What was there before is none of the Channel's.
    await ada.send({ to: info.address, subject: 'Old', text: 'from long ago' })
    await info.mail('from long ago')

    await host.addChannel(customer)
    await customer.getByLabel('E-mail address').fill(info.address)
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer.getByLabel('Password or app password').fill('wrong')
    await customer.getByRole('button', { name: 'Continue' }).click()
    await customer
      .locator('#field-password-problem')
      .getByText('The server does not accept this name and password.')
      .waitFor()
    await customer.getByLabel('Password or app password').fill(PASSWORDS.info)
    await customer.getByRole('button', { name: 'Continue' }).click()
    await connect(customer)
    const channel = host.channel(info.address)

    // A mail becomes a Ticket because the server says so at once: nobody looks before tomorrow.
    await channel.listensOnly()
    const asked = await ada.send({
      from: `Ada Lovelace <${ada.address}>`,
      to: info.address,
      subject: 'The kiln',
      text: 'Is the kiln open on Sunday?',
    })
    const ticket = await host.ticket('Is the kiln open on Sunday?')
    t.match(ticket.interaction.message, 'The kiln', 'its subject is in the Ticket')
    t.match(
      host.simulator.state.data.interactors[ticket.interactorId ?? ''],
      { name: /Ada Lovelace/, networkInteractorId: ada.address },
      'and so is who wrote',
    )

    // The reply is a mail in the same thread, with its file.
    await agent.goto(host.inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'Is the kiln open' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill('Yes, from ten to four. Grüße!')
    await agent.getByLabel('How to reply').selectOption({ label: 'To the sender only' })
    await agent.locator('#attachment-reply').setInputFiles({
      name: 'Öffnungszeiten.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('10 to 4'),
    })
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
    const answered = await ada.mail(base64Of('10 to 4'))
    t.equal(answered.header('in-reply-to'), asked)
    t.match(answered.header('references'), asked)
    t.equal(answered.header('subject'), 'Re: The kiln')
    t.match(answered.header('from'), info.address)
    t.match(answered.raw, /Content-Type: text\/html/i, 'with an HTML alternative')
    const replyId = answered.header('message-id')
    t.same(
      (await info.mails('Sent')).map((mail) => mail.header('message-id')),
      [replyId],
      'the copy in Sent is there, once',
    )

    // Her answer belongs to the same thread, and quotes are cut.
    await channel.listensOnly()
    await ada.send({
      to: info.address,
      subject: 'Re: The kiln',
      inReplyTo: replyId,
      references: `${asked} ${replyId}`,
      text: `See you there.\n\nOn Mon, 16 Nov 2026 at 09:30 Shop <${info.address}> wrote:\n> Yes, from ten to four.\n`,
    })
    const thanks = await host.ticket('See you there.')
    t.equal(thanks.rootId, ticket.interaction.networkItemId, 'under the same root')
    t.notMatch(thanks.interaction.message, '> Yes, from ten', 'without what it quotes')

    // Its files are opened while the Channel listens: with each reply that makes three logins.
    await channel.listensOnly()
    await ada.send({
      to: info.address,
      subject: 'Plans',
      text: 'Here are the plans.',
      attachments: ['one', 'two'].map((name) => ({ filename: `${name}.txt`, content: name })),
    })
    const plans = await host.ticket('Here are the plans.')
    const opened = await Promise.all(
      (plans.interaction.attachments ?? []).map(async ({ url }) => (await fetch(url)).text()),
    )
    t.same(opened, ['one', 'two'])
    host.reply(plans, 'Thank you for the plans.')
    await ada.mail('Thank you for the plans.')

    // Nobody has that mailbox: the server's sentence stands in the thread.
    await channel.listensOnly()
    await ada.send({ from: 'ghost@post.test', to: info.address, subject: 'Boo', text: 'Who am I?' })
    const ghost = await host.ticket('Who am I?')
    host.reply(ghost, 'Nobody knows.')
    const bounce = await host.ticket('Unrouteable address')
    t.equal(bounce.rootId, ghost.interaction.networkItemId, 'in the thread of what came back')

    // Everything gets new numbers: nothing comes twice, nothing is missed.
    await servers.imap.stop()
    await ada.send({ to: info.address, subject: 'Gap', text: 'written in between' })
    await info.mail('written in between')
    await servers.imap.start()
    await servers.imap.renumber('info')
    await channel.hurry()
    await host.ticket('written in between')
    for (const says of ['Is the kiln open', 'See you there.', 'Who am I?', 'written in between']) {
      t.equal(host.count(says), 1, `"${says}" is one Ticket`)
    }
    t.equal(host.count('from long ago'), 0, 'what is older than the Channel stays out')

    // The connection broke with the server; it is made again.
    await channel.listensOnly()
    await ada.send({ to: info.address, subject: 'Later', text: 'after the restart' })
    await host.ticket('after the restart')
    await host.close()

    t.equal(await servers.imap.refusedLogins(), 0, 'no login of ours was one too many')
    await fillMailbox(servers, { address: info.address, password: PASSWORDS.info })
    t.ok((await servers.imap.refusedLogins()) > 0, 'and the server does refuse one more')
  },
)

t.test('by OAuth: a mail, a reply, an exchange, a consent that is withdrawn', needs, async (t) => {
  proves(t, {
    network: 'email',
    capabilities: ['connect', 'read', 'reply', 'refresh', 'revoke'],
    by: 'live',
    against: 'Dovecot and exim',
  })
  const { logins, ...live } = await world()
  const host = await live.host('oauth')
  t.teardown(async () => t.passing() || t.comment(await host.log()))
  const [south, ada] = [live.person('south'), live.person('ada')]
  const customer = await live.open()

  await host.addChannel(customer)
  await customer.getByLabel('E-mail address').fill(south.address)
  await customer.getByRole('button', { name: 'Continue' }).click()
  await connect(customer)
  const channel = host.channel(south.address)

  await channel.listensOnly()
  await ada.send({ to: south.address, subject: 'Hello', text: 'Good morning, South' })
  const ticket = await host.ticket('Good morning, South')
  host.reply(ticket, 'And to you, Ada.')
  await ada.mail('And to you, Ada.')

  // The token runs out, and is exchanged.
  const before = await channel.generation()
  logins.letExpire()
  await channel.letExpire()
  await channel.until(async () => (await channel.generation()) > before)
  await ada.send({ to: south.address, subject: 'Hello', text: 'Good evening, South' })
  await channel.hurry()
  await host.ticket('Good evening, South')

  // The consent is withdrawn: the Customer is told.
  logins.withdraw()
  await channel.until(async () => {
    await channel.letExpire()
    return (await channel.state()) === 'needs-authentication'
  })
  t.pass('the Channel waits for its Customer')
  await host.close()
})

/** The last page of the host's. */
async function connect(page: Page) {
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
}

function base64Of(text: string): string {
  return Buffer.from(text).toString('base64')
}
