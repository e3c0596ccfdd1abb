import { type Message, networkItemId, type WrittenMessage } from '@hubward/plugin'
import { proves, TestHost } from '@hubward/testkit'
import t, { type Test } from 'tap'
import googlePlay from '../src/index.ts'
import { PACKAGE, startFakeGooglePlay } from './fake-google-play.ts'
import { credentialsFor } from './trial.ts'

const DAY_MS = 86_400_000

/** A Channel of an app without reviews, and the Network that it is on. */
async function opened(t: Test, language: 'en' | 'de' = 'en') {
  const network = await startFakeGooglePlay()
  t.teardown(() => network.close())
  const host = new TestHost(googlePlay, { settings: network.settings })
  network.setClock(() => host.clock.now().getTime())
  const channel = host.addChannel({
    channel: { networkId: PACKAGE, language },
    channelSettings: {},
    credentials: credentialsFor(network),
  })
  await channel.fetch()
  host.clock.advance(60_000)
  return { network, host, channel }
}

const written = (messages: readonly Message[]): WrittenMessage[] =>
  messages.filter((message) => 'interaction' in message)
const answerTo = ({ interaction, reference = null }: WrittenMessage) => ({
  networkItemId: interaction.networkItemId,
  reference,
  rootId: null,
})

t.test('a review is a Ticket with stars, title, language, version and device', async (t) => {
  const { network, channel } = await opened(t, 'de')
  const { reviewId } = network.write('Great\tBut the cups leak.', {
    stars: 2,
    author: 'Jane Bloggs',
    details: {
      reviewerLanguage: 'en',
      appVersionName: '1.2.3',
      androidOsVersion: 34,
      deviceMetadata: { manufacturer: 'Sony', productName: 'Xperia 5' },
    },
  })
  const [message] = written(await channel.fetch())
  t.match(message, {
    interaction: {
      message:
        'But the cups leak.\n\nSprache: en · App-Version: 1.2.3 · Gerät: Sony Xperia 5 (Android API 34)',
      rating: { value: 2, scale: 5 },
      type: 'REVIEW',
      interactor: { name: 'Jane Bloggs' },
      url: `https://play.google.com/store/apps/details?id=${PACKAGE}&reviewId=${encodeURIComponent(reviewId)}`,
    },
    marks: { subject: 'Great' },
  })
})

t.test('a changed review is an edit of its Ticket, and says so', async (t) => {
  const { network, host, channel } = await opened(t)
  const review = network.write('It leaks.', { stars: 1 })
  const [first] = written(await channel.fetch())
  t.notOk(first?.marks?.edited)
  host.clock.advance(60_000)
  network.edit(review, 'It no longer leaks.')
  const [second] = written(await channel.fetch())
  t.equal(second?.interaction.networkItemId, first?.interaction.networkItemId)
  t.match(second, { interaction: { message: 'It no longer leaks.' }, marks: { edited: true } })
  t.equal(second?.updatedTime, host.clock.now().toISOString())
  t.same(await channel.fetch(), [], 'and is not brought again')
})

t.test(
  'an answer is replaced only by who says so, and a repeated call writes nothing',
  async (t) => {
    const { network, channel } = await opened(t)
    const review = network.write('Where is my order?')
    const [asked] = written(await channel.fetch())
    if (!asked) throw new Error('no review came')
    const inReplyTo = answerTo(asked)
    const words = () => review.comments[1]?.developerComment.text
    const one = { inReplyTo, text: 'On its way.', option: 'answer', idempotencyKey: '1' }
    const first = await channel.reply(one)
    t.equal(words(), 'On its way.')
    const again = await channel.reply({ ...one, idempotencyKey: '1' })
    t.equal(again.networkItemId, first.networkItemId)
    const posts = () => network.asked.filter((id) => id === 'androidpublisher.reviews.reply').length
    t.equal(posts(), 1, 'it stood there already')
    const other = { ...one, text: 'It arrives today.', idempotencyKey: '2' }
    await t.rejects(channel.reply(other), { code: 'rejected', effect: 'none' })
    await t.rejects(channel.reply({ ...other, option: null }), { code: 'rejected' })
    t.equal(words(), 'On its way.', 'nothing was replaced by accident')
    const second = await channel.reply({ ...other, option: 'replace' })
    t.equal(words(), 'It arrives today.')
    t.not(second.networkItemId, first.networkItemId)
    const own = written(await channel.fetch()).filter((message) => message.own)
    t.equal(own.length, 1)
    t.equal(own[0]?.interaction.networkItemId, second.networkItemId, 'it comes back as our own')
    t.equal(own[0]?.interaction.root?.rootId, asked.interaction.networkItemId)
  },
)

