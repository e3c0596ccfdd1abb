// Long because it is one list: what people do on Bluesky, and what must come of it.
import { networkItemId } from '@hubward/plugin'
import type { LoginExample, MessageExample, ReplyExample, Writing } from '@hubward/testkit'
import { did, PASSWORD, type Record, type startFakeNetwork } from './fake-network.ts'

type Network = Awaited<ReturnType<typeof startFakeNetwork>>
type Options = Parameters<Network['post']>[2]
type Expected = Awaited<ReturnType<MessageExample<unknown, unknown>['happen']>>

const ADA = did('ada')
const BOB = `did:plc:${'b'.repeat(24)}`
const CID = 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq'
const keyIn = (uri: string) => uri.split('/').at(-1)
const pageOf = (uri: string) => `https://bsky.app/profile/${uri.split('/')[2]}/post/${keyIn(uri)}`
const strong = ({ uri, cid }: Record) => ({ uri, cid })
const embedded = (record: object) => ({ embed: { $type: 'app.bsky.embed.record#view', record } })
const images = (...alts: string[]) => ({
  $type: 'app.bsky.embed.images#view',
  images: alts.map((alt, n) => ({
    thumb: `https://cdn.example/${n}-small`,
    fullsize: `https://cdn.example/${n}`,
    alt,
  })),
})
const quote = (more: object = {}, author: object = {}) => ({
  $type: 'app.bsky.embed.record#viewRecord',
  uri: `at://${BOB}/app.bsky.feed.post/3k`,
  cid: CID,
  author: { did: BOB, handle: 'bob.example', ...author },
  value: {
    $type: 'app.bsky.feed.post',
    text: 'The sea is blue',
    createdAt: '2026-01-15T10:00:00Z',
  },
  indexedAt: '2026-01-15T10:00:00Z',
  ...more,
})

