import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { VisitorMail } from '@hubward/plugin'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import Value from 'typebox/value'
import { storeCreatedChannel } from '../src/store/channel-creation.ts'
import { eraseMails, forgetThread, giveUpWaiting } from '../src/store/erased-mails.ts'
import { readFigures } from '../src/store/figures.ts'
import { confirmAddress, findNotice, isConfirmed } from '../src/store/mail-consents.ts'
import { mailsOfChannel } from '../src/store/mail-overview.ts'
import { queueMail } from '../src/store/mail-queue.ts'
import {
  beginSending,
  claimMails,
  type DueMail,
  endInTrouble,
  putOffMail,
  storeSent,
} from '../src/store/mail-sending.ts'
import { erasePerson, exportPerson } from '../src/store/person.ts'
import { personHash } from '../src/store/plugin-store.ts'
import { readPushes } from '../src/store/pushes.ts'
import { handOver } from '../src/visitor-mail/hand-over.ts'
import { Postman } from '../src/visitor-mail/postman.ts'
import { type House, openHouse } from './fixtures/house.ts'
import { startMailServer } from './fixtures/mail-server.ts'
import { eventually } from './stage/stage.ts'

// A thousand mails, each decided by itself, take a busy machine minutes.
t.setTimeout(900_000)

const BOUNCE_SECRET = 'secret-with-which-bounces-are-handed-over'

/** A host whose operator sends visitors mail, and the mail server. */
async function sending(t: Test, limits: object = {}) {
  const server = await startMailServer()
  const house = await openHouse({
    config: {
      visitorMail: {
        from: 'answers@agency.example',
        smtpUrl: server.url,
        bounceAddress: 'bounces@agency.example',
        bounceSecret: BOUNCE_SECRET,
        ...limits,
      },
    },
  })
  t.teardown(async () => {
    await house.close()
    await server.close()
  })
  const postman = new Postman(house.context)
  return {
    ...{ house, server },
    db: house.context.db,
    channelId: await addChannel(house, 'a'),
    /** Sends all that is due, whichever host does it. */
    async sendAll() {
      for (;;) {
        await postman.sendDue()
        const { rows } = await sql<{ due: number }>`
          select count(*)::int as due from visitor_mails
          where state = 'sending' or state = 'due'`.execute(house.context.db)
        if (rows[0]?.due === 0) return
        // Those that the other host has at this moment.
        await pause(20)
      }
    },
  }
}

async function addChannel({ context, accountId }: House, name: string): Promise<string> {
  const { db, sealer } = context
  const manifest = await db.selectFrom('manifests').select('id').executeTakeFirstOrThrow()
  const { rows } = await sql<{ count: number }>`select count(*)::int from channels`.execute(db)
  return await db.transaction().execute(async (trx) => {
    const { channelId } = await storeCreatedChannel(trx, sealer, {
      integration: 'harbour',
      manifest: manifest.id,
      socialhubChannelId: String(rows[0]?.count ?? 0).padStart(24, '0'),
      accountId,
      networkId: `form-${name}`,
      name: `Form ${name}`,
      uniqueName: `@${name}`,
      imageUrl: null,
      server: null,
      language: 'en',
      accessToken: 'token-of-the-channel',
      credentials: { user: 'credentials-of-the-channel' },
      credentialsExpireAt: null,
      channelSettings: {},
      fetchSince: new Date(0),
    })
    // SocialHub does not know it: nobody shall take its turns.
    await sql`update turns set due_at = 'infinity' where channel_id = ${channelId}`.execute(trx)
    return channelId
  })
}

let keys = 0
/** An agent's answer to whoever typed an address. */
function answerTo(to: string, more: Partial<VisitorMail> = {}): VisitorMail {
  keys += 1
  return {
    key: `answer ${keys}`,
    to,
    thread: `conversation of ${to}`,
    about: [`person ${to}`],
    url: 'http://127.0.0.1/p/harbour/c/secret-of-the-conversation',
    text: `The agent’s answer ${keys}.`,
    language: 'en',
    sender: { name: 'Nordlicht Shop', closing: 'Nordlicht GmbH, Kiel' },
    typedBy: `sender of ${to}`,
    note: { conversation: to },
    ...more,
  }
}

async function queue({ context }: House, channelId: string, mail: VisitorMail): Promise<void> {
  const limits = context.config.visitorMail
  await context.db
    .transaction()
    .execute((trx) => queueMail(trx, context.sealer, { channelId, mail, limits }))
}

