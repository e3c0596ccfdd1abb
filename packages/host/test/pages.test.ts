import { LANGUAGES } from '@hubward/plugin'
import got from 'got'
import { IntlMessageFormat } from 'intl-messageformat'
import { sql } from 'kysely'
import t from 'tap'
import { COCKPIT_CATALOGS } from '../src/cockpit/words/index.ts'
import { createServer } from '../src/server.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { createSettingsLink } from '../src/store/links.ts'
import { contrast, themeOf } from '../src/web/colours.ts'
import { FAILURES } from '../src/web/failure.ts'
import { CATALOGS } from '../src/web/words/index.ts'
import { openHouse } from './fixtures/house.ts'
import { Visitor } from './fixtures/visitor.ts'

t.test('every sentence exists in every language, with the same placeholders', async (t) => {
  for (const language of LANGUAGES) {
    t.same(placeholdersByWord(CATALOGS[language]), placeholdersByWord(CATALOGS.en), language)
    t.same(
      placeholdersByWord(COCKPIT_CATALOGS[language]),
      placeholdersByWord(COCKPIT_CATALOGS.en),
      `${language}, in the cockpit`,
    )
  }
})

t.test('every failure has a title and a text', async (t) => {
  const words = Object.keys(CATALOGS.en)
  const expected = Object.keys(FAILURES).sort()
  for (const part of ['title', 'text']) {
    const named = words.filter((word) => word.startsWith('failure.') && word.endsWith(`.${part}`))
    t.same(
      named.map((word) => word.split('.')[1]).sort(),
      expected,
      `a ${part}, and none left over`,
    )
  }
})

t.test('a Network’s colour is readable, whichever it is', async (t) => {
  for (let value = 0; value < 0xffffff; value += 0x2f1d3) {
    const theme = themeOf(`#${value.toString(16).padStart(6, '0')}`)
    if (contrast(theme.brand, theme.onBrand) < 4.5) t.fail(`text on ${theme.brand}`)
    if (contrast(theme.brandText, '#ffffff') < 4.5) t.fail(`${theme.brandText} as text`)
  }
  t.equal(themeOf('#0f766e').onBrand, '#ffffff')
  t.equal(themeOf('#facc15').onBrand, '#000000')
})