/** What becomes of posts on the network. */
export function messageExamples(network: Network): MessageExample<unknown, unknown>[] {
  const post = (
    what: string,
    given: Options | ((writing: Writing) => Options),
    expected: (record: Record, writing: Writing) => Expected,
    { by = 'ada', says }: { by?: string; says?: string | ((text: string) => string) } = {},
  ): MessageExample<unknown, unknown> => ({
    what,
    async happen(_channel, writing) {
      const options = typeof given === 'function' ? given(writing) : given
      const text = typeof says === 'function' ? says(writing.text) : (says ?? writing.text)
      return expected(network.post(by, text, { to: 'me', time: writing.time, ...options }), writing)
    },
  })
  const says = (message: string, more: object = {}): Expected => ({
    interaction: { message, ...more },
  })
  const silent = ({ uri }: Record, message: string | undefined, more: object = {}): Expected => ({
    interaction: { networkItemId: networkItemId(uri), message, ...more },
  })

  return [
    post(
      'a mention',
      { record: { langs: ['de', 'en', 'fr', 'it'] } },
      (record, { text, time }) => ({
        interaction: {
          networkItemId: networkItemId(record.uri),
          createdTime: time,
          type: 'MENTION',
          message: text,
          url: pageOf(record.uri),
          interactor: {
            interactorId: ADA,
            name: 'ADA',
            url: `https://bsky.app/profile/${ADA}`,
            picture: 'https://cdn.example/ada.jpg',
          },
          pictures: undefined,
          attachments: undefined,
          link: undefined,
          root: undefined,
        },
        reference: { root: strong(record), parent: strong(record), langs: ['de', 'en', 'fr'] },
        own: undefined,
        marks: undefined,
      }),
    ),
    post('a quotation', { reason: 'quote', view: embedded(quote()) }, (_record, { text }) => ({
      ...says(text, { type: 'POST', root: undefined }),
      marks: {
        quoted: {
          from: '@bob.example',
          text: 'The sea is blue',
          url: `https://bsky.app/profile/${BOB}/post/3k`,
        },
      },
    })),
    {
      what: 'an answer deep in a thread',
      async happen(_channel, { text, time }) {
        const root = network.post('me', 'Root')
        const parent = network.post('ada', 'Parent')
        const reply = { root: strong(root), parent: strong(parent) }
        const record = network.post('ada', text, {
          to: 'me',
          reason: 'reply',
          time,
          record: { reply },
        })
        return {
          interaction: { type: 'COMMENT', root: { rootId: networkItemId(root.uri) } },
          reference: { root: strong(root), parent: strong(record), langs: [] },
        }
      },
    },
    post(
      'a post that is older than the network says',
      { record: { createdAt: '2020-01-01T00:00:00.000Z' } },
      () => ({ interaction: { createdTime: '2020-01-01T00:00:00.000Z' } }),
    ),
    post(
      'a post that claims to be from tomorrow',
      { record: { createdAt: '2035-01-01T00:00:00.000Z' } },
      (_record, { time }) => ({ interaction: { createdTime: time } }),
    ),
    post(
      'a post of somebody without a name or a proven handle',
      ({ time }) => ({
        view: { author: { did: BOB, handle: 'handle.invalid' }, indexedAt: time },
      }),
      () => ({
        interaction: {
          interactor: { interactorId: BOB, name: BOB, url: `https://bsky.app/profile/${BOB}` },
        },
      }),
    ),
    post(
      'a post with tags that are none',
      { record: { langs: ['x'.repeat(36), 7, 'de', 'fr'] } },
      (record) => ({
        reference: { root: strong(record), parent: strong(record), langs: ['de'] },
      }),
    ),
    post('a post with pictures', { view: { embed: images('A lamp', ' ') } }, (_record, { text }) =>
      says(`${text}\n\nPicture: A lamp`, {
        pictures: [
          { small: 'https://cdn.example/0-small', large: 'https://cdn.example/0' },
          { small: 'https://cdn.example/1-small', large: 'https://cdn.example/1' },
        ],
      }),
    ),
    post(
      'a picture without a word',
      { view: { embed: images('') } },
      (record) => silent(record, undefined),
      { says: '' },
    ),
    post('a post without a word', {}, (record) => silent(record, '(A post without text)'), {
      says: ' ',
    }),
    post(
      'a quotation without a word',
      { view: embedded(quote()) },
      (record) => silent(record, undefined),
      { says: '' },
    ),
    post(
      'a film without a word',
      {
        view: {
          embed: {
            $type: 'app.bsky.embed.video#view',
            cid: CID,
            playlist: 'https://video.example/a.m3u8',
            thumbnail: 'https://video.example/a.jpg',
            alt: ' Waves ',
          },
        },
      },
      (record) =>
        silent(record, 'Video: Waves', {
          attachments: [
            {
              url: 'https://video.example/a.m3u8',
              name: 'video.m3u8',
              mimeType: 'application/vnd.apple.mpegurl',
            },
          ],
          pictures: [
            { small: 'https://video.example/a.jpg', large: 'https://video.example/a.jpg' },
          ],
        }),
      { says: '' },
    ),
    post(
      'a post with a link',
      {
        view: {
          embed: {
            $type: 'app.bsky.embed.external#view',
            external: { uri: 'https://example.org/a', title: 'T', description: '' },
          },
        },
      },
      (_record, { text }) => says(text, { link: 'https://example.org/a' }),
    ),
    post(
      'a link without a word',
      {
        view: {
          embed: {
            $type: 'app.bsky.embed.external#view',
            external: { uri: 'https://example.org/a', title: 'T', description: '' },
          },
        },
      },
      (record) => silent(record, undefined, { link: 'https://example.org/a' }),
      { says: '' },
    ),
    post(
      'a post that moderators have marked',
      { view: { labels: ['!warn', 'spam', 'spam', 'odd', 'constructor'].map((val) => ({ val })) } },
      (_record, { text }) =>
        says(`${text}\n\nMarked on Bluesky as: warning by moderators, spam, odd, constructor`),
    ),
    post(
      'a post that quotes what can’t be shown',
      { view: embedded(quote({}, { viewer: { muted: true } })) },
      (_record, { text }) => ({
        ...says(
          `${text}\n\nQuotes a post that can’t be shown here:\nhttps://bsky.app/profile/${BOB}/post/3k`,
        ),
        marks: undefined,
      }),
    ),
    post(
      'a post that quotes what is gone, without a word',
      {
        view: embedded({
          $type: 'app.bsky.embed.record#viewNotFound',
          uri: 'at://gone',
          notFound: true,
        }),
      },
      (record) => silent(record, 'Quotes a post that can’t be shown here:'),
      { says: '' },
    ),
    post(
      'a post that shows a feed',
      {
        view: embedded({
          $type: 'app.bsky.feed.defs#generatorView',
          uri: `at://${BOB}/app.bsky.feed.generator/news`,
          displayName: 'News',
        }),
      },
      (_record, { text }) =>
        says(`${text}\n\nFeed: News\nhttps://bsky.app/profile/${BOB}/feed/news`),
    ),
    post(
      'a feed without a word',
      {
        view: embedded({
          $type: 'app.bsky.feed.defs#generatorView',
          uri: `at://${BOB}/app.bsky.feed.generator/news`,
          displayName: 'News',
        }),
      },
      (record) => silent(record, `Feed: News\nhttps://bsky.app/profile/${BOB}/feed/news`),
      { says: '' },
    ),
    post(
      'a post with something new',
      { view: { embed: { $type: 'app.bsky.embed.poll#view' } } },
      (_record, { text }) =>
        says(`${text}\n\n[Something that can’t be shown here hangs on this post.]`),
    ),
    post(
      'something new without a word',
      { view: { embed: { $type: 'app.bsky.embed.poll#view' } } },
      (record) => silent(record, '(A post without text)'),
      { says: '' },
    ),
    post(
      'a post that quotes one with all that can hang on it',
      {
        view: embedded(
          quote({ embeds: [images('A wave', '')], labels: [{ val: 'spam' }, { val: 'rude' }] }),
        ),
      },
      () => ({
        marks: {
          quoted: {
            from: '@bob.example',
            text: [
              'The sea is blue',
              'Picture: https://cdn.example/0',
              'Picture: https://cdn.example/1',
              'Picture: A wave',
              'Marked on Bluesky as: spam, rude',
            ].join('\n'),
            url: `https://bsky.app/profile/${BOB}/post/3k`,
          },
        },
      }),
    ),
    post(
      'a post that quotes a film and has a long text',
      {
        view: embedded(
          quote({
            embeds: [
              {
                $type: 'app.bsky.embed.video#view',
                cid: CID,
                playlist: 'https://video.example/a.m3u8',
              },
            ],
          }),
        ),
      },
      (record, { text }) => ({
        ...silent(record, `${`${text} ${'long '.repeat(2_100)}`.slice(0, 9_999)}…`),
        marks: {
          quoted: {
            from: '@bob.example',
            text: 'The sea is blue\nVideo: https://video.example/a.m3u8',
            url: `https://bsky.app/profile/${BOB}/post/3k`,
          },
        },
      }),
      { says: (text) => `${text} ${'long '.repeat(2_100)}` },
    ),
    post('a post of our own that mentions us', {}, () => ({ own: true }), { by: 'me' }),
  ]
}

