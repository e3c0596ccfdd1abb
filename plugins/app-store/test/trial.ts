import { networkItemId } from '@hubward/plugin'
import type { Trial } from '@hubward/testkit'
import type appStore from '../src/index.ts'
import { APP_ID, ISSUER_ID, KEY_ID, type startFakeAppStore } from './fake-app-store.ts'

type Network = Awaited<ReturnType<typeof startFakeAppStore>>
type Of<Part extends 'settings' | 'channelSettings' | 'credentials' | 'position'> =
  (typeof appStore)[Part]

export const credentialsFor = ({ privateKey }: Network) => ({
  issuerId: ISSUER_ID,
  keyId: KEY_ID,
  privateKey: privateKey.trim(),
})

const refused = (status: number, code: string) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    errors: [{ status: String(status), code, title: code, detail: 'as documented' }],
  }),
})

/** What the conformance suite must know of the App Store. */
export function trialOf(
  network: Network,
): Trial<Of<'settings'>, Of<'channelSettings'>, Of<'credentials'>, Of<'position'>> {
  const itemId = (id: string) => networkItemId(id, 'review-')
  const seen = new WeakSet<object>()
  const standing = (id: string) => {
    const found = network.reviews.find((review) => itemId(review.id) === id)
    if (!found) throw new Error(`no review ${id}`)
    return found
  }
  const login = credentialsFor(network)
  network.publishAtOnce()
  return {
    host: { settings: { server: network.url } },
    answers: { login },
    wrongAnswers: { login: { ...login, keyId: 'ANOTHERKEY' } },
    channelSettings: { territories: [] },
    credentials: login,
    channel: { networkId: APP_ID },
    repliesReplace: { option: 'replace' },
    refusals: {
      authentication: refused(401, 'NOT_AUTHORIZED'),
      'rate-limited': {
        ...refused(429, 'RATE_LIMIT_EXCEEDED'),
        headers: { 'content-type': 'application/json', 'retry-after': '7' },
        retryAfterMs: 7_000,
      },
      unavailable: refused(503, 'UNEXPECTED_ERROR'),
    },
    async write(_channel, { text, time }, host) {
      if (!seen.has(host)) network.setClock(() => host.clock.now().getTime())
      seen.add(host)
      // However often a suite asks, Apple's hour is long.
      network.hasLeft(3_500)
      network.write(text, { createdDate: time })
    },
    async edit(_channel, id, text) {
      standing(id).body = text
    },
    published: async () =>
      network.reviews.flatMap(({ id, response }) =>
        response ? [{ text: response.body, thread: itemId(id) }] : [],
      ),
    skips: [
      // The key is a form.
      'a Customer who says no at the Network',
      // Nobody is told of reviews that are gone.
      'a message that disappears is reported gone',
      'nothing is skipped when messages disappear',
      // What changed is seen by comparing with what is known.
      'listing again calls nothing gone',
      // Nobody answers an answer.
      'an answer in a thread names',
      // Reviews have neither.
      'no address of a picture or file',
    ],
  }
}
