import t from 'tap'
import { APP_ID, startFakeAppStore } from '../../../plugins/app-store/test/fake-app-store.ts'
import { credentialsFor } from '../../../plugins/app-store/test/trial.ts'
import { answersOnce } from './fixtures/answers-once.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(600_000)

t.test('a host killed in the middle of answering on the App Store answers once', async (t) => {
  const network = await startFakeAppStore()
  t.teardown(() => network.close())
  await answersOnce(t, {
    id: 'app-store',
    url: network.url,
    settings: { server: network.url },
    networkId: APP_ID,
    channel: { credentials: credentialsFor(network), channelSettings: { territories: [] } },
    write(text) {
      const review = network.write(text)
      return () => review.response?.body
    },
    writes: () => network.asked.filter((id) => id.startsWith('POST')).length,
  })
})