/** Answers beside a few words. `files` is where SocialHub keeps an agent's attachments. */
export function replyExamples(network: Network, files: string): ReplyExample<unknown, unknown>[] {
  const asked =
    (options: Options = {}, by = 'ada') =>
    async (_channel: unknown, { text, time }: Writing) => {
      network.post(by, text, { to: 'me', time, ...options })
    }
  const change = (forget: (uri: string) => void) => async () => {
    const uri = [...network.records.keys()].findLast((one) => one.startsWith(`at://${ADA}/`))
    forget(uri ?? '')
  }
  const viewer = (viewer: object) => change((uri) => network.show(uri, { viewer }))
  const become = (viewer: object) => async () => {
    network.account('ada', viewer)
  }
  const friends = async () => {
    network.account('ada')
  }
  const picture = (name: string) => [{ url: `${files}/${name}`, name }]
  return [
    {
      what: 'an answer in the language of the question',
      question: asked({ record: { langs: ['de'] } }),
      reply: { text: 'Gern.' },
      published: { text: 'Gern.', langs: ['de'], facets: undefined, picture: undefined },
    },
    {
      what: 'an answer to a question of several languages',
      question: asked({ record: { langs: ['de', 'fr'] } }),
      reply: { text: 'As you like.' },
      published: { text: 'As you like.', langs: ['en'] },
    },
    {
      what: 'an answer with an address and a name',
      reply: { text: 'Ask @ada.bsky.social at https://example.org/x' },
      published: {
        text: 'Ask @ada.bsky.social at https://example.org/x',
        facets: [
          { index: { byteStart: 4, byteEnd: 20 }, to: ADA },
          { index: { byteStart: 24, byteEnd: 45 }, to: 'https://example.org/x' },
        ],
      },
    },
    {
      what: 'an answer with a picture',
      reply: { text: 'See this.\nAlt: A dark street lamp', attachments: picture('lamp.png') },
      published: {
        text: 'See this.',
        picture: { alt: 'A dark street lamp', mimeType: 'image/png', width: 1, height: 1 },
      },
    },
    {
      what: 'an answer with a picture that nobody describes',
      reply: { text: ' Here it is. ', attachments: picture('lamp.png') },
      published: {
        text: 'Here it is.',
        picture: { alt: '', mimeType: 'image/png', width: 1, height: 1 },
      },
    },
    {
      what: 'an answer that says “Alt:” and has no picture',
      reply: { text: 'Press\nAlt: it is a key' },
      published: { text: 'Press\nAlt: it is a key' },
    },
    {
      what: 'an answer with a picture that is too large',
      reply: { text: 'Look', attachments: picture('big.png') },
      refused: 'invalid',
    },
    {
      what: 'an answer with a file that is no picture',
      reply: { text: 'Look', attachments: picture('text.png') },
      refused: 'invalid',
    },
    { what: 'a text that is too long', reply: { text: 'ä'.repeat(301) }, refused: 'invalid' },
    {
      what: 'a text as long as it may be',
      reply: { text: 'ö'.repeat(300) },
      published: { text: 'ö'.repeat(300) },
    },
    { what: 'a text that nobody takes', reply: { text: 'x'.repeat(5_001) }, refused: 'invalid' },
    {
      what: 'an answer whose family emoji count as one',
      reply: { text: '👩‍👩‍👧'.repeat(290) },
      published: { text: '👩‍👩‍👧'.repeat(290) },
    },
    {
      what: 'an answer to what is deleted',
      meanwhile: change((uri) => network.remove(uri)),
      refused: 'not-found',
    },
    {
      what: 'an answer in a thread that is closed',
      meanwhile: viewer({ replyDisabled: true }),
      refused: 'rejected',
    },
    {
      what: 'an answer in a thread that is open',
      meanwhile: viewer({ replyDisabled: false }),
      reply: { text: 'Open.' },
      published: { text: 'Open.' },
    },
    ...(
      [
        ['an answer to somebody who blocks us', { blockedBy: true }],
        ['an answer to somebody whom we block', { blocking: 'at://x' }],
        ['an answer to somebody on a list that we block', { blockingByList: { uri: 'at://x' } }],
      ] as const
    ).map(
      ([what, viewer]): ReplyExample<unknown, unknown> => ({
        what,
        meanwhile: become(viewer),
        refused: 'rejected',
        ends: friends,
      }),
    ),
  ]
}

