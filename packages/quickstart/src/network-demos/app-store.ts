import {
  ISSUER_ID,
  KEY_ID,
  startFakeAppStore,
} from '../../../../plugins/app-store/test/fake-app-store.ts'
import type { Demo } from './demo.ts'

export async function startDemo(): Promise<Demo> {
  const network = await startFakeAppStore()
  network.publishAtOnce()
  return {
    settings: { server: network.url },
    openHosts: [new URL(network.url).host],
    shows: 'a server that checks each call against Apple’s OpenAPI description',
    connect: [
      { fill: 'Issuer ID', with: ISSUER_ID },
      { fill: 'Key ID', with: KEY_ID },
      { fill: 'Key file (.p8)', with: network.privateKey.trim() },
      { press: 'Continue' },
      { press: 'Connect' },
    ],
    person: 'ada',
    write: (text) => void network.write(text, { reviewerNickname: 'ada', rating: 2 }),
    standing: () =>
      network.reviews.flatMap(({ reviewerNickname, body, response }) => [
        { from: reviewerNickname, text: body },
        ...(response ? [{ from: 'Northwind Shop', text: response.body }] : []),
      ]),
    close: () => network.close(),
  }
}