function linkIn(text: string, what: 'confirm' | 'stop'): string {
  const [link = ''] = new RegExp(`http://\\S+/mail/${what}/\\S+`).exec(text) ?? []
  return link
}

const post = (url: string, body = '', headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

t.test('an answer waits until its address is confirmed by a button', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t)
  const visitor = 'ada@visitor.example'
  const first = answerTo(visitor)
  await queue(house, channelId, first)
  await queue(house, channelId, first)
  await sendAll()
  const [notice, ...others] = server.to(visitor)
  t.same(others, [], 'one mail, however often the same is queued')
  if (!notice) throw new Error('no notice')
  t.match(notice.headers, {
    from: 'Nordlicht Shop <answers@agency.example>',
    to: visitor,
    subject: 'Is this your address?',
    'auto-submitted': 'auto-generated',
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'list-unsubscribe': /^<http:\/\/127\.0\.0\.1:\d+\/mail\/stop\/\S+>$/,
  })
  t.match(notice.from, /^bounces\+[0-9a-f]{48}@agency\.example$/)
  t.notMatch(
    notice.text,
    /agent’s answer|secret-of-the-conversation/,
    'it holds no answer, no link to it',
  )
  t.match(notice.text, /Nordlicht GmbH, Kiel\nOperated by Nordlicht Agency/)

  const link = linkIn(notice.text, 'confirm')
  const page = await fetch(link)
  t.equal(page.status, 200)
  t.match(await page.text(), /Yes, it is mine/)
  await fetch(link, { method: 'HEAD' })
  await sendAll()
  t.equal(server.to(visitor).length, 1, 'whoever looks at the link confirms nothing')
  const place = { to: visitor, thread: first.thread }
  t.notOk(await isConfirmed(db, house.context.sealer, channelId, place))

  const later = answerTo(visitor)
  await queue(house, channelId, later)
  await sendAll()
  t.equal(server.to(visitor).length, 1, 'a second answer asks nobody again')

  const confirmed = await post(link)
  t.equal(confirmed.status, 303)
  t.equal(confirmed.headers.get('location'), later.url, 'the answer is shown at once')
  t.ok(await isConfirmed(db, house.context.sealer, channelId, place))
  await sendAll()
  const [, answer, ...rest] = server.to(visitor)
  t.same(rest, [], 'of the answers that waited, the last is sent')
  t.match(answer?.headers.subject, 'An answer from Nordlicht Shop')
  t.match(answer?.text, `${later.text}`)
  t.match(answer?.text, later.url)
  t.equal((await post(link)).status, 200, 'pressing twice changes nothing')
  await sendAll()
  t.equal(server.to(visitor).length, 2)

  await queue(
    house,
    channelId,
    answerTo(visitor, { sender: { name: 'X', replyTo: 'x@y.example' } }),
  )
  await sendAll()
  t.match(server.to(visitor)[2]?.headers, { 'reply-to': 'x@y.example' })
  t.equal(server.to(visitor).length, 3, 'later answers are sent at once')
  const { rows } = await sql<{ row: string }>`
    select concat_ws(' ', visitor_mails::text, encode(sealed_mail, 'escape')) as row
    from visitor_mails`.execute(db)
  t.notMatch(JSON.stringify(rows), /ada@|visitor\.example/, 'no address lies in the open')
})

t.test('a confirmed address is none in another conversation', async (t) => {
  const { house, server, channelId, sendAll } = await sending(t)
  const visitor = 'eve@visitor.example'
  await queue(house, channelId, answerTo(visitor))
  await sendAll()
  await post(linkIn(server.to(visitor)[0]?.text ?? '', 'confirm'))
  await sendAll()
  await queue(house, channelId, answerTo(visitor, { thread: 'begun by somebody else' }))
  await sendAll()
  t.same(
    server.to(visitor).map(({ headers: { subject } }) => subject),
    ['Is this your address?', 'An answer from Nordlicht Shop', 'Is this your address?'],
  )
})

