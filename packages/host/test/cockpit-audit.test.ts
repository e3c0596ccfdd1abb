import { sql } from 'kysely'
import t from 'tap'
import { writeAudit } from '../src/store/audit.ts'
import { AUDIT_ACTIONS } from '../src/store/audit-actions.ts'
import { openCockpit } from './fixtures/cockpit.ts'
import { decoded } from './fixtures/visitor.ts'

t.setTimeout(600_000)

t.test('the audit log, on its page and beside what it is about', async (t) => {
  const { house, url, enter, addChannel } = await openCockpit(t)
  const { db } = house.context
  const { accountId } = house
  const other = '5'.repeat(24)
  const id = await addChannel({ name: 'Harbour one' })
  const elsewhere = await addChannel({ name: 'Elsewhere', accountId: other })
  const operator = await enter('operator', 'Nora')
  const viewer = await enter('viewer', 'Vera')
  const admin = await enter('administrator', 'Ada')
  const customer = `${url}/customers/${accountId}`
  const pause = async (channel: string, fields = {}) =>
    await operator.submit(await operator.open(`${url}/channels/${channel}/pause`), fields, 1)
  await operator.submit(
    await operator.open(customer),
    { label: 'Sample & Sons', contact: 'Ina, 0123' },
    1,
  )
  await pause(id, { reason: 'Until <Monday>' })
  await pause(elsewhere)
  /** What the list shows: a word from each entry's heading, without the form above it. */
  const listed = async (query: string, who = operator) => {
    const { text } = await who.open(`${url}/audit${query}`)
    return [...text.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, heading]) => heading)
  }

  t.test('tells who changed what, from what to what, and why', async (t) => {
    const { words, text } = await operator.open(`${url}/audit?channel=${id}`)
    t.match(words, /A Channel was paused [^·]+ UTC · Nora Sample & Sons · Harbour one · harbour/)
    t.match(words, /State was Active , is → Paused/)
    t.match(words, 'Until <Monday>')
    t.match(text, `href="/channels/${id}"`)
    t.match(text, `href="/customers/${accountId}"`)
    const german = await operator.open(`${url}/audit?lang=de`)
    t.match(german.words, 'Ein Kanal wurde angehalten')
    t.match(german.words, 'Zustand')
    t.match(german.words, 'Wer bei einem Kunden zu verständigen ist, wurde geändert')
    await operator.open(`${url}/audit?lang=en`)
  })

  t.test('by Customer, Channel, integration, action, who and time', async (t) => {
    const paused = 'A Channel was paused'
    const life = [paused, 'A Customer connected a Channel']
    t.same(await listed(`?channel=${id}`), life)
    t.same(await listed('?account=sample+%26+sons&action=channel.paused'), [paused])
    t.same(await listed(`?account=${other}`), life)
    t.same(await listed('?account=nobody'), [])
    t.equal(
      (await operator.open(`${url}/audit?channel=%00`)).status,
      400,
      'a NUL is no fault of ours',
    )
    t.same(await listed('?integration=harbour&action=channel.paused'), [paused, paused])
    t.same(await listed('?integration=nothing'), [])
    t.same(await listed(`?account=${accountId}&by=command`), [])
    t.ok((await listed('?account=none&by=host')).length > 0)
    const today = new Date().toISOString().slice(0, 10)
    t.same(await listed(`?channel=${id}&since=2020-01-01&until=2020-01-02`), [])
    t.same(await listed(`?channel=${id}&since=2020-01-01&until=2999-12-31`), life)
    t.same(await listed(`?channel=${id}&since=${today}x&until=2020-13-99`), life, 'no day')
    t.same(await listed('?action=channel.invented'), [], 'of a newer host, perhaps')
  })

  t.test('page by page, each entry once', async (t) => {
    const account = '7'.repeat(24)
    await db.transaction().execute(async (trx) => {
      // One transaction, so one time for all of them.
      for (let number = 0; number < 120; number += 1) {
        const after = { number }
        await writeAudit(trx, { action: 'account.labelled', accountId: account, after })
      }
    })
    const seen: number[] = []
    let address: string | undefined = `${url}/audit?account=${account}`
    for (let pages = 0; address !== undefined; pages += 1) {
      t.ok(pages < 3)
      const { text, words } = await operator.open(address)
      for (const [, number] of words.matchAll(/number (\d+)/g)) seen.push(Number(number))
      const next = /rel="next" href="([^"]+)"/.exec(text)?.[1]
      address = next === undefined ? undefined : url + decoded(next)
    }
    t.same(
      seen,
      Array.from({ length: 120 }, (_, number) => 119 - number),
    )
    for (const place of ['1', '~~', 'x~y~z', `1~${'a'.repeat(101)}~1`]) {
      const { status } = await operator.open(`${url}/audit?before=${encodeURIComponent(place)}`)
      t.equal(status, 200, place)
    }
  })

  t.test('to those who look after Channels; who signs in, to administrators', async (t) => {
    t.equal((await viewer.open(`${url}/audit`)).status, 403)
    t.notMatch((await viewer.open(url)).text, 'href="/audit"')
    const token = /name="token" value="([^"]+)"/.exec((await viewer.open(customer)).text)?.[1] ?? ''
    const forged = await viewer.post(`${url}/audit/verify`, new URLSearchParams({ token }))
    t.equal(forged.status, 403)
    const signedIn = 'Somebody signed in to the cockpit'
    t.same(await listed('?action=operator.signed-in'), [])
    t.notOk((await listed('')).includes(signedIn))
    t.same(await listed('?action=operator.signed-in', admin), [signedIn, signedIn, signedIn])
  })

  t.test('beside a Channel and a Customer, where viewers read no names', async (t) => {
    const channel = await operator.open(`${url}/channels/${id}`)
    t.match(channel.words, /Its life A Channel was paused .* · Nora State was Active/)
    t.match(decoded(channel.text), `href="/audit?channel=${id}"`)
    t.match(decoded((await operator.open(customer)).text), `href="/audit?account=${accountId}"`)
    for (const page of [`${url}/channels/${id}`, customer]) {
      const { text, words } = await viewer.open(page)
      t.match(words, 'A Channel was paused')
      t.match(words, 'one of your people')
      t.notMatch(text, 'Nora')
      t.notMatch(text, 'href="/audit')
    }
    t.notMatch((await operator.open(customer)).words, 'Elsewhere', 'nothing of another Account')
  })

  t.test('whether it is whole, now and the last time', async (t) => {
    const before = await operator.open(`${url}/audit`)
    t.match(before.words, 'Nobody has looked through the whole log yet.')
    const well = await operator.submit(before, {}, 1)
    t.match(well.words, /\d+ entries in \d+ chains: nobody changed anything\./)
    const after = await operator.open(`${url}/audit`)
    t.match(after.words, /Last looked through: \d+ entries, nobody changed anything\. .* · Nora/)
    t.match(await listed('?action=audit.verified'), ['The whole audit log was looked through'])

    const move = async (days: number) => {
      await sql`alter table audit_entries disable trigger all`.execute(db)
      await sql`update audit_entries set at = at + ${days} * interval '1 day'
        where action = 'audit.verified'`.execute(db)
      await sql`alter table audit_entries enable trigger all`.execute(db)
    }
    await move(100)
    const moved = await operator.open(`${url}/audit`)
    t.match(moved.words, 'Nobody has looked through', 'what was changed by hand is not believed')
    await move(-100)

    await sql`alter table audit_entries disable trigger all`.execute(db)
    await sql`update audit_entries set action = 'channel.resumed' where channel = ${id}`.execute(db)
    await sql`alter table audit_entries enable trigger all`.execute(db)
    const changed = await operator.submit(after, {}, 1)
    t.match(changed.words, 'Somebody has changed the database by hand.')
    t.match(changed.words, `${accountId} `)
    t.match(changed.words, 'It was changed: it does not fit its own hash.')
    const last = await viewer.open(`${url}/channels/${id}`)
    t.equal(last.status, 200, 'other pages go on')
    t.match((await operator.open(`${url}/audit`)).words, 'things don’t fit in')

    await sql`alter table audit_entries
      add constraint unnoted check (action <> 'audit.verified') not valid`.execute(db)
    const unnoted = await operator.submit(await operator.open(`${url}/audit`), {}, 1)
    await sql`alter table audit_entries drop constraint unnoted`.execute(db)
    t.match(unnoted.words, 'It was changed: it does not fit its own hash.')
    t.match(unnoted.words, /It could not be noted in the log that this was done: .*unnoted/)
  })

  t.test('an entry whose details are gone, or whose action is newer, is still told', async (t) => {
    await sql`delete from audit_details where part = 'change' and entry_id in
      (select id from audit_entries where channel = ${elsewhere})`.execute(db)
    t.match((await operator.open(`${url}/audit?channel=${elsewhere}`)).words, 'can’t be read')
    await sql`alter table audit_entries disable trigger all`.execute(db)
    await sql`update audit_entries set action = 'channel.dreamt'
      where channel = ${elsewhere} and action = 'channel.paused'`.execute(db)
    await sql`alter table audit_entries enable trigger all`.execute(db)
    t.notOk(Object.hasOwn(AUDIT_ACTIONS, 'channel.dreamt'))
    const [latest] = await listed(`?channel=${elsewhere}`)
    t.equal(latest, 'channel.dreamt')
  })
})
