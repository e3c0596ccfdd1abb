import { networkItemId } from '@hubward/plugin'
import type { Trial } from '@hubward/testkit'
import type googlePlay from '../src/index.ts'
import { PACKAGE, SERVICE_ACCOUNT, type startFakeGooglePlay } from './fake-google-play.ts'

type Network = Awaited<ReturnType<typeof startFakeGooglePlay>>
type Of<Part extends 'settings' | 'channelSettings' | 'credentials' | 'position'> =
  (typeof googlePlay)[Part]

export const credentialsFor = ({ privateKey }: Network) => ({
  email: SERVICE_ACCOUNT,
  keyId: '5f1c',
  privateKey,
})

const refused = (code: number, status: string, message: string) => ({
  status: code,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({ error: { code, message, status, details: [] } }),
})

/** What the conformance suite must know of Google Play. */
export function trialOf(
  network: Network,
): Trial<Of<'settings'>, Of<'channelSettings'>, Of<'credentials'>, Of<'position'>> {
  const itemId = (reviewId: string) => networkItemId(reviewId, 'review-')
  const seen = new WeakSet<object>()
  const standing = (id: string) => {
    const found = network.reviews(PACKAGE).find(({ reviewId }) => itemId(reviewId) === id)
    if (!found) throw new Error(`no review ${id}`)
    return found
  }
  // Until a scene says what time it is for its host.
  network.setClock(() => Date.parse('2026-01-15T10:00:00.000Z'))
  return {
    host: { settings: network.settings },
    answers: { login: { keyFile: network.keyFile, packages: [PACKAGE] } },
    wrongAnswers: {
      login: { keyFile: network.keyFile.replace('reviews@', 'others@'), packages: [PACKAGE] },
    },
    channelSettings: {},
    credentials: credentialsFor(network),
    channel: { networkId: PACKAGE },
    repliesReplace: { option: 'replace' },
    refusals: {
      authentication: refused(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
      unavailable: refused(503, 'UNAVAILABLE', 'The service is currently unavailable.'),
    },
    async write(_channel, { text, time }, host) {
      if (!seen.has(host)) network.setClock(() => host.clock.now().getTime())
      seen.add(host)
      network.write(text, { time: Date.parse(time) })
    },
    async edit(_channel, id, text, host) {
      network.edit(standing(id), text, host.clock.now().getTime())
    },
    published: async () =>
      network.reviews(PACKAGE).flatMap(({ reviewId, comments: [, answer] }) =>
        answer
          ? [
              {
                // Which nobody sees: with it, Google takes no tag for one.
                text: answer.developerComment.text.replaceAll('\u2060', ''),
                thread: itemId(reviewId),
              },
            ]
          : [],
      ),
    skips: [
      // The key is a form.
      'a Customer who says no at the Network',
      // Nobody is told of reviews that are gone.
      'a message that disappears is reported gone',
      'nothing is skipped when messages disappear',
      // Nobody answers an answer.
      'an answer in a thread names',
      // Reviews have neither.
      'no address of a picture or file',
    ],
  }
}