t.test('who wants no mail gets none, by one click of a mail program, too', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t, { noticesPerAddress: 5 })
  const visitor = 'ben@visitor.example'
  await queue(house, channelId, answerTo(visitor))
  await sendAll()
  const [notice] = server.to(visitor)
  const stop = /<(\S+)>/.exec(notice?.headers['list-unsubscribe'] ?? '')?.[1] ?? ''
  t.match(await (await fetch(stop)).text(), /whoever types it into a form/)
  const oneClick = await post(stop, '--b\r\n\r\nList-Unsubscribe=One-Click\r\n--b--\r\n', {
    'content-type': 'multipart/form-data; boundary=b',
  })
  t.equal(oneClick.status, 200)
  const other = await addChannel(house, 'b')
  await queue(house, other, answerTo('Ben+tag@visitor.example'))
  await sendAll()
  t.equal(server.mails.length, 1, 'from no form of this host, and under no tag')
  const states = await db.selectFrom('visitor_mails').select(['state', 'sealed_mail']).execute()
  t.same(
    states.filter(({ state }) => state === 'suppressed').map(({ sealed_mail }) => sealed_mail),
    [null, null],
    'what is not sent is not kept',
  )
  const again = stop.replace('/mail/stop/', '/mail/again/')
  t.equal((await post(again)).status, 200)
  await queue(house, other, answerTo(visitor))
  await sendAll()
  t.equal(server.to(visitor).length, 2, 'until its owner wants some again')

  const [, second] = server.to(visitor)
  await post(linkIn(second?.text ?? '', 'confirm'))
  await sendAll()
  const [, , answer] = server.to(visitor)
  t.equal((await post(linkIn(answer?.text ?? '', 'stop'))).status, 200)
  await queue(house, other, answerTo(visitor))
  await sendAll()
  t.equal(server.to(visitor).length, 3)
  await queue(house, channelId, answerTo(visitor, { thread: 'at the other form' }))
  await sendAll()
  t.equal(server.to(visitor).length, 4, 'no to one Channel is no to that one')
  for (const bad of [
    `${stop.split('?')[0]}x`,
    `${house.url}/mail/confirm/x`,
    `${house.url}/mail/stop/0.a.b`,
  ]) {
    t.equal((await fetch(bad)).status, 410, bad)
  }
})

t.test('a thousand foreign addresses get no more mails than the limits say', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t)
  const typed = 'TYPED BY THE ATTACKER'
  for (let number = 0; number < 1_000; number += 1) {
    // From two hundred networks, five addresses each; an agent was moved to answer every one.
    const mail = answerTo(`victim-${number}@foreign-${number % 50}.example`, {
      typedBy: `network ${number % 200}`,
      text: `You wrote: ${typed}`,
      thread: `${typed} ${number}`,
    })
    await queue(house, channelId, mail)
  }
  await sendAll()
  const { noticesPerChannel } = house.context.config.visitorMail
  t.equal(server.mails.length, noticesPerChannel)
  t.equal(
    new Set(server.mails.map(({ to }) => to)).size,
    noticesPerChannel,
    'none to a mailbox twice',
  )
  t.same(
    [...new Set(server.mails.map(({ headers: { subject } }) => subject))],
    ['Is this your address?'],
  )
  const texts = server.mails.map(({ text }) => text.replace(/\/mail\/\S+/g, '/mail/…'))
  t.equal(new Set(texts).size, 1, 'all of them say the same')
  t.notMatch(JSON.stringify(server.mails), typed)
  const { rows } = await sql<{ state: string; reason: string | null; count: number }>`
    select state, reason, count(*)::int from visitor_mails where kind = 'answer' group by 1, 2
    order by 1`.execute(db)
  t.same(rows, [
    { state: 'suppressed', reason: 'visitorMail.noticesPerChannel was reached', count: 800 },
    { state: 'waiting', reason: null, count: 200 },
  ])
  t.comment(`1,000 foreign addresses: ${server.mails.length} mails, all notices`)
})

