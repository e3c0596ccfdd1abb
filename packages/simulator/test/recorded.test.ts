import t from 'tap'
import { call, simulator } from './integration.ts'

/** Recorded answers, by their keys and headers: a client may lean on either. */

t.test('Answers have their keys in the order of recorded ones', async (t) => {
  const socialhub = await simulator(t)
  const { apiUrl: base, accessToken: token } = socialhub
  const root = await call('GET /', { base, token })
  t.same(
    Object.keys(root.body.channel).filter((key) => !['networkId', 'endpoint'].includes(key)),
    [
      '_id',
      'name',
      'imageUrl',
      'uniqueName',
      'accountId',
      'updatedTime',
      'businessHours',
      'createdTime',
    ].filter((key) => key in root.body.channel),
  )
  t.same(Object.keys(root.body), ['channel', 'manifest'])
  const created = await call('POST /inbox/tickets', {
    base,
    token,
    body: {
      interaction: {
        networkItemId: 'status-2',
        message: 'Hello',
        url: 'https://far.example/2',
        root: { rootId: 'status-1' },
        createdTime: '2026-01-15T10:00:00.000Z',
      },
    },
  })
  t.equal(created.status, 201)
  t.same(Object.keys(created.body), ['channelId', 'accountId', '_id', 'createdTime', 'interaction'])
  const known = [
    'createdTime',
    'message',
    'networkItemId',
    'url',
    'root',
    'attachments',
    'pictures',
  ]
  const keys = Object.keys(created.body.interaction).filter((key) => known.includes(key))
  t.same(keys, known)
  t.same(Object.keys(created.body.interaction.root), ['url', 'rootId', 'createdTime'])
})

t.test('Answers have the headers of recorded ones', async (t) => {
  const socialhub = await simulator(t)
  const { apiUrl: base, accessToken: token } = socialhub
  const well = await call('GET /', { base, token })
  const refused = await call('GET /', { base, token: 'x.y.z' })
  t.equal(refused.status, 401)
  for (const { headers } of [well, refused]) {
    t.equal(headers.get('pragma'), 'no-cache')
    t.equal(headers.get('expires'), '0')
    t.equal(headers.get('cache-control'), 'private, no-cache, no-store, must-revalidate')
  }
  t.equal(well.headers.get('front-end-https'), 'on')
  t.notOk(refused.headers.has('front-end-https'))
})
