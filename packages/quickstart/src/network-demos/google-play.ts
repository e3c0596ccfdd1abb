import {
  PACKAGE,
  startFakeGooglePlay,
} from '../../../../plugins/google-play/test/fake-google-play.ts'
import type { Demo } from './demo.ts'

export async function startDemo(): Promise<Demo> {
  const network = await startFakeGooglePlay()
  return {
    settings: network.settings,
    openHosts: [new URL(network.url).host],
    shows: 'a server that checks each call against Google’s discovery document',
    connect: [
      { fill: 'Key of the service account (JSON)', with: network.keyFile },
      { fill: 'Apps', with: PACKAGE },
      { press: 'Continue' },
      { press: 'Connect' },
    ],
    person: 'Ada',
    write: (text) => void network.write(text, { author: 'Ada', stars: 2 }),
    standing: () =>
      network
        .reviews(PACKAGE)
        .flatMap(({ authorName, comments: [{ userComment }, answer] }) => [
          { from: authorName, text: userComment.text },
          ...(answer ? [{ from: 'Northwind Shop', text: answer.developerComment.text }] : []),
        ]),
    close: () => network.close(),
  }
}