t.test('each limit holds by itself', async (t) => {
  const limits = {
    noticesPerAddress: 1,
    noticesPerSender: 2,
    noticesPerChannel: 4,
    noticesPerDay: 5,
    mailsPerAddress: 2,
  }
  const { house, server, db, channelId, sendAll } = await sending(t, limits)
  const reasonOf = async ({ key }: VisitorMail) => {
    const { state, reason } = await db
      .selectFrom('visitor_mails')
      .select(['state', 'reason'])
      .where('kind', '=', 'answer')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    return reason ?? state
  }
  const ask = async (to: string, more: Partial<VisitorMail> = {}, channel = channelId) => {
    const mail = answerTo(to, more)
    await queue(house, channel, mail)
    return await reasonOf(mail)
  }
  const other = await addChannel(house, 'b')
  t.equal(await ask('m.a@gmail.com', { typedBy: 'one' }), 'waiting')
  t.equal(
    await ask('ma+x@googlemail.com', { typedBy: 'two' }, other),
    'visitorMail.noticesPerAddress was reached',
  )
  t.equal(await ask('b@x.example', { typedBy: 'one' }), 'waiting')
  t.equal(await ask('c@x.example', { typedBy: 'one' }), 'visitorMail.noticesPerSender was reached')
  t.equal(await ask('d@x.example'), 'waiting')
  t.equal(await ask('e@x.example'), 'waiting')
  t.equal(await ask('f@x.example'), 'visitorMail.noticesPerChannel was reached')
  t.equal(await ask('g@x.example', {}, other), 'waiting')
  t.equal(await ask('h@x.example', {}, other), 'visitorMail.noticesPerDay was reached')
  await sendAll()
  t.equal(server.mails.length, 5)
  await post(linkIn(server.to('b@x.example')[0]?.text ?? '', 'confirm'))
  await sendAll()
  t.equal(await ask('b@x.example'), 'visitorMail.mailsPerAddress was reached')
  await sql`update visitor_mails set created_at = created_at - interval '25 hours'`.execute(db)
  t.equal(await ask('b@x.example'), 'due', 'until the day is over')
  t.equal(await ask('f@x.example'), 'waiting', 'who was left out is asked then')
})

t.test('one address is one, however its domain is written', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t, { noticesPerAddress: 1 })
  for (const [first, ...others] of [
    ['victim@example.org', 'victim@example.org#1', 'victim@ex%61mple.org', 'victim@EXAMPLE.org.'],
    ['info@münchen.example', 'info@xn--mnchen-3ya.example', 'info@MÜNCHEN.example'],
  ]) {
    await queue(house, channelId, answerTo(first ?? '', { typedBy: `sender of ${first}` }))
    for (const to of others) {
      const mail = answerTo(to)
      await queue(house, channelId, mail)
      const row = await db
        .selectFrom('visitor_mails')
        .select('reason')
        .where('key', '=', mail.key)
        .executeTakeFirstOrThrow()
      t.equal(row.reason, 'visitorMail.noticesPerAddress was reached', to)
    }
  }
  await sendAll()
  // The test's server shows a domain as people write it.
  t.same(server.mails.map(({ to }) => to).sort(), ['info@münchen.example', 'victim@example.org'])
  for (const end of ['#1', '/1', '?1', '%31']) {
    t.notOk(
      Value.Check(VisitorMail, answerTo(`victim@example.org${end}`)),
      `no plugin names ${end}`,
    )
  }
})

t.test('erasing keeps nothing back but what is counted', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t)
  const { sealer } = house.context
  const visitor = 'cy@visitor.example'
  const mail = answerTo(visitor, { about: ['typed cy', 'confirmed cy'] })
  await queue(house, channelId, mail)
  await sendAll()
  const confirm = linkIn(server.to(visitor)[0]?.text ?? '', 'confirm')
  const { id } = await db
    .selectFrom('visitor_mails')
    .select('id')
    .where('kind', '=', 'notice')
    .executeTakeFirstOrThrow()
  const found = await findNotice(db, id)
  if (!found) throw new Error('no notice')
  await db.transaction().execute((trx) => forgetThread(trx, sealer, channelId, mail.thread))
  t.equal((await post(confirm)).status, 410, 'its link promises nothing any more')
  // Somebody pressed the button at the same moment.
  await db.transaction().execute((trx) => confirmAddress(trx, sealer, id, found))
  t.same(
    await db.selectFrom('mail_consents').select('thread_hash').execute(),
    [],
    'and stores none',
  )
  // A reply was under way while its conversation was erased.
  const stored = () => db.selectFrom('visitor_mails').select('id').execute()
  const before = await stored()
  await queue(house, channelId, answerTo(visitor, { thread: mail.thread }))
  t.same(await stored(), before, 'nothing is queued for what is erased')
  await sendAll()
  t.equal(server.to(visitor).length, 1)

  const second = answerTo(visitor, { about: ['typed cy', 'confirmed cy'], thread: 'second' })
  await queue(house, channelId, second)
  await sendAll()
  await post(linkIn(server.to(visitor)[1]?.text ?? '', 'confirm'))
  await sendAll()
  t.ok(await isConfirmed(db, sealer, channelId, second))
  const { kept } = await erasePerson(db, sealer, 'confirmed cy')
  t.ok(kept > 0)
  t.notOk(await isConfirmed(db, sealer, channelId, second))
  const left = await db
    .selectFrom('visitor_mails')
    .select(['sealed_mail', 'person_hashes'])
    .execute()
  t.ok(left.every((row) => row.sealed_mail === null && row.person_hashes.length === 0))
  const third = answerTo(visitor, { thread: 'third' })
  await queue(house, channelId, third)
  await sendAll()
  t.equal(server.to(visitor).length, 3, 'and its limit is as it was: two notices a day')
})

