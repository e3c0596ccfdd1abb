import { sql } from 'kysely'
import t from 'tap'
import { removeAccount } from '../src/erasure/remove-account.ts'
import { setAccountLabel } from '../src/store/accounts.ts'
import { listAudit } from '../src/store/audit-reading.ts'
import { setContact } from '../src/store/cockpit-customer.ts'
import { cookieOf, openCockpit } from './fixtures/cockpit.ts'
import type { Visitor } from './fixtures/visitor.ts'

t.setTimeout(600_000)

t.test('removing an Account, and its papers, on pages', async (t) => {
  const { house, url, enter, addChannel } = await openCockpit(t)
  const { db, sealer } = house.context
  const { accountId } = house
  const customer = `${url}/customers/${accountId}`
  const one = await addChannel({ name: 'One', state: 'disabled' })
  const two = await addChannel({ name: 'Two', state: 'disabled' })
  const elsewhere = await addChannel({ name: 'Elsewhere', accountId: '5'.repeat(24) })
  const admin = await enter('administrator', 'Ada')
  const operator = await enter('operator', 'Nora')
  const viewer = await enter('viewer', 'Vera')
  await operator.submit(
    await operator.open(customer),
    { label: 'Sample & <Sons>', contact: 'Ina, 0123' },
    1,
  )
  const channels = async () => {
    const rows = await db.selectFrom('channels').select('socialhub_channel_id').execute()
    return rows.map(({ socialhub_channel_id: id }) => id).toSorted()
  }
  const tokenOf = async (who: Visitor) =>
    /name="token" value="([^"]+)"/.exec((await who.open(url)).text)?.[1] ?? ''
  const download = async (path: string, who = admin) =>
    await fetch(`${customer}${path}`, { headers: { cookie: cookieOf(who) } })

  t.test('the processing record is a page to print, and a file', async (t) => {
    const page = await viewer.open(`${customer}/paper`)
    t.match(page.words, 'Record of processing activities: Sample & <Sons>')
    t.match(page.words, 'Harbour (2 Channels)')
    t.match(page.text, /<code>[\w.:]+<\/code>/)
    const file = await download('/paper.md', viewer)
    t.match(file.headers.get('content-disposition'), `processing-record-${accountId}.md`)
    const text = await file.text()
    t.match(text, /^# Record of processing activities: Sample & <Sons>\n/)
    t.match(text, '| recipient | what it gets | hosts | country and safeguards |\n| --- |')
    t.equal((await viewer.open(`${url}/customers/nobody/paper`)).status, 404)
  })

  t.test('nobody but an administrator removes one, by page or by forged request', async (t) => {
    for (const who of [viewer, operator]) {
      t.notMatch((await who.open(customer)).text, '/removal"')
      t.equal((await who.open(`${customer}/removal`)).status, 403)
      const body = new URLSearchParams({ token: await tokenOf(who), sure: accountId })
      t.equal((await who.post(`${customer}/removal`, body)).status, 403)
      for (const kind of ['html', 'json']) {
        t.equal((await download(`/removal.${kind}`, who)).status, 403)
      }
    }
    const foreign = new URLSearchParams({ token: await tokenOf(operator), sure: accountId })
    t.equal((await admin.post(`${customer}/removal`, foreign)).status, 403, 'a token of another')
    const bare = new URLSearchParams({ sure: accountId })
    t.equal((await admin.post(`${customer}/removal`, bare)).status, 403, 'no token')
    t.same(await channels(), [one, two, elsewhere])
    t.same(await db.selectFrom('account_removals').selectAll().execute(), [])
  })

  const ask = () => admin.open(`${customer}/removal`)

  t.test('it says what it will do, and asks for the id', async (t) => {
    const page = await ask()
    t.match(page.words, 'Remove Sample & <Sons> for good?')
    t.match(page.words, '2 Channels end, one after the other')
    t.match(page.words, 'harbour: 2')
    const mistyped = await admin.submit(page, { sure: 'Sample' }, 1)
    t.equal(mistyped.status, 400)
    t.match(mistyped.words, 'This is not its id; nothing was removed.')
    t.same(await channels(), [one, two, elsewhere])
    t.equal((await admin.open(`${url}/customers/${'9'.repeat(24)}/removal`)).status, 404)
    t.equal((await download('/removal.json')).status, 404)
  })

  t.test('where a Channel can’t be ended it stops, and goes on later', async (t) => {
    await sql`update channels set integration = 'away' where socialhub_channel_id = ${two}`.execute(
      db,
    )
    const stopped = await admin.submit(await ask(), { sure: accountId }, 1)
    t.equal(stopped.status, 409)
    t.match(stopped.words, `${two} The grant remains at the Network: the integration "away"`)
    t.match(stopped.words, `hubward account remove ${accountId} --confirm --force`)
    t.same(await channels(), [two, elsewhere])
    const again = await ask()
    t.match(again.words, 'It was begun, and is not finished. One Channel is gone.')
    t.match(again.words, 'One Channel ends')

    await sql`update channels set integration = 'harbour' where socialhub_channel_id = ${two}`.execute(
      db,
    )
    const done = await admin.submit(stopped, {}, 1)
    t.equal(done.status, 200)
    t.match(done.words, 'Record of erasure')
    for (const told of [accountId, one, two, 'Nordlicht Agency']) t.match(done.words, told)
    t.notMatch(done.words, /Sample|Ina/)
    t.same(await channels(), [elsewhere], 'nothing of another Account')
  })

  t.test('the record can be had again, and a second click removes nothing', async (t) => {
    const record = await (await download('/removal.json')).json()
    t.match(record, { accountId, channels: [{ channelId: one }, { channelId: two }] })
    const page = await download('/removal.html')
    t.match(page.headers.get('content-disposition'), 'attachment')
    t.match(await page.text(), /^<!doctype html>.+<h1>Record of erasure<\/h1>.+<\/html>\s*$/s)
    const body = new URLSearchParams({ token: await tokenOf(admin), sure: accountId })
    t.match((await admin.post(`${customer}/removal`, body)).words, 'Record of erasure')
    t.match((await admin.open(customer)).text, `href="/customers/${accountId}/removal"`)
    t.notMatch((await viewer.open(customer)).text, '/removal"')
    const told = await listAudit(db, sealer, { action: 'account.removed', accountId: '', limit: 9 })
    t.match(told, [{ actor: 'operator', who: 'Ada', after: { accountId, channels: 2 } }])
    t.equal(told.length, 1)
    const log = await admin.open(`${url}/audit?account=${accountId}&action=account.removed`)
    t.match(log.words, 'All that was stored of an Account was erased')
    t.match(log.words, 'Its details can’t be read')
  })

  t.test('what takes longer than somebody waits goes on with the next click', async (t) => {
    const other = '5'.repeat(24)
    await addChannel({ name: 'Last', accountId: other, state: 'disabled' })
    const over = { force: false, signal: AbortSignal.abort() }
    t.same(await removeAccount(house.context, other, over), { left: 1 }, 'one at least')
    const page = await admin.open(`${url}/customers/${other}/removal`)
    t.match(page.words, 'One Channel is gone.')
    const done = await admin.submit(page, { sure: other }, 1)
    t.match(done.words, elsewhere)
    t.same(await channels(), [])
  })

  t.test(
    'one whose removal was interrupted has its page, though nothing else is left',
    async (t) => {
      const begun = '8'.repeat(24)
      await db.insertInto('account_removals').values({ account_id: begun }).execute()
      const page = await admin.open(`${url}/customers/${begun}`)
      t.equal(page.status, 200)
      t.match(page.text, `href="/customers/${begun}/removal"`)
      t.match((await admin.open(`${url}/customers/${begun}/removal`)).words, 'It was begun')
      const contact = '9'.repeat(24)
      t.equal((await admin.open(`${url}/customers/${contact}`)).status, 404)
      await setContact(db, sealer, contact, 'Ina, 0123')
      t.equal((await admin.open(`${url}/customers/${contact}`)).status, 200)
    },
  )

  t.test('two that remove one at once end with the same record', async (t) => {
    const remove = (id: string) => removeAccount({ ...house.context }, id, { force: false })
    const connected = '6'.repeat(24)
    const channel = await addChannel({ name: 'Both', accountId: connected, state: 'disabled' })
    const labelled = '7'.repeat(24)
    await setAccountLabel(db, labelled, 'Both')
    for (const [id, record] of [
      [connected, { channels: [{ channelId: channel }], erased: { keys: 1 } }],
      [labelled, { channels: [], erased: { labels: 1, keys: 1 } }],
    ] as const) {
      const [first, second] = await Promise.all([remove(id), remove(id)])
      t.match(first, { record })
      t.same(second, first)
      t.same(await remove(id), first, 'nor does a third open an empty one')
      const told = await listAudit(db, sealer, { accountId: id, limit: 99 })
      t.equal(told.filter(({ action }) => action === 'account.removed').length, 1)
    }
  })
})
