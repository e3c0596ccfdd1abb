import { startStubServer } from '../../../../plugins/mastodon/test/fixtures/server.ts'
import type { Demo } from './demo.ts'

export async function startDemo(): Promise<Demo> {
  const server = await startStubServer()
  const { world, domain } = server
  world.account('customer')
  return {
    settings: {},
    openHosts: [domain],
    shows:
      'a server in memory, as strict as Mastodon; on its page whoever comes is signed in already',
    connect: [
      { fill: 'Server or handle', with: `@customer@${domain}` },
      { press: 'Continue' },
      { press: `Continue to ${domain}` },
      { press: 'Connect' },
    ],
    person: 'ada',
    write: (text) => void world.write('ada', `@customer ${text}`),
    standing: () => world.statuses.map(({ account, text }) => ({ from: account.username, text })),
    close: () => server.close(),
  }
}