/** A host that sends nothing itself, and one notice after the other that a mail server is getting. */
async function handing(t: Test) {
  const house = await openHouse()
  t.teardown(() => house.close())
  const { db, sealer } = house.context
  const channelId = await addChannel(house, 'a')
  const unreadable: string[] = []
  const claim = () => claimMails(db, sealer, 60_000, 5, (id) => unreadable.push(id))
  return {
    ...{ house, db, sealer, channelId, unreadable, claim },
    async handed(visitor: string): Promise<DueMail> {
      await queue(house, channelId, answerTo(visitor))
      const [mail] = await claim()
      if (!mail) throw new Error('nothing is due')
      t.ok(await beginSending(db, mail, 60_000))
      return mail
    },
    stored: ({ id }: Pick<DueMail, 'id'>) =>
      db
        .selectFrom('visitor_mails')
        .select(['state', 'reason', 'sealed_mail'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
  }
}

t.test('what is erased while a mail server gets it stays erased', async (t) => {
  const { house, db, sealer, channelId, unreadable, claim, handed, stored } = await handing(t)
  const refused = await handed('ida@visitor.example')
  await erasePerson(db, sealer, 'person ida@visitor.example')
  t.ok(await putOffMail(db, refused, 0, 'later'))
  t.match(await stored(refused), { state: 'suppressed', reason: 'erased', sealed_mail: null })
  const taken = await handed('ina@visitor.example')
  await erasePerson(db, sealer, 'person ina@visitor.example')
  await storeSent(db, sealer, taken)
  t.match(await stored(taken), { state: 'sent', sealed_mail: null }, 'its note as well')

  await queue(house, channelId, answerTo('bad@visitor.example'))
  await sql`update visitor_mails set sealed_mail = '\\x00' where state = 'due'`.execute(db)
  await queue(house, channelId, answerTo('good@visitor.example'))
  t.match(await claim(), [{ content: { to: 'good@visitor.example' } }])
  t.equal(unreadable.length, 1, 'one that can’t be opened keeps no other back')
})

t.test('both ids of a person are found until nothing is on its way', async (t) => {
  const { house, db, sealer, channelId } = await handing(t)
  const both = ['typed ann', 'confirmed ann']
  const mail = answerTo('ann@visitor.example', { about: both })
  await queue(house, channelId, mail)
  const notice = await db
    .selectFrom('visitor_mails')
    .select('id')
    .where('kind', '=', 'notice')
    .executeTakeFirstOrThrow()
  const found = await findNotice(db, notice.id)
  if (!found) throw new Error('no notice')
  await db.transaction().execute((trx) => confirmAddress(trx, sealer, notice.id, found))
  // A host is delivering what they wrote under the confirmed id.
  await db
    .insertInto('interactions')
    .values({
      channel_id: channelId,
      network_item_id: 'written by ann',
      state: 'stored',
      thread: 'written by ann',
      attempts: 1,
      content: JSON.stringify({ message: 'words of ann' }),
      interactor_hash: personHash(sealer, 'confirmed ann'),
    })
    .execute()
  const left = async () =>
    await db.selectFrom('interactions').select(['state', 'content']).executeTakeFirstOrThrow()
  t.match(await erasePerson(db, sealer, 'typed ann'), { underWay: 1, messages: 0 })
  t.match(await left(), { content: { message: 'words of ann' } })
  await sql`update interactions set state = 'delivered'`.execute(db)
  t.match(await erasePerson(db, sealer, 'typed ann'), { underWay: 0, messages: 1 })
  t.match(await left(), { content: null })
  t.same(await db.selectFrom('mail_consents').select('channel_id').execute(), [])
})

t.test('what nobody sends any more is given up', async (t) => {
  const { house, db, sealer, channelId } = await handing(t)
  const mail = answerTo('off@visitor.example')
  await queue(house, channelId, mail)
  const states = async () =>
    (await db.selectFrom('visitor_mails').select('state').orderBy('kind').execute()).map(
      ({ state }) => state,
    )
  await giveUpWaiting(db, false)
  await sql`update visitor_mails set due_at = now() - interval '3 days'`.execute(db)
  await giveUpWaiting(db, true)
  t.same(await states(), ['waiting', 'due'])
  await giveUpWaiting(db, false)
  t.same(await states(), ['waiting', 'suppressed'])

  await sql`update visitor_mails set state = 'due', sealed_mail = '\\x00', attempts = 100,
    settled_at = null where kind = 'notice'`.execute(db)
  await giveUpWaiting(db, true)
  t.same(await states(), ['waiting', 'due'])
  await sql`update visitor_mails set attempts = 101 where kind = 'notice'`.execute(db)
  await giveUpWaiting(db, true)
  t.same(
    await states(),
    ['waiting', 'suppressed'],
    'one that no host can open is not tried for ever',
  )
  await giveUpWaiting(db, true)
  const told = await db.selectFrom('notices').select(['kind', 'count']).execute()
  t.same(
    told,
    ['mail', 'webhook'].map(() => ({ kind: 'visitor-mail.unopened', count: 1 })),
    'the operator is told, once at each place',
  )
  await sql`update visitor_mails set settled_at = now() - interval '13 days'`.execute(db)
  await eraseMails(db, { settledDays: 1, consentDays: 1 })
  t.equal((await states()).length, 2, 'as long as a link may be pressed')
  await sql`update visitor_mails set settled_at = now() - interval '15 days'`.execute(db)
  await db.transaction().execute((trx) => forgetThread(trx, sealer, channelId, mail.thread))
  const forgotten = () => db.selectFrom('forgotten_threads').select('channel_id').execute()
  await eraseMails(db, { settledDays: 1, consentDays: 1 })
  t.same(await states(), [])
  t.equal((await forgotten()).length, 1)
  await sql`update forgotten_threads set forgotten_at = now() - interval '15 days'`.execute(db)
  await eraseMails(db, { settledDays: 1, consentDays: 1 })
  t.same(await forgotten(), [])
})

t.test('a mail that comes back before its taking is stored came back', async (t) => {
  const { db, sealer, handed, stored } = await handing(t)
  const mail = await handed('quick@visitor.example')
  t.ok(await endInTrouble(db, sealer, mail.id, 'bounced', '550 no such user'))
  await storeSent(db, sealer, mail)
  t.match(await stored(mail), { state: 'bounced', reason: '550 no such user' })
})

t.test('an answer that was confirmed late is tried as long as any', async (t) => {
  const { db, sealer, claim, handed } = await handing(t)
  const notice = await handed('late@visitor.example')
  await storeSent(db, sealer, notice)
  await sql`update visitor_mails set created_at = created_at - interval '3 days'`.execute(db)
  const found = await findNotice(db, notice.id)
  if (!found) throw new Error('no notice')
  await db.transaction().execute((trx) => confirmAddress(trx, sealer, notice.id, found))
  for (let times = 1; times < 8; times += 1) {
    const [answer] = await claim()
    if (!answer) throw new Error('nothing is due')
    t.ok(await putOffMail(db, answer, -1, '450 later'), `after ${times} attempts`)
  }
})

t.test('the agent learns what did not arrive', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t)
  const troubles = async () => {
    const rows = await readPushes(db, channelId, 0, 100)
    return rows.map(({ entry }) => entry)
  }
  const stateOf = async ({ key }: VisitorMail, kind: 'notice' | 'answer' = 'notice') => {
    const row = await db
      .selectFrom('visitor_mails')
      .select(['state', 'reason'])
      .where('kind', '=', kind)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    return row
  }

  server.answers.recipient = 550
  const refused = answerTo('nobody@visitor.example')
  await queue(house, channelId, refused)
  await sendAll()
  t.match(await stateOf(refused), { state: 'failed', reason: /^550 no, said the server about …$/ })
  t.match(await stateOf(refused, 'answer'), { state: 'suppressed' })
  t.match(await troubles(), [
    { mailTrouble: 'failed', key: refused.key, note: { conversation: 'nobody@visitor.example' } },
  ])
  server.answers.recipient = 250

  server.answers.text = 0
  const lost = answerTo('lost@visitor.example')
  await queue(house, channelId, lost)
  await sendAll()
  t.match(await stateOf(lost), { state: 'unknown' })
  t.equal(server.to('lost@visitor.example').length, 1, 'it was taken, and the answer lost')
  await sql`update visitor_mails set due_at = now() - interval '1 hour'`.execute(db)
  server.answers.text = 250
  await sendAll()
  t.equal(server.to('lost@visitor.example').length, 1, 'what nobody knows is not sent again')
  t.match((await troubles()).at(-1), { mailTrouble: 'unknown', key: lost.key })

  const bounced = answerTo('gone@visitor.example')
  await queue(house, channelId, bounced)
  await sendAll()
  const path = server.to('gone@visitor.example')[0]?.from ?? ''
  const report = [
    `To: <${path.toUpperCase()}>`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Final-Recipient: rfc822; gone@visitor.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 <gone@visitor.example>:',
    ' Recipient unknown',
    '',
  ].join('\r\n')
  const hand = (body: string, secret = BOUNCE_SECRET) =>
    post(`${house.url}/mail/bounces`, body, {
      authorization: `Bearer ${secret}`,
      'content-type': 'message/rfc822',
    })
  t.equal((await hand(report, 'guessed')).status, 404)
  t.equal((await hand(report.replace('failed', 'delayed'))).status, 202, 'late is not lost')
  t.equal((await hand(report.replace(/\+[0-9A-F]{6}/, '+000000'))).status, 202)
  t.equal((await stateOf(bounced)).state, 'sent')
  t.equal((await hand(report)).status, 200)
  t.match(await stateOf(bounced), { state: 'bounced', reason: '550 5.1.1 … Recipient unknown' })
  t.match((await troubles()).at(-1), { mailTrouble: 'bounced', key: bounced.key })
  const told = (await troubles()).length
  t.equal((await hand(report)).status, 200)
  t.equal((await troubles()).length, told, 'told once')
})