t.test(
  'what is answered in the Play Console comes along; what is replaced there goes',
  async (t) => {
    const { network, host, channel } = await opened(t)
    const review = network.write('Hello?')
    network.answer(review, 'Hello!')
    const [, said] = written(await channel.fetch())
    t.match(said, { own: true, interaction: { message: 'Hello!' } })
    host.clock.advance(60_000)
    network.answer(review, 'Hello, Jane!')
    const messages = await channel.fetch()
    const gone = messages.flatMap((message) =>
      'deletedTime' in message ? message.networkItemId : [],
    )
    t.same(gone, [said?.interaction.networkItemId])
    t.match(written(messages).at(-1), { own: true, interaction: { message: 'Hello, Jane!' } })
  },
)

t.test('an answer that is taken away is gone, below an older review, too', async (t) => {
  const { network, host, channel } = await opened(t)
  const review = network.write('Old.', { time: host.clock.now().getTime() - DAY_MS })
  network.answer(review, 'Thank you.')
  const [answer] = written(await channel.fetch())
  t.match(answer, { own: true })
  host.clock.advance(60_000)
  network.unanswer(review)
  t.same(await channel.fetch(), [
    {
      networkItemId: answer?.interaction.networkItemId,
      deletedTime: host.clock.now().toISOString(),
    },
  ])
})

t.test('a Channel that stood still says what it can’t see', async (t) => {
  const { network, host, channel } = await opened(t)
  network.write('Written while nobody looked.')
  host.clock.advance(6 * DAY_MS)
  t.notMatch((await channel.fetch()).map(JSON.stringify as never).join(), 'stood still')
  const from = host.clock.now().toISOString().slice(0, 10)
  host.clock.advance(9 * DAY_MS)
  const until = new Date(host.clock.now().getTime() - 7 * DAY_MS).toISOString().slice(0, 10)
  network.write('Written today.')
  const [gap, review] = written(await channel.fetch())
  t.match(gap?.interaction.message, new RegExp(`between ${from} and ${until}`))
  t.match(gap?.marks, { automatic: true })
  t.equal(gap?.interaction.interactor?.interactorId, PACKAGE, 'it is no unread Ticket')
  t.equal(review?.interaction.message, 'Written today.')
  t.same(await channel.fetch(), [], 'and says it once')
})

t.test(
  'signs that Google takes for HTML stay, and where they no longer fit, nobody is misled',
  async (t) => {
    const { network, channel } = await opened(t)
    const review = network.write('How do I write bold?')
    const [asked] = written(await channel.fetch())
    if (!asked) throw new Error('no review came')
    const inReplyTo = answerTo(asked)
    await channel.reply({ inReplyTo, text: 'Write <b> and </b>.', idempotencyKey: '1' })
    const stands = review.comments[1]?.developerComment.text ?? ''
    t.equal(stands.replaceAll('\u2060', ''), 'Write <b> and </b>.')
    const long = {
      inReplyTo,
      text: `<b>${'x'.repeat(347)}`,
      option: 'replace',
      idempotencyKey: '2',
    }
    await t.rejects(channel.reply(long), { code: 'invalid', message: /longer than 350/ })
  },
)

