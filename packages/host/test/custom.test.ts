import t from 'tap'
import { openAgency } from './fixtures/agency.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(180_000)

t.test('a Custom Channel, from its Access Token to an answered Ticket', async (t) => {
  t.setTimeout(150_000)
  const agency = await openAgency()
  t.teardown(() => agency.close())
  const { simulator, network, hubward } = agency
  const { state, act } = simulator
  await agency.start()
  const ticketOf = (networkItemId: string) =>
    Object.values(state.data.tickets).filter(
      ({ interaction }) => interaction.networkItemId === networkItemId,
    )
  const { channelId, accessToken } = await agency.customChannel('Our shop')
  const channel = () => state.data.channels[channelId]
  const manifest = () => state.data.manifests[channel()?.manifestId ?? '']

  t.test('the agency adds it and gets a link', async (t) => {
    const added = await hubward(['channel', 'add', 'stub', '--json'], { input: accessToken })
    t.equal(added.code, 0, added.stderr)
    t.match(added.value, { channelId, days: 7, name: 'Our shop' })
    t.match(manifest()?.inbox?.ticketActions, [{ id: 'reply' }], 'its own Manifest is set')
    t.match(manifest()?.webhook, { url: /\/webhooks\// })
    const listed = await hubward(['channel', 'add', 'stub'], { input: accessToken })
    t.match(listed.stdout, /valid for 7 days and works once:\nhttp/, 'repeating makes a link more')
    t.notMatch(listed.stdout + listed.stderr, accessToken)
  })

  t.test('the Customer opens the link and chooses one of several accounts', async (t) => {
    const { value } = await hubward(['channel', 'add', 'stub', '--json'], { input: accessToken })
    const link = String(value.url)
    const customer = new Visitor('de')
    const form = await customer.open(link)
    t.notMatch(form.text, link.slice(-20), 'the link’s token is on no page')
    t.match(form.words, 'Abbrechen')
    t.notMatch(form.words, 'zurück zu SocialHub')
    const accounts = await customer.submit(form, { account: 'shop,club' })
    t.match(accounts.text, 'type="radio"')
    const both = {
      ':name.0': 'Shop',
      ':unique-name.0': '@shop',
      ':name.1': 'Club',
      ':unique-name.1': '@club',
    }
    const refused = await customer.submit(accounts, { ...both, ':account': ['0', '1'] })
    t.match(refused.words, 'Bitte wählen Sie nur eins')
    const details = await customer.submit(refused, { ...both, ':account': '0' })
    t.match(details.words, 'Ihren Kanal einrichten')
    const done = await customer.submit(details, {})
    t.match(done.words, 'Ihr Kanal ist aktiv')
    t.match(done.words, 'Sie können diese Seite schließen')
    t.match(channel(), { name: 'Shop', uniqueName: '@shop' })
    t.match((await new Visitor().open(link)).words, 'This link has been used')
    const again = await hubward(['channel', 'add', 'stub'], { input: accessToken })
    t.match(again.stderr, 'connected here already')
    t.equal(again.code, 1)
  })

  t.test('a message becomes a Ticket, and its reply is published', async (t) => {
    const message = network.addMessage('shop', { text: 'Are you open?' })
    const [ticket] = await eventually(
      () => ticketOf(message.id),
      (tickets) => tickets.length > 0,
    )
    act.reply({ ticketId: ticket?.id ?? '', actionId: 'reply', text: 'Until six.' })
    await eventually(
      () => Object.values(state.data.followups).map(({ status }) => status),
      (all) => all.every((status) => status === 'published'),
    )
    t.match(network.replies('shop'), [{ text: 'Until six.' }])
  })
})