t.test('a mail server that can’t take it now gets it later', async (t) => {
  const { house, server, db, channelId, sendAll } = await sending(t)
  const due = async () => {
    const rows = await db
      .selectFrom('visitor_mails')
      .select(['state', 'reason', 'attempts'])
      .where('kind', '=', 'notice')
      .execute()
    return rows
  }
  const postman = new Postman(house.context)
  const makeDue = () => sql`update visitor_mails set due_at = now() where state = 'due'`.execute(db)
  await queue(house, channelId, answerTo('late@visitor.example'))
  server.answers.text = 452
  await postman.sendDue()
  server.answers.login = false
  await makeDue()
  await postman.sendDue()
  t.match(await due(), [{ state: 'due' }])
  t.equal(server.mails.length, 0)
  const told = await db.selectFrom('notices').select('kind').execute()
  t.match(told, [{ kind: 'visitor-mail.refused' }, { kind: 'visitor-mail.refused' }])
  server.answers.login = true
  server.answers.text = 250
  await makeDue()
  await sendAll()
  t.equal(server.to('late@visitor.example').length, 1)
})

t.test('what was handed over leaves nothing behind with the host', async (t) => {
  const server = await startMailServer()
  t.teardown(() => server.close())
  const { signal } = new AbortController()
  const envelope = { from: 'answers@agency.example', to: 'ada@visitor.example' }
  const mail = { envelope, message: Buffer.from('Subject: Hello\r\n\r\nHello\r\n') }
  const hand = () => handOver(server.url, mail, async () => true, signal)
  t.match(await hand(), { kind: 'sent' })
  server.answers.recipient = 550
  t.match(await hand(), { kind: 'failed' })
  t.same(getEventListeners(signal, 'abort'), [], 'no listener that keeps the message')
})

