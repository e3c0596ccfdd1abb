import t, { type Test } from 'tap'
import { type Agency, openAgency } from './fixtures/agency.ts'
import { runHere } from './fixtures/run-here.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(600_000)

/** An agency with a Custom Channel that works, connected with the account "shop". */
async function withShop(test: { teardown(close: () => Promise<void>): void }) {
  const agency = await openAgency()
  test.teardown(() => agency.close())
  await agency.start()
  const shop = await agency.customChannel('Shop')
  const added = await agency.hubward(['channel', 'add', 'stub', '--json'], {
    input: shop.accessToken,
  })
  const customer = new Visitor()
  const form = await customer.open(String(added.value.url))
  await customer.submit(await customer.submit(form, { account: 'shop' }), {
    ':name.0': 'Shop',
    ':unique-name.0': '@shop',
  })
  const { state } = agency.simulator
  const manifestId = state.data.channels[shop.channelId]?.manifestId ?? ''
  return { agency, shop, manifestId }
}

/** "Promote", on the page of the SocialHub Team. */
async function promote({ simulator }: Agency, manifestId: string): Promise<void> {
  const answer = await fetch(`${simulator.appUrl}/team/manifests/${manifestId}/promote`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'Stub Network' }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

async function becomesTicket({ network, simulator }: Agency, account: string, text: string) {
  const { id } = network.addMessage(account, { text })
  const [ticket] = await eventually(
    () =>
      Object.values(simulator.state.data.tickets).filter(
        ({ interaction }) => interaction.networkItemId === id,
      ),
    (tickets) => tickets.length > 0,
  )
  return ticket?.id ?? ''
}

async function addChannel(link: string, account: string) {
  const customer = new Visitor()
  const details = await customer.submit(await customer.open(link), { account })
  return customer.submit(details, {
    ':name.0': account,
    ':unique-name.0': `@${account}`,
  })
}

/** A command of this process: one of its own for each would take most of the time. */
async function run(test: Test, { file }: Agency, args: readonly string[]) {
  const ran = await runHere(test, [...args, '-c', file])
  const value = args.includes('--json') ? JSON.parse(ran.stdout) : {}
  return { ...ran, value }
}

async function told({ db }: Agency) {
  const rows = await db
    .selectFrom('notices')
    .select('kind')
    .distinct()
    .where('kind', 'like', 'manifest.%')
    .execute()
  return rows.map(({ kind }) => kind)
}

t.test('a working Custom Channel’s own Manifest is promoted', async (t) => {
  const { agency, shop, manifestId } = await withShop(t)
  const { simulator, network } = agency
  const { act, state, accountId } = simulator
  await becomesTicket(agency, 'shop', 'Before the promotion')
  await promote(agency, manifestId)

  const ticketId = await becomesTicket(agency, 'shop', 'After the promotion')
  const done = await addChannel(await act.creationLink({ accountId, manifestId }), 'club')
  t.match(done.words, 'Your Channel is active', 'a Customer’s click makes the host notice')
  t.same(await told(agency), ['manifest.promoted'])

  act.reply({ ticketId, actionId: 'reply', text: 'Until six.' })
  await eventually(
    () => network.replies('shop').map(({ text }) => text),
    (replies) => replies.includes('Until six.'),
  )
  await becomesTicket(agency, 'club', 'To the new Channel')
  const shown = await run(t, agency, ['channel', 'show', shop.channelId, '--json'])
  t.match(shown.value, { kind: 'reusable', state: 'active', well: true })
  const diff = await run(t, agency, ['manifest', 'diff', 'stub', '--json'])
  t.match(diff.value, { promoted: true, differences: [] }, diff.stderr)
  const pushed = await run(t, agency, ['manifest', 'push', '--all'])
  t.match(pushed.stdout, '0 Custom Channels', 'it is nobody’s own any more')

  t.test('and the Channel comes back after it was disabled', async (t) => {
    act.disableChannel({ channelId: shop.channelId })
    await eventually(
      () => run(t, agency, ['channel', 'show', shop.channelId, '--json']),
      ({ value }) => value.state === 'disabled',
    )
    const link = await act.reactivationLink({ channelId: shop.channelId })
    const customer = new Visitor()
    const stopped = await customer.open(link)
    const form = await customer.submit(stopped)
    await customer.submit(form, { account: 'shop' })
    t.equal(state.data.channels[shop.channelId]?.status, 'active', 'found by its unique name')
    await becomesTicket(agency, 'shop', 'After it came back')
  })
})

t.test('a promotion is noticed with the new token of its Channel', async (t) => {
  const { agency, shop, manifestId } = await withShop(t)
  const { act } = agency.simulator
  // One that was on its way to a promotion of its own steps back.
  const carrier = await agency.customChannel('Development')
  await agency.hubward(['manifest', 'push', 'stub'], { input: carrier.accessToken })
  await promote(agency, manifestId)
  const fresh = await act.createNewToken({ channelId: shop.channelId })
  const given = await agency.hubward(['channel', 'token', shop.channelId, '--json'], {
    input: fresh,
  })
  t.match(given.value, { state: 'active' }, given.stderr)
  t.same(await told(agency), ['manifest.promoted'])
  await becomesTicket(agency, 'shop', 'With the new token')
  const diff = await run(t, agency, ['manifest', 'diff', 'stub', '--json'])
  t.match(diff.value, { promoted: true }, diff.stderr)
})

t.test('beside a Reusable Manifest that was promoted before', async (t) => {
  const { agency, shop, manifestId } = await withShop(t)
  const { act, state, accountId } = agency.simulator
  const carrier = await agency.customChannel('Development')
  await agency.hubward(['manifest', 'push', 'stub'], { input: carrier.accessToken })
  const first = state.data.channels[carrier.channelId]?.manifestId ?? ''
  await promote(agency, first)
  await run(t, agency, ['manifest', 'diff', 'stub'])
  await promote(agency, manifestId)
  const pushed = await run(t, agency, ['manifest', 'push', '--all'])
  t.equal(pushed.code, 0, 'nothing is to be told SocialHub')

  const refused = await new Visitor().open(await act.creationLink({ accountId, manifestId }))
  t.notMatch(refused.words, 'Connect')
  t.same(await told(agency), ['manifest.promoted-twice'])
  await becomesTicket(agency, 'shop', 'It goes on')
  const shown = await run(t, agency, ['channel', 'show', shop.channelId, '--json'])
  t.match(shown.value, { kind: 'custom', state: 'active' })
  const done = await addChannel(await act.creationLink({ accountId, manifestId: first }), 'club')
  t.match(
    done.words,
    'Your Channel is active',
    'the one that was promoted first is the integration’s',
  )
})
