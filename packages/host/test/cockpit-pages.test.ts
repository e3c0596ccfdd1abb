import { sql } from 'kysely'
import t from 'tap'
import { csvOf } from '../src/cockpit/customer.ts'
import { DEEDS } from '../src/cockpit/deeds.ts'
import { proveChannels } from '../src/ledger/prove-channels.ts'
import { listAudit } from '../src/store/audit-reading.ts'
import { cookieOf, openCockpit } from './fixtures/cockpit.ts'
import type { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

t.setTimeout(600_000)

t.test('the pages of a Channel and of a Customer', async (t) => {
  const { house, url, enter, addChannel } = await openCockpit(t)
  const { db } = house.context
  const { accountId } = house
  const id = await addChannel({ name: 'Harbour one' })
  const at = (path: string) => `${url}/channels/${id}${path}`
  const stateOf = async (channel = id) => {
    const row = await db
      .selectFrom('channels')
      .select('state')
      .where('socialhub_channel_id', '=', channel)
      .executeTakeFirst()
    return row?.state
  }
  const causeOf = async () => {
    const row = await db
      .selectFrom('channels')
      .select('state_cause')
      .where('socialhub_channel_id', '=', id)
      .executeTakeFirst()
    return row?.state_cause ?? ''
  }
  const operator = await enter('operator', 'Nora')
  /** Opens a page that asks, and presses its button. */
  const press = async (who: Visitor, path: string, fields: Record<string, string> = {}) =>
    who.submit(await who.open(at(path)), fields, 1)

  t.test('say whether all that came in is accounted for', async (t) => {
    const { id: ours } = await db.selectFrom('channels').select('id').executeTakeFirstOrThrow()
    await proveChannels(db, [ours], null)
    t.match((await operator.open(at(''))).words, /What came in is accounted for, /)
    await sql`update proofs set unaccounted = 3`.execute(db)
    t.match((await operator.open(at(''))).words, /What came in 3 not accounted for: hubward prove/)
  })

  t.test('say what will happen before it does', async (t) => {
    const page = await operator.open(at(''))
    t.match(page.words, 'Harbour one')
    t.match(page.words, 'Account at the Network network-1')
    for (const button of [
      'Fetch now',
      'Compare with the Network',
      'Pause',
      'Link to its settings',
    ]) {
      t.match(page.words, button)
    }
    t.notMatch(page.words, 'Remove', 'an administrator’s')
    const question = await operator.open(at('/pause'))
    t.match(
      question.words,
      'Pause Harbour one? The Channel fetches, delivers and publishes nothing',
    )
    t.equal(await stateOf(), 'active', 'asking changes nothing')
    const paused = await press(operator, '/pause', { reason: 'Until <Monday>' })
    t.match(paused.words, 'The Channel is paused.')
    t.match(paused.words, 'Until <Monday>')
    t.equal(await stateOf(), 'paused')
    t.match(
      (await press(operator, '/fetch')).words,
      'state does not allow this',
      'not while paused',
    )
    const [told] = await listAudit(db, house.context.sealer, { channel: id, limit: 1 })
    t.match(told, { action: 'channel.paused', actor: 'operator', who: 'Nora' }, 'in the audit log')
    t.match((await press(operator, '/resume')).words, 'The Channel goes on.')
    await press(operator, '/pause')
    t.equal(await causeOf(), 'Paused in the cockpit.', 'by whom, the audit log alone says')
    await press(operator, '/resume')
    t.notMatch(await causeOf(), 'Nora')
    t.match((await press(operator, '/fetch')).words, 'The Channel is due now.')
    const compared = await press(operator, '/reconcile')
    t.match(compared.words, 'This plugin can’t list messages again.')
  })

  t.test('give links and texts to send', async (t) => {
    const settings = await press(operator, '/settings')
    const [, link = ''] = /(http:\S+\/settings\/\S+)/.exec(settings.words) ?? []
    t.equal((await fetch(link, { headers: { accept: 'text/html' } })).status, 200, 'it opens')
    const text = await press(operator, '/reconnect')
    t.match(text.words, `${house.simulator.appUrl}/settings/channels`, 'a Reusable Channel’s way')
    t.match(text.words, 'Your Channel “Harbour one” in SocialHub has to be connected again.')
  })

  t.test('let nobody do more than their role, by page and by forged request', async (t) => {
    const viewer = await enter('viewer')
    const page = await viewer.open(at(''))
    t.equal(page.status, 200)
    t.notMatch(page.text, /\/(pause|resume|fetch|reconcile|reconnect|settings|remove)"/)
    const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const form = (more: Record<string, string> = {}) => new URLSearchParams({ token, ...more })
    for (const { path } of DEEDS) {
      t.equal((await viewer.open(at(`/${path}`))).status, 403, `the page of ${path}`)
      const forged = await viewer.post(at(`/${path}`), form({ sure: id }))
      t.equal(forged.status, 403, `a forged ${path}`)
    }
    for (const [path, more] of [
      [`/customers/${accountId}`, { label: 'Forged' }],
      ['/channels/all/pause', { channel: id, sure: 'yes' }],
      ['/channels/all/reconnect', { channel: id, sure: 'yes' }],
      ['/events/action-1/retry', {}],
      ['/events/action-1/give-up', {}],
      ['/people/end', { session: 'x' }],
      ['/alerts', { key: 'x' }],
      ['/integrations/harbour/end', {}],
    ] as const) {
      t.equal((await viewer.post(url + path, form(more))).status, 403, `a forged ${path}`)
    }
    t.equal(await stateOf(), 'active')
    t.same(await db.selectFrom('account_labels').selectAll().execute(), [])
    const mine = /name="token" value="([^"]+)"/.exec((await operator.open(at(''))).text)?.[1] ?? ''
    const removal = new URLSearchParams({ token: mine, sure: id })
    t.equal(
      (await operator.post(at('/remove'), removal)).status,
      403,
      'an operator removes nothing',
    )
    t.equal(await stateOf(), 'active')
  })

  t.test('remove a Channel once its id was typed', async (t) => {
    const admin = await enter('administrator')
    const other = await addChannel({ name: 'To go', state: 'disabled' })
    const ask = () => admin.open(`${url}/channels/${other}/remove`)
    t.match((await ask()).words, 'everything that is stored of it is erased')
    t.match((await admin.submit(await ask(), { sure: 'x' }, 1)).words, 'was not removed')
    t.equal(await stateOf(other), 'disabled')
    await sql`update turns set due_at = now() where channel_id =
      (select id from channels where socialhub_channel_id = ${other})`.execute(db)
    t.match((await admin.submit(await ask(), { sure: other }, 1)).words, 'The Channel is removed')
    t.equal(await stateOf(other), undefined)
    t.equal((await admin.open(`${url}/channels/${other}`)).status, 404)
  })

  t.test('try again what SocialHub refused', async (t) => {
    const { id: ours } = await db
      .selectFrom('channels')
      .select('id')
      .where('socialhub_channel_id', '=', id)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('interactions')
      .values({
        channel_id: ours,
        network_item_id: 'refused-1',
        state: 'refused',
        thread: 'refused-1',
        content: '{}',
        refusal: 'too long',
      })
      .execute()
    const page = await operator.open(at(''))
    t.match(page.words, 'SocialHub refused one message.')
    const [, path = ''] = /href="([^"]*\/events\/[^"]*\/retry)"/.exec(page.text) ?? []
    const again = await operator.submit(await operator.open(url + path), {}, 1)
    t.match(again.words, 'It is done again as soon as a host is free.')
    const refusal = async () => {
      const row = await db.selectFrom('interactions').select('refusal').executeTakeFirstOrThrow()
      return row.refusal ?? ''
    }
    await eventually(refusal, (text) => text.includes('POST /inbox/tickets failed'))
    const [, giveUp = ''] = /href="([^"]*\/events\/[^"]*\/give-up)"/.exec(page.text) ?? []
    const asked = await operator.open(url + giveUp)
    t.match(asked.words, 'The message becomes no Ticket.')
    const long = await operator.submit(asked, { reason: 'x'.repeat(301) }, 1)
    t.match(long, { status: 400, words: 'The reason is too long' })
    const given = await operator.submit(asked, {}, 1)
    t.match(given.words, 'It is given up.')
    t.match(given.words, 'refused given up')
    t.notMatch(given.words, 'SocialHub refused one message.')
    t.match((await operator.submit(asked, {}, 1)).words, 'There is nothing to give up')
    const unknown = await operator.open(`${url}/events/interaction-999999/retry`)
    t.match(unknown.words, 'There is no such entry.')
  })

  t.test('promise nothing of a reply that an earlier attempt may have published', async (t) => {
    const { id: ours } = await db
      .selectFrom('channels')
      .select('id')
      .where('socialhub_channel_id', '=', id)
      .executeTakeFirstOrThrow()
    // Sent again after a call without an answer: nobody knows what the first one did.
    const { id: action } = await db
      .insertInto('ticket_actions')
      .values({
        channel_id: ours,
        event_uuid: 'sent-twice',
        subject: 'sent-twice',
        event_time: new Date(),
        type: 'reply',
        action_id: 'reply',
        ticket_id: 'a'.repeat(24),
        network_item_id: 'message-1',
        payload: '{}',
        retry_at: sql<Date>`now() + interval '1 hour'`,
        outcome_unknown: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const uncertain = await operator.open(`${url}/events/action-${action}/give-up`)
    t.match(uncertain.words, 'An earlier attempt may have published it')
    t.notMatch(uncertain.words, 'nothing is published')
    await db.deleteFrom('ticket_actions').where('id', '=', action).execute()
  })

  t.test('name a Customer, and count what came and went', async (t) => {
    const customer = `${url}/customers/${accountId}`
    const page = await operator.open(customer)
    const saved = await operator.submit(page, { label: 'Sample & Sons', contact: 'Ina, 0123' }, 1)
    t.match(saved.words, 'Sample & Sons')
    t.match(saved.text, 'Ina, 0123')
    const stored = await db.selectFrom('account_contacts').selectAll().executeTakeFirstOrThrow()
    t.notMatch(stored.sealed_contact.toString('latin1'), 'Ina', 'sealed')
    t.match((await operator.open(url)).words, 'Sample & Sons, harbour: 1')
    t.match(saved.words, /Harbour one harbour 1 0 0 0 Together 1 0 0 0/)
    const csv = await fetch(`${customer}/counts.csv`, { headers: { cookie: cookieOf(operator) } })
    t.match(
      await csv.text(),
      `channel,name,integration,received,tickets,replies,resets\r\n${id},Harbour one,harbour,1,0,0,0\r\n`,
    )
    t.match(csv.headers.get('content-type'), 'text/csv')
    t.match((await operator.open(`${customer}?month=2020-01`)).words, 'Together 0 0 0 0')
    t.equal((await operator.open(`${url}/customers/nobody`)).status, 404)
    const counts = {
      channelId: 'c',
      integration: 'x',
      received: 1,
      tickets: 0,
      replies: 0,
      resets: 0,
    }
    for (const [name, cell] of [
      ['=1+"2"', `"'=1+""2"""`],
      ['a;=1', `"a;'=1"`],
      ['a; +1', `"a; '+1"`],
      ['a;"@x"', `"a;""'@x"""`],
      ['a\n=1', 'a =1'],
      ['\t-1', ` '-1`],
      ['Müller, Söhne', '"Müller, Söhne"'],
      ['5-1', '5-1'],
    ] as const) {
      const [, line] = csvOf([{ ...counts, name }]).split('\r\n')
      t.equal(line, `c,${cell},x,1,0,0,0`, `${JSON.stringify(name)} is no formula`)
    }
    t.match(csvOf([]), /^\ufeffchannel,/, 'Excel reads it as UTF-8')
    t.match(page.text, 'pattern="[0-9]{4}-[0-9]{2}"')
    const [told] = await listAudit(db, house.context.sealer, {
      action: 'account.contact-changed',
      limit: 1,
    })
    t.match(told, { accountId, who: 'Nora' })
    t.notMatch(JSON.stringify(told), 'Ina', 'not what it says')
    const viewer = await (await enter('viewer')).open(customer)
    t.notMatch(viewer.text, 'name="label"')
  })

  t.test('show integrations, and end what is held back', async (t) => {
    const list = await operator.open(`${url}/integrations`)
    t.match(list.words, /harbour Harbour .*runs \d Channel/)
    const page = await operator.open(`${url}/integrations/harbour`)
    t.match(page.words, 'Reusable since')
    t.match(page.words, 'Compared with what SocialHub was last told')
    t.match(page.words, 'Newest: last verified')
    t.equal((await operator.open(`${url}/integrations/nothing`)).status, 404)
    const held = await addChannel({ name: 'Held back' })
    await db
      .updateTable('channels')
      .set({ trouble: 'authentication', trouble_since: new Date(), trouble_at: new Date() })
      .where('socialhub_channel_id', '=', held)
      .execute()
    await db
      .insertInto('brakes')
      .values({ integration: 'harbour', code: 'authentication', cause: 'many', count: 7 })
      .execute()
    const now = await operator.open(`${url}/integrations/harbour`)
    t.match(now.words, '7 Channels were refused together')
    t.notMatch(now.words, 'End them', 'an administrator’s')
    t.equal((await operator.open(`${url}/integrations/harbour/end`)).status, 403)
    const admin = await enter('administrator')
    const question = await admin.open(`${url}/integrations/harbour/end`)
    t.match(question.words, 'One Channel ends and every Customer has to reconnect')
    t.equal(await stateOf(held), 'active')
    t.match((await admin.submit(question, {}, 1)).words, 'One Channel ended.')
    t.equal(await stateOf(held), 'needs-authentication')
  })

  t.test('show what was told, and who has not taken note of it', async (t) => {
    const alerts = await operator.open(`${url}/alerts`)
    t.match(alerts.words, 'The Channel lost its access to the Network')
    t.match(alerts.words, 'nowhere: neither notices.webhookUrl nor notices.mailTo is set')
    t.match((await operator.submit(alerts, {}, 1)).words, 'The Channel lost its access')
    // A host tells more meanwhile: those have nobody's note.
    const { rows } = await sql`
      select distinct key from notices where acknowledged_at is not null`.execute(db)
    t.equal(rows.length, 1)
    const [told] = await listAudit(db, house.context.sealer, {
      action: 'notice.acknowledged',
      limit: 1,
    })
    t.match(told, { actor: 'operator', who: 'Nora', integration: 'harbour' })
    const viewer = await (await enter('viewer')).open(`${url}/alerts`)
    t.notMatch(viewer.words, 'Take note')
  })

  t.test('do the same to several at once, each for itself', async (t) => {
    const two = await addChannel({ name: 'Harbour two' })
    const rests = await addChannel({ name: 'Harbour three', state: 'paused' })
    const list = await operator.open(`${url}/channels?find=harbour`)
    t.match(list.words, '3 Channels')
    const token = /name="token" value="([^"]+)"/.exec(list.text)?.[1] ?? ''
    const body = new URLSearchParams({ token })
    for (const channel of [id, two, rests]) body.append('channel', channel)
    const question = await operator.post(`${url}/channels/all/pause`, body)
    t.match(question.words, 'Harbour two')
    t.equal(await stateOf(two), 'active', 'asked first')
    body.append('sure', 'yes')
    const done = await operator.post(`${url}/channels/all/pause`, body)
    t.match(done.words, 'Harbour two The Channel is paused.')
    t.match(done.words, 'Harbour three The Channel’s state does not allow this.')
    t.same([await stateOf(id), await stateOf(two)], ['paused', 'paused'])
    const texts = await operator.post(`${url}/channels/all/reconnect`, body)
    t.match(texts.words, 'Your Channel “Harbour two” in SocialHub has to be connected again.')
  })
})