t.test('an outcome comes after what is stored at the beginning', async (t) => {
  const server = await startMailServer()
  t.teardown(() => server.close())
  const mail = {
    envelope: { from: 'answers@agency.example', to: 'ada@visitor.example' },
    message: Buffer.from('Subject: Hello\r\n\r\nHello\r\n'),
  }
  const asked = Promise.withResolvers<void>()
  const stored = Promise.withResolvers<boolean>()
  const order: string[] = []
  const begin = () => {
    asked.resolve()
    return stored.promise.finally(() => order.push('stored'))
  }
  const { signal } = new AbortController()
  const outcome = handOver(server.url, mail, begin, signal).finally(() => order.push('outcome'))
  await asked.promise
  server.hangUp()
  await eventually(
    () => getEventListeners(signal, 'abort').length,
    (listeners) => listeners === 0,
  )
  stored.resolve(true)
  t.match(await outcome, { kind: 'later' }, 'its text was not sent')
  t.same(order, ['stored', 'outcome'])
  t.equal(server.mails.length, 0)
})

t.test('a host that stops gives up a mail that has not begun, and another sends it', async (t) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  // It sends none itself.
  const [house, server] = await Promise.all([
    openHouse(),
    startMailServer(),
    once(silent, 'listening'),
  ])
  t.teardown(async () => {
    await house.close()
    await server.close()
    silent.close()
  })
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { context } = house
  const { db } = context
  const postmanAt = (smtpUrl: string) => {
    const visitorMail = { ...context.config.visitorMail, from: 'answers@agency.example', smtpUrl }
    return new Postman({ ...context, config: { ...context.config, visitorMail } })
  }
  await queue(house, await addChannel(house, 'a'), answerTo('slow@visitor.example'))
  // However old it is and however often it was tried: a host that stops ends no mail.
  await sql`update visitor_mails set created_at = now() - interval '2 days', attempts = 9
    where kind = 'notice'`.execute(db)
  const stopping = postmanAt(`smtp://127.0.0.1:${address.port}`)
  const connected = once(silent, 'connection')
  const tried = stopping.sendDue()
  await connected
  await stopping.stop()
  await tried
  const row = await db
    .selectFrom('visitor_mails')
    .select(['state', 'attempts'])
    .where('kind', '=', 'notice')
    .executeTakeFirstOrThrow()
  t.match(row, { state: 'due', attempts: 9 }, 'as if it had not been tried')
  await postmanAt(server.url).sendDue()
  t.equal(server.to('slow@visitor.example').length, 1)
})

