import { did, PASSWORD, startFakeNetwork } from '../../../../plugins/bluesky/test/fake-network.ts'
import type { Demo } from './demo.ts'

const HANDLE = 'me.bsky.social'

export async function startDemo(): Promise<Demo> {
  const network = await startFakeNetwork()
  network.account('me')
  network.account('ada')
  return {
    settings: network.settings(),
    openHosts: [new URL(network.url).host],
    shows: 'one server that is everybody’s PDS, the AppView and the directory of identities',
    connect: [
      { fill: 'Your handle', with: HANDLE },
      { press: 'Continue' },
      { fill: 'App password', with: PASSWORD },
      { press: 'Continue' },
      { press: 'Connect' },
    ],
    person: 'ada',
    write: (text) =>
      void network.post('ada', `@${HANDLE} ${text}`, { to: 'me', time: new Date().toISOString() }),
    standing: () =>
      [...network.records.values()].flatMap(({ uri, value }) =>
        typeof value.text === 'string'
          ? { from: uri.startsWith(`at://${did('me')}/`) ? HANDLE : 'ada', text: value.text }
          : [],
      ),
    close: () => network.close(),
  }
}
