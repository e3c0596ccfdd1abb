import type { Command } from 'commander'
import t from 'tap'
import { createProgram } from '../src/cli/program.ts'
import { type Agency, openAgency } from './fixtures/agency.ts'
import { runHere } from './fixtures/run-here.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(900_000)

/** Each command is a process of its own, which takes its time on a busy machine. */
const patient = { timeout: 120_000 }

t.test('every command explains itself and all that it takes', async (t) => {
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
  const commands = leaves(await createProgram('everything'))
  t.ok(commands.length > 15, `${commands.length} commands`)
  for (const command of commands) {
    const help = command.helpInformation()
    t.match(help, command.description().split(' ')[0] ?? '', command.name())
    for (const option of command.options)
      t.ok(option.description, `${command.name()} ${option.flags}`)
    for (const argument of command.registeredArguments) {
      t.ok(argument.description, `${command.name()} <${argument.name()}>`)
    }
  }
})

t.test('what goes wrong is said in a sentence', { timeout: 580_000 }, async (t) => {
  const agency = await openAgency()
  t.teardown(() => agency.close())
  const { hubward, simulator } = agency
  const unknown = 'a'.repeat(24)
  const inProcess = { file: agency.file }
  const fails = async (
    name: string,
    args: readonly string[],
    wanted: RegExp | string,
    options: Parameters<Agency['hubward']>[1] | { readonly file: string } = {},
  ) => {
    // A process of its own for each would take most of the time.
    const { code, stdout, stderr } =
      'file' in options
        ? await runHere(t, [...args, '-c', options.file])
        : await hubward(args, options)
    t.equal(code, 1, name)
    t.match(stderr, wanted, name)
    t.notMatch(stdout + stderr, /^\s+at /m, `${name}: no stack trace`)
  }
  const link = await simulator.act.createCustomChannel({
    accountId: simulator.accountId,
    name: 'x',
  })
  const accessToken = await simulator.act.showToken({ channelId: link.id })

  await fails('an unknown command', ['channel', 'lost'], 'unknown command')
  await fails('an argument too few', ['channel', 'show'], "missing required argument 'channelId'")
  await fails('no configuration', ['channel', 'list'], 'The configuration needs a change', {
    bare: true,
  })
  await fails('a file that is not there', ['channel', 'list', '-c', '/nowhere'], 'can’t be read')
  await fails('no database', ['channel', 'list'], 'PostgreSQL can’t be reached', {
    env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
  })
  await fails('a key that is none', ['channel', 'list'], /key/i, { env: { HUBWARD_KEYS: 'a:b' } })
  for (const command of [
    'show',
    'pause',
    'resume',
    'fetch',
    'settings-link',
    'reconnect-link',
    'move',
  ]) {
    await fails(
      command,
      ['channel', command, unknown],
      `No Channel here has SocialHub’s id ${unknown}`,
    )
  }
  await fails('a state that is none', ['channel', 'list', '--state', 'odd'], 'Allowed choices are')
  await fails(
    'no terminal and nothing on standard input',
    ['channel', 'add', 'stub'],
    'No Access Token came by standard input',
  )
  await fails(
    'an unknown integration',
    ['channel', 'add', 'other'],
    'no integration "other"',
    inProcess,
  )
  await fails(
    'no days',
    ['channel', 'add', 'stub', '--days', '0'],
    '--days must be more than 0',
    inProcess,
  )
  await fails('no token at all', ['channel', 'add', 'stub'], 'This is no token', {
    input: 'rubbish',
  })
  const damaged = `${accessToken.slice(0, -3)}AAA`
  await fails(
    'a token of nobody',
    ['channel', 'add', 'stub'],
    'does not accept this Access Token',
    { input: damaged },
  )
  await fails('nobody listens', ['channel', 'add', 'stub'], 'WebhookValidationError', {
    input: accessToken,
  })
  await fails(
    'an unknown event',
    ['events', 'show', 'action-9'],
    'There is no "action-9"',
    inProcess,
  )
  await fails(
    'an odd time',
    ['events', 'list', '--since', 'soon'],
    '--since must be a time',
    inProcess,
  )
  await fails(
    'an odd limit',
    ['events', 'list', '--limit', '-1'],
    '--limit must be a whole number',
    inProcess,
  )
  await fails(
    'an odd Account',
    ['account', 'label', 'x', 'Sample'],
    'An Account’s id has 24 characters',
    inProcess,
  )
  await fails(
    'both one and all',
    ['manifest', 'push', 'stub', '--all'],
    'Name one integration, or give --all',
    inProcess,
  )
})