t.test('the operator sees what became of mails, and what is stored of a person', async (t) => {
  const { house, db, channelId, sendAll } = await sending(t, { noticesPerAddress: 1 })
  const { sealer } = house.context
  const visitor = 'dora@visitor.example'
  await queue(house, channelId, answerTo(visitor))
  await queue(house, channelId, answerTo(visitor, { thread: 'another' }))
  await sendAll()
  const { socialhub_channel_id } = await db
    .selectFrom('channels')
    .select('socialhub_channel_id')
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()
  const counted = await mailsOfChannel(db, socialhub_channel_id)
  t.same(counted.map(({ state, reason, count }) => [state, reason, count]).sort(), [
    ['sent', null, 1],
    ['suppressed', 'visitorMail.noticesPerAddress was reached', 2],
    ['waiting', null, 1],
  ])
  await sql`update visitor_mails set created_at = now() - interval '2 days'
    where state = 'waiting'`.execute(db)
  // At once, before any host takes it.
  await db.transaction().execute(async (trx) => {
    const mail = answerTo('emil@visitor.example')
    await queueMail(trx, sealer, { channelId, mail, limits: house.context.config.visitorMail })
    await sql`update visitor_mails set created_at = now() - interval '2 hours',
      due_at = 'infinity' where state = 'due'`.execute(trx)
  })
  const { visitorMails, oldestMailS, lateMailAddresses } = await readFigures(db)
  t.equal(lateMailAddresses, 1, 'what is due; what waits or was sent is not late')
  t.same(
    visitorMails.map(({ kind, state, count }) => [kind, state, count]),
    [
      ['answer', 'suppressed', 1],
      ['answer', 'waiting', 1],
      ['notice', 'due', 1],
      ['notice', 'sent', 1],
      ['notice', 'suppressed', 1],
    ],
    'of one day',
  )
  t.ok(oldestMailS >= 7_200)
  const { channels } = await exportPerson(db, sealer, `person ${visitor}`)
  const mails = channels[0]?.mails ?? []
  t.equal(mails.length, 4)
  t.match(
    mails.find(({ state }) => state === 'waiting'),
    { content: { to: visitor, text: /agent/ } },
  )
})
