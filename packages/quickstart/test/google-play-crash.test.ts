import t from 'tap'
import { PACKAGE, startFakeGooglePlay } from '../../../plugins/google-play/test/fake-google-play.ts'
import { credentialsFor } from '../../../plugins/google-play/test/trial.ts'
import { answersOnce } from './fixtures/answers-once.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(600_000)

t.test('a host killed in the middle of answering on Google Play answers once', async (t) => {
  const network = await startFakeGooglePlay()
  t.teardown(() => network.close())
  await answersOnce(t, {
    id: 'google-play',
    url: network.url,
    settings: network.settings,
    networkId: PACKAGE,
    channel: { credentials: credentialsFor(network) },
    write(text) {
      const review = network.write(text)
      return () => review.comments[1]?.developerComment.text
    },
    writes: () => network.asked.filter((id) => id === 'androidpublisher.reviews.reply').length,
  })
})