t.test('looking after a Channel with commands', { timeout: 580_000 }, async (t) => {
  const agency = await openAgency()
  t.teardown(() => agency.close())
  const { hubward, simulator, network } = agency
  const { act, state } = simulator
  const host = await agency.start()
  const { channelId, accessToken } = await agency.customChannel('Shop')
  const { accountId } = simulator
  const unconnected = await hubward(['channel', 'add', 'stub', '--json'], { input: accessToken })

  t.test('one that nobody has connected yet', patient, async (t) => {
    const listed = await hubward(['channel', 'list', '--state', 'unconnected'])
    t.match(listed.stdout, /^Channel +state +name +integration +Customer +since\n/)
    t.match(listed.stdout, new RegExp(`^${channelId}  unconnected  Shop  stub, custom`, 'm'))
    t.match(listed.stdout, /\n\n1 Channel: 1 unconnected\.\n$/)
    t.notMatch(listed.stdout, '\u001B', 'no colours without a terminal')
    const shown = await hubward(['channel', 'show', channelId, '--json'])
    t.match(shown.value, { state: 'unconnected', well: false, nextStep: /follows the link/ })
  })

  t.test('one that works', patient, async (t) => {
    const customer = new Visitor()
    const details = await customer.submit(await customer.open(String(unconnected.value.url)), {
      account: 'shop',
    })
    await customer.submit(details, { ':name.0': 'Shop', ':unique-name.0': '@shop' })
    await hubward(['account', 'label', accountId, 'Sample & Sons'])
    const message = network.addMessage('shop', { text: 'hello' })
    const shown = await eventually(
      () => hubward(['channel', 'show', channelId, '--json']),
      ({ value }) => value.lastDeliveredAt !== null,
    )
    t.match(shown.value, {
      channelId,
      account: 'Sample & Sons',
      state: 'active',
      well: true,
      nextStep: 'None.',
      kind: 'custom',
      networkId: 'shop',
      waitingTickets: 0,
      refusedInteractions: 0,
    })
    const text = (await hubward(['channel', 'show', channelId])).stdout
    t.match(text, /^Shop {2}@shop\nactive since .* UTC \(/)
    t.match(text, /SocialHub Account {2,}Sample & Sons/)
    t.match(text, /what to do: None\.\n$/)
    t.match((await hubward(['channel', 'list', '--json'])).value, [{ channelId, state: 'active' }])
    t.match((await hubward(['channel', 'list', '--integration', 'other'])).stdout, 'No Channels.')
    t.match((await hubward(['channel', 'list', '--account', 'sample & sons'])).stdout, channelId)
    t.match((await hubward(['channel', 'list', '--account', accountId])).stdout, channelId)
    t.match((await hubward(['channel', 'list', '--account', 'Else'])).stdout, 'No Channels.')
    t.match((await hubward(['channel', 'list', '--problems'])).stdout, 'No Channels.')
    const link = await hubward(['channel', 'settings-link', channelId, '--json'])
    t.match(link.value, { url: /\/settings\//, days: 7 })
    t.ok(message.id)
  })

  t.test('paused, it waits; resumed, it goes on', patient, async (t) => {
    const paused = await hubward(['channel', 'pause', channelId, '--reason', 'holidays', '--json'])
    t.match(paused.value, { state: 'paused' }, paused.stderr)
    const twice = await hubward(['channel', 'pause', channelId])
    t.match(twice, { code: 1, stderr: /The Channel is paused/ })
    t.match((await hubward(['channel', 'fetch', channelId])).stderr, 'The Channel is paused')
    t.match((await hubward(['channel', 'show', channelId])).stdout, 'holidays')
    const resumed = await hubward(['channel', 'resume', channelId, '--json'])
    t.match(resumed.value, { state: 'active' }, resumed.stderr)
    const due = await hubward(['channel', 'fetch', channelId, '--json'])
    t.match(due.value, { due: true })
  })

  t.test('many at once, by a filter: first listed, then done', patient, async (t) => {
    const unnamed = await hubward(['channel', 'pause'])
    t.match(unnamed, { code: 1, stderr: /missing required argument/ })
    const both = await hubward(['channel', 'pause', channelId, '--integration', 'stub'])
    t.match(both, { code: 1, stderr: /not both/ })
    const dry = await hubward(['channel', 'pause', '--integration', 'stub'])
    t.match(dry.stdout, `${channelId}  active  Shop\n1 Channel would be paused. Add --confirm`)
    t.match((await hubward(['channel', 'show', channelId, '--json'])).value, { state: 'active' })
    const done = ['channel', 'pause', '--account', accountId, '--confirm', '--json']
    t.match((await hubward(done)).value, { done: [channelId], failed: [] })
    const wrong = await hubward(['channel', 'list', '--problems'])
    t.match(wrong.stdout, new RegExp(`${channelId} +paused`))
    const resumed = await hubward(['channel', 'resume', '--state', 'paused', '--confirm'])
    t.match(resumed.stdout, '1 Channel resumed.')
  })

  t.test('what SocialHub refused is shown, and sent again', patient, async (t) => {
    const fault = simulator.faults.routes.add({
      route: 'POST /inbox/tickets',
      fault: 'server-error',
      times: 1_000,
    })
    const message = network.addMessage('shop', { text: 'once refused' })
    const row = () =>
      agency.db.updateTable('interactions').where('network_item_id', '=', message.id)
    // The simulator refuses nothing that passes our own check, so the refusal is written by hand.
    await eventually(
      () =>
        row()
          .set({ state: 'refused', refusal: 'SocialHub found it malformed.' })
          .where('attempts', '>', 0)
          .executeTakeFirst(),
      ({ numUpdatedRows }) => numUpdatedRows > 0n,
    )
    const filter = ['--channel', channelId, '--state', 'refused', '--since', '1h', '--json']
    const listed = await hubward(['events', 'list', ...filter])
    const [event] = JSON.parse(listed.stdout)
    t.match(event, { networkItemId: message.id, reason: 'SocialHub found it malformed.' })
    const unwell = await hubward(['channel', 'show', channelId, '--json'])
    t.match(unwell.value, { well: false, nextStep: /hubward events list/ })
    const shown = await hubward(['events', 'show', event.id])
    t.match(shown.stdout, `hubward events retry ${event.id}`)
    const long = await hubward(['events', 'give-up', event.id, '--reason', 'x'.repeat(301)])
    t.match(long, { code: 1, stderr: 'The reason has 301 characters; 300 are the most.' })
    const givenUp = await hubward(['events', 'give-up', event.id])
    t.match(givenUp, { code: 0, stdout: 'It is given up.' })
    t.match((await hubward(['events', 'give-up', event.id])).stderr, 'nothing to give up')
    t.match((await hubward(['events', 'show', event.id])).stdout, 'given up')
    t.notMatch(shown.stdout, 'once refused', 'what people write is not printed')
    // Only now: an attempt that was on its way when the refusal was written must not succeed.
    simulator.faults.routes.remove(fault.id)
    const retried = await hubward(['events', 'retry', event.id, '--json'])
    t.match(retried.value, { retried: true }, retried.stderr)
    await eventually(
      () => Object.values(state.data.tickets).map(({ interaction }) => interaction.networkItemId),
      (ids) => ids.includes(message.id),
    )
    t.equal((await hubward(['events', 'retry', event.id])).code, 1)
  })

  t.test('a published reply is confirmed again, never published again', patient, async (t) => {
    const [ticket] = Object.values(state.data.tickets)
    act.reply({ ticketId: ticket?.id ?? '', actionId: 'reply', text: 'We are.' })
    const confirmed = ['events', 'list', '--kind', 'action', '--state', 'confirmed', '--json']
    const listed = await eventually(
      () => hubward(confirmed),
      ({ stdout }) => stdout !== '[]\n',
    )
    const [event] = JSON.parse(listed.stdout)
    t.match(event, { type: 'reply', channelId, actionId: 'reply' })
    t.match((await hubward(['events', 'retry', event.id])).stderr, 'can’t be retried')
    await agency.db.updateTable('ticket_actions').set({ state: 'unconfirmed' }).execute()
    const shown = await hubward(['events', 'show', event.id, '--json'])
    t.match(shown.value, { nextStep: /tells SocialHub again/ })
    t.notMatch(shown.stdout, 'We are.')
    t.match(await hubward(['events', 'retry', event.id]), { code: 0 })
    await eventually(
      () => hubward(confirmed),
      ({ stdout }) => stdout !== '[]\n',
    )
    t.equal(network.replies('shop').length, 1)
  })

  t.test('the Manifests of all Custom Channels, as far as they are behind', patient, async (t) => {
    const current = await hubward(['manifest', 'push', '--all', '--json'])
    t.match(current.value, [{ socialhubChannelId: channelId, outcome: 'up to date' }])
    await agency.db.updateTable('manifests').set({ sealed_pushed: null }).execute()
    const other = await agency.customChannel('Another')
    await hubward(['channel', 'add', 'stub'], { input: other.accessToken })
    await act.createNewToken({ channelId: other.channelId })
    await agency.db.updateTable('manifests').set({ sealed_pushed: null }).execute()
    const pushed = await hubward(['manifest', 'push', '--all'])
    t.equal(pushed.code, 1)
    t.match(pushed.stdout, `(${channelId}): pushed`)
    t.match(
      pushed.stdout,
      new RegExp(`\\(${other.channelId}\\): failed. .*AccessTokenInvalidError`),
    )
    const again = await hubward(['manifest', 'push', '--all'])
    t.match(again.stdout, `(${channelId}): up to date`, 'goes on where it stopped')
  })

  t.teardown(() => host.stop())
})