t.test(
  'one token serves many calls; a lost one is replaced, and a lost key ends the grant',
  async (t) => {
    proves(t, { network: 'google-play', capabilities: ['refresh', 'revoke'], by: 'description' })
    const { network, host, channel } = await opened(t)
    const grants = () => [...new Set(network.tokensUsed)].length
    await channel.fetch()
    await channel.fetch()
    t.equal(grants(), 1)
    network.forgetTokens()
    network.write('Still here.')
    t.equal(written(await channel.fetch()).length, 1, 'nobody notices')
    t.equal(grants(), 2)
    host.clock.advance(3_600_000)
    await channel.fetch()
    t.equal(grants(), 3, 'and after an hour it is another one')
    channel.credentials = { ...credentialsFor(network), keyId: 'another' }
    await channel.fetch()
    t.equal(grants(), 4, 'another key has a token of its own')
    network.is('key-deleted')
    await t.rejects(channel.fetch(), { code: 'authentication' })
    for (const state of ['no-permission', 'not-invited'] as const) {
      network.is(state)
      await t.rejects(channel.fetch(), {
        code: 'authentication',
        sentence: { en: /Reply to reviews/ },
      })
    }
  },
)

t.test('the form names what is missing, and where it is granted', async (t) => {
  const network = await startFakeGooglePlay()
  t.teardown(() => network.close())
  network.addApp('example.northwind.kitchen', 'Northwind Kitchen')
  const host = new TestHost(googlePlay, { settings: network.settings })
  const submit = async (values: object) =>
    host.authenticate({ kind: 'form', step: 'login', values: values as never, state: null })
  const { keyFile } = network
  const listed = await submit({ keyFile })
  t.match(listed, {
    kind: 'complete',
    accounts: [
      { networkId: PACKAGE, name: 'Northwind Shop' },
      { networkId: 'example.northwind.kitchen', name: 'Northwind Kitchen' },
    ],
  })
  t.notMatch(JSON.stringify(listed), 'token_uri', 'of the file only what signs is kept')
  const cases: [string, () => void, object, object][] = [
    [
      'no JSON',
      () => undefined,
      { keyFile: 'reviews@northwind' },
      { keyFile: { en: /"client_email"/ } },
    ],
    [
      'a key that is none',
      () => undefined,
      { keyFile: keyFile.replace(/MII[^\\]{60}/, 'MIIX') },
      { keyFile: { en: /JSON file/ } },
    ],
    [
      'no package',
      () => undefined,
      { keyFile, packages: ['northwind'] },
      { packages: { en: /“id=”/ } },
    ],
    [
      'an unknown app',
      () => undefined,
      { keyFile, packages: ['a.b'] },
      { packages: { en: /“id=”/ } },
    ],
    [
      'no list',
      () => network.listsApps(false),
      { keyFile },
      { packages: { en: /Reporting API at https/ } },
    ],
    [
      'no permission',
      () => network.is('no-permission'),
      { keyFile, packages: [PACKAGE] },
      { packages: { en: /“Reply to reviews”/, de: /play\.google\.com\/console/ } },
    ],
    [
      'an API that is off',
      () => network.is('api-disabled'),
      { keyFile, packages: [PACKAGE] },
      { packages: { en: /Enable it at https:\/\/console\.cloud\.google\.com/ } },
    ],
    [
      'a deleted key',
      () => network.is('key-deleted'),
      { keyFile, packages: [PACKAGE] },
      { keyFile: { en: /new key at https:\/\/console\.cloud\.google\.com/ } },
    ],
  ]
  for (const [what, arrange, values, errors] of cases) {
    arrange()
    const step = await submit(values)
    t.match(step, { kind: 'form', errors }, what)
    t.notMatch(JSON.stringify(step), 'PRIVATE KEY', `${what}: the key is not shown again`)
  }
  t.equal(networkItemId('gp:AOqpTOF-1', 'review-'), 'review-gp:AOqpTOF-1')
})

t.test('a review without a comment or with a wrong time keeps no other away', async (t) => {
  const { network, channel } = await opened(t)
  network.write('One.')
  const odd = network.write('Two.')
  odd.comments[0].userComment.lastModified = { seconds: '99999999999999', nanos: 0 }
  network.write('Three.')
  const texts = written(await channel.fetch()).map(({ interaction }) => interaction.message)
  t.same(texts.toSorted(), ['One.', 'Three.'])
})