t.test('pages and files of a host', async (t) => {
  const house = await openHouse()
  t.teardown(() => house.close())
  const { db, sealer } = house.context

  t.test('an address that leads nowhere: a page for people, JSON for machines', async (t) => {
    const page = await new Visitor('fr').open(`${house.url}/nowhere/secret-7?token=secret-8`)
    t.equal(page.status, 404)
    t.match(page.text, '<html lang="fr">')
    t.match(page.words, 'Il n’y a rien ici')
    t.match(page.words, 'Exploité par Nordlicht Agency')
    t.match(page.text, 'href="https://agency.example/imprint"')
    const german = await new Visitor('fr').open(`${house.url}/nowhere?lang=de`)
    t.match(german.words, 'Hier ist nichts')
    const machine = await got(`${house.url}/nowhere`, { throwHttpErrors: false })
    t.equal(machine.statusCode, 404)
    t.match(JSON.parse(machine.body), { code: 'not-found', message: 'Please check the address.' })
    t.notMatch(house.log.join(''), /secret-[78]/, 'addresses stay out of the log')
  })

  t.test('over https a session’s cookie has a name that browsers guard', async (t) => {
    const { config } = house.context
    const publicUrl = 'https://connect.example'
    const app = await createServer({ ...house.context, config: { ...config, publicUrl } })
    t.teardown(() => app.close())
    const get = async (url: string, cookie = '') =>
      await app.inject({ url, headers: { accept: 'text/html', cookie } })
    const begin = async () => {
      const token = new URL(await house.creationLink()).searchParams.get('token')
      const { cookies } = await get(`/connect/harbour?token=${token}`)
      return cookies
    }
    const cookies = await begin()
    t.match(cookies, [
      { name: '__Secure-hubward-connect', secure: true, httpOnly: true, path: '/connect/harbour' },
      { name: 'hubward-connect', secure: true, httpOnly: true, path: '/connect/harbour' },
    ])
    const secret = cookies[0]?.value ?? ''
    const page = await get('/connect/harbour', `__Secure-hubward-connect=${secret}`)
    t.match(page.body, 'Sign in to your harbour')
    const slipped = await get('/connect/harbour', `hubward-connect=${secret}`)
    t.match(slipped.body, 'We lost track', 'under a plain name nobody slips in a session')

    // As an older host began it, and as older hosts are gone for a day.
    await db.updateTable('onboarding_sessions').set({ guarded: false }).execute()
    const former = await get('/connect/harbour', `hubward-connect=${secret}`)
    t.match(former.body, 'Sign in to your harbour', 'a session from before goes on')
    await sql`update kysely_migration set timestamp = '2026-01-01T00:00:00.000Z'`.execute(db)
    t.match(
      (await begin()).map(({ name }) => name),
      ['__Secure-hubward-connect'],
    )
  })

  t.test('the files of our pages', async (t) => {
    const page = await new Visitor().open(await house.creationLink())
    const files = [...page.text.matchAll(/(?:href|src)="(\/(?:assets|branding)[^"]+)"/g)]
    t.ok(files.length >= 4)
    for (const [, file = ''] of files) {
      const answer = await got(house.url + file.replaceAll('&#61;', '='))
      t.equal(answer.headers['x-content-type-options'], 'nosniff')
      t.match(answer.headers['cache-control'], /public, max-age=\d+/)
      t.notOk(answer.headers['set-cookie'])
    }
    const icon = await got(`${house.url}/branding/harbour/icon.svg`)
    t.equal(icon.headers['content-type'], 'image/svg+xml')
    t.match(icon.headers['content-security-policy'], 'sandbox')
    t.match(icon.body, '<svg')
    t.equal((await got(`${house.url}/branding/harbour/fallback.svg`)).statusCode, 200)
  })

  t.test('a one-time link to a Channel’s settings', async (t) => {
    const customer = new Visitor()
    const form = await customer.open(await house.creationLink())
    const details = await customer.submit(form, { user: 'ada', password: 'secret' })
    await customer.submit(details, {
      ':name.0': 'Ada',
      ':unique-name.0': '@ada',
      language: 'en',
      limit: '5',
      greeting: 'Ahoy',
      key: 'hush',
    })
    const { id } = await db.selectFrom('channels').select('id').executeTakeFirstOrThrow()
    const settings = async () => (await loadCallChannel(db, sealer, id))?.channelSettings

    const token = await createSettingsLink(db, sealer, id, 60_000)
    const visitor = new Visitor()
    const page = await visitor.open(`${house.url}/settings/${token}?lang=de`)
    t.match(page.words, 'Einstellungen von Ada')
    t.match(page.text, /name="limit"[^>]*value="5"/)
    t.notMatch(page.text, 'hush', 'a secret is not shown')
    t.match(page.words, 'Leer lassen, um den gespeicherten Wert zu behalten.')
    const wrong = await visitor.submit(page, { language: 'de', limit: 'many' })
    t.equal(wrong.status, 422)
    t.match(wrong.words, 'Bitte geben Sie eine ganze Zahl an.')
    const saved = await visitor.submit(wrong, { language: 'de', limit: '6', greeting: '' })
    t.match(saved.words, 'Ihre Einstellungen sind gespeichert')
    const expected = { language: 'de', topics: [], sites: [], limit: 6, quiet: false, key: 'hush' }
    t.same(await settings(), expected, 'what was emptied is gone, the secret is kept')

    t.match((await visitor.submit(wrong, { language: 'en', limit: '9' })).words, 'gespeichert')
    t.same(await settings(), expected, 'it works once')
    t.match((await visitor.open(page.url)).words, 'gespeichert')

    const late = await createSettingsLink(db, sealer, id, -1)
    t.equal((await visitor.open(`${house.url}/settings/${late}`)).status, 410)
    t.match((await visitor.open(`${house.url}/settings/guess`)).words, 'This link no longer works')
    t.notMatch(house.log.join(''), token.slice(0, 20))
  })

  t.test('somebody who tries very often is asked to wait', async (t) => {
    // More than twice the limit, since a minute may end in between, and the count begin anew.
    const tries = Array.from({ length: 500 }, () =>
      got(`${house.url}/settings/guess`, { throwHttpErrors: false, retry: { limit: 0 } }),
    )
    const refused = (await Promise.all(tries)).filter(({ statusCode }) => statusCode === 429)
    t.ok(refused.length > 0)
    t.ok(refused[0]?.headers['retry-after'])
    t.match(JSON.parse(refused[0]?.body ?? '{}'), { code: 'too-many-requests' })
    t.equal((await got(`${house.url}/healthz`)).statusCode, 200, 'others are not concerned')
  })
})

function placeholdersByWord(catalog: Readonly<Record<string, string>>) {
  const words = Object.keys(catalog).sort()
  return words.map((word) => `${word}: ${placeholders(catalog[word] ?? '').join(', ')}`)
}

/** Names of a message's placeholders, each once. */
function placeholders(sentence: string): string[] {
  const names = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { type, value: name } = { type: 0, value: '', ...value }
    // 0 is text, 7 the number sign of a plural.
    if (type > 0 && type < 7 && typeof name === 'string') names.add(name)
    for (const inner of Object.values(value)) walk(inner)
  }
  walk(new IntlMessageFormat(sentence, 'en').getAst())
  return [...names].sort()
}