/** Logins beside the usual one. */
export function loginExamples(network: Network): LoginExample<unknown>[] {
  const SESSION = 'com.atproto.server.createSession'
  const fault =
    (method: string, status: number, body: object = {}) =>
    async () => {
      network.fault(method, status, body)
      return () => network.none()
    }
  return [
    {
      what: 'an account with a picture',
      account: {
        networkId: did('me'),
        name: 'ME',
        uniqueName: '@me.bsky.social',
        imageUrl: 'https://cdn.example/me.jpg',
        server: new URL(network.url).host,
        expirationTime: '2026-01-15T12:00:00.000Z',
      },
    },
    {
      what: 'who comes back',
      reactivation: { networkId: did('me'), uniqueName: '@me.bsky.social' },
      account: { networkId: did('me') },
    },
    {
      what: 'a handle that nobody has',
      answers: { account: { handle: 'nobody' } },
      refused: { step: 'account', field: 'handle', says: /no account/ },
    },
    {
      what: 'a password that opens everything',
      answers: { 'app-password': { password: 'my main password' } },
      refused: { step: 'app-password', field: 'password', says: /no app password/ },
    },
    {
      what: 'an app password with blanks around it',
      answers: { 'app-password': { password: ` ${PASSWORD} ` } },
      account: { networkId: did('me') },
    },
    {
      what: 'a wrong app password',
      answers: { 'app-password': { password: 'aaaa-bbbb-cccc-dddd' } },
      refused: { step: 'app-password', field: 'password', says: /does not accept/ },
    },
    {
      what: 'an account that was taken down',
      begin: fault(SESSION, 401, { error: 'AccountTakedown' }),
      refused: { step: 'app-password', field: 'password', says: /suspended/ },
    },
    { what: 'a server that asks for a pause', begin: fault(SESSION, 429), fails: 'rate-limited' },
    {
      what: 'a server that is out of order',
      begin: fault(SESSION, 502),
      fails: 'unavailable',
    },
    {
      what: 'a server that begins somebody else’s session',
      begin: fault(SESSION, 200, {
        did: ADA,
        handle: 'ada.bsky.social',
        accessJwt: 'x.e30.0',
        refreshJwt: 'refresh',
      }),
      fails: 'unavailable',
    },
    {
      what: 'a token that doesn’t say when it ends',
      begin: fault(SESSION, 200, {
        did: did('me'),
        handle: 'me.bsky.social',
        accessJwt: network.credentials('me').accessJwt,
        refreshJwt: 'refresh',
      }),
      account: { networkId: did('me'), expirationTime: undefined },
    },
    {
      what: 'a server that answers with somebody else’s profile',
      begin: fault('app.bsky.actor.getProfile', 200, {
        did: ADA,
        handle: 'ada.bsky.social',
        displayName: 'Ada',
        avatar: 'https://cdn.example/ada.jpg',
      }),
      account: { networkId: did('me'), name: 'me.bsky.social', imageUrl: undefined },
    },
  ]
}
