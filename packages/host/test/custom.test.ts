import { launchChromium, needsChromium } from '@hubward/browser'
import t from 'tap'
import { openAgency } from './fixtures/agency.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(900_000)

/** Each command is a process of its own, which takes its time on a busy machine. */
const patient = { timeout: 120_000 }

t.test('a Custom Channel, from its Access Token to an answered Ticket', async (t) => {
  t.setTimeout(900_000)
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

  t.test('the agency adds it and gets a link', patient, async (t) => {
    const added = await hubward(['channel', 'add', 'stub', '--json'], { input: accessToken })
    t.equal(added.code, 0, added.stderr)
    t.match(added.value, { channelId, days: 7, name: 'Our shop' })
    t.match(manifest()?.inbox?.ticketActions, [{ id: 'reply' }], 'its own Manifest is set')
    t.match(manifest()?.webhook, { url: /\/webhooks\// })
    const listed = await hubward(['channel', 'add', 'stub'], { input: accessToken })
    t.match(listed.stdout, /valid for 7 days and works once:\nhttp/, 'repeating makes a link more')
    t.notMatch(listed.stdout + listed.stderr, accessToken)
  })

  t.test('the Customer opens the link and chooses one of several accounts', patient, async (t) => {
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

  t.test('a message becomes a Ticket, and its reply is published', patient, async (t) => {
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

  t.test('the link in a browser', { ...needsChromium(), ...patient }, async (t) => {
    const club = await agency.customChannel('Our club')
    const { value } = await hubward(['channel', 'add', 'stub', '--json'], {
      input: club.accessToken,
    })
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    await page.goto(String(value.url))
    await page.getByLabel('Account').fill('club')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
    t.equal(await page.getByRole('link', { name: 'Back to SocialHub' }).count(), 0)
    t.match(state.data.channels[club.channelId], { name: 'Stub club', uniqueName: '@club@stub' })
    await page.goto(String(value.url))
    await page.getByRole('heading', { name: 'This link has been used' }).waitFor()
  })

  t.test(
    'a replaced Access Token: the operator is told, and hands the new one over',
    patient,
    async (t) => {
      const fresh = await act.createNewToken({ channelId })
      t.equal(manifest()?.webhook, undefined, 'SocialHub has disabled the webhook')
      network.addMessage('shop', { text: 'Still there?' })
      const shown = await eventually(
        () => hubward(['channel', 'show', channelId, '--json']),
        ({ value }) => value.state === 'revoked',
      )
      t.match(shown.value, { well: false, nextStep: /hubward channel token/ })
      t.match(
        (await hubward(['channel', 'reconnect-link', channelId])).stderr,
        'SocialHub doesn’t accept its Access Token',
      )
      const stale = await hubward(['channel', 'token', channelId], { input: accessToken })
      t.match(stale, { code: 1, stderr: /does not accept this Access Token/ })
      const other = await agency.customChannel('Another')
      const foreign = await hubward(['channel', 'token', channelId], { input: other.accessToken })
      t.match(foreign.stderr, `is for the Channel ${other.channelId} ("Another")`)
      const given = await hubward(['channel', 'token', channelId, '--json'], { input: fresh })
      t.match(given.value, { state: 'active' }, given.stderr)
      t.match(manifest()?.webhook, { url: /\/webhooks\// }, 'the webhook is restored')
    },
  )

  t.test(
    'a Customer authenticates again by a link, with the same account only',
    patient,
    async (t) => {
      const { value } = await hubward(['channel', 'reconnect-link', channelId, '--json'])
      const customer = new Visitor()
      const form = await customer.open(String(value.url))
      const wrong = await customer.submit(form, { account: 'club' })
      t.match(wrong.words, 'This is a different account')
      const again = await customer.submit(wrong)
      const done = await customer.submit(again, { account: 'shop' })
      t.match(done.words, 'Your Channel is active again')
      t.match((await new Visitor().open(String(value.url))).words, 'This link has been used')
    },
  )

  t.test(
    'moved to the promoted Manifest, nothing comes twice and nothing is lost',
    patient,
    async (t) => {
      const early = await hubward(['channel', 'move', channelId])
      t.match(early, { code: 1, stderr: /not promoted yet/ })
      const developer = await agency.customChannel('Development')
      const pushed = await hubward(['manifest', 'push', 'stub'], { input: developer.accessToken })
      t.equal(pushed.code, 0, pushed.stderr)
      const { manifestId = '' } = state.data.channels[developer.channelId] ?? {}
      act.promoteManifest({ manifestId, name: 'Stub Network' })
      const uniqueName = () => state.data.channels[channelId]?.uniqueName
      const former = uniqueName()
      await hubward(['channel', 'move', channelId])
      t.equal(uniqueName(), `${former} (Custom Channel)`)
      const calledOff = await hubward(['channel', 'move', channelId, '--call-off', '--json'])
      t.match(calledOff.value, { calledOff: true }, calledOff.stderr)
      t.equal(uniqueName(), former, 'it has its name again')
      const twice = await hubward(['channel', 'move', channelId, '--call-off'])
      t.match(twice, { code: 1, stderr: /is not marked to be moved/ })
      const marked = await hubward(['channel', 'move', channelId, '--json'])
      t.match(marked.value, { to: null, nameFreed: true }, marked.stderr)

      const before = network.addMessage('shop', { text: 'Before the Customer comes' })
      await eventually(
        () => ticketOf(before.id),
        (tickets) => tickets.length > 0,
      )
      const link = await act.creationLink({ accountId: simulator.accountId, manifestId })
      const customer = new Visitor()
      const details = await customer.submit(await customer.open(link), { account: 'shop' })
      const done = await customer.submit(details, {
        ':name.0': 'Shop',
        ':unique-name.0': '@shop',
        ':backfill': 'on',
      })
      t.match(
        done.words,
        'Channels Settings',
        'nothing is left to do: SocialHub’s page comes by itself',
      )
      const during = network.addMessage('shop', { text: 'While it is handed over' })
      await eventually(
        () => hubward(['channel', 'list', '--json']),
        ({ stdout }) => !stdout.includes(channelId) && /"state":"active"/.test(stdout),
      )
      t.equal(manifest()?.webhook, undefined, 'the Custom Channel has no webhook any more')
      const [root] = Object.values(state.data.tickets).filter(
        ({ interaction }) => interaction.message === 'Are you open?',
      )
      const rootId = root?.interaction.networkItemId ?? ''
      const after = network.addMessage('shop', { text: 'And on Sundays?', root: rootId })
      const [ticket] = await eventually(
        () => ticketOf(after.id),
        (tickets) => tickets.length > 0,
      )
      t.not(ticket?.channelId, channelId, 'new messages come to the new Channel')
      act.reply({ ticketId: ticket?.id ?? '', actionId: 'reply', text: 'From ten.' })
      await eventually(
        () => Object.values(state.data.followups).map(({ status }) => status),
        (all) => all.every((status) => status === 'published'),
      )
      const said = network.replies('shop').map(({ text }) => text)
      t.same(said, ['Until six.', 'From ten.'])
      t.equal(ticketOf(during.id).length, 1)
      const visible = Object.values(state.data.tickets).filter(({ hidden }) => !hidden)
      const ids = visible.map(({ interaction }) => interaction.networkItemId)
      t.equal(ids.length, new Set(ids).size, 'each message is one Ticket in both Channels together')
      t.equal(ids.length, 5 + 2, 'five messages, two replies')
      const proved = await hubward(['prove', '--json'])
      t.match(proved.value, { unaccounted: 0 }, proved.stderr)
      t.match(proved.value, { messages: { counted: { received: 5, published: 2 } } })
    },
  )
})
