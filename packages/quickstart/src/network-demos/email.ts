import {
  ADDRESS,
  aMail,
  PASSWORD,
  startMailServers,
} from '../../../../plugins/email/test/fixtures/servers.ts'
import type { Demo, Standing } from './demo.ts'

export async function startDemo(): Promise<Demo> {
  const servers = await startMailServers()
  const { imap, smtp } = servers.credentials
  const written: Standing[] = []
  let answered = 0
  const standing = async () => {
    const answers = await servers.published()
    for (const { text = '' } of answers.slice(answered)) written.push({ from: ADDRESS, text })
    answered = answers.length
    return written
  }
  return {
    settings: { ...servers.settings },
    openHosts: [imap, smtp].map(({ host, port }) => `${host}:${port}`),
    shows: 'an IMAP and an SMTP server from npm, with TLS, in this process',
    connect: [
      { fill: 'E-mail address', with: ADDRESS },
      { press: 'Continue' },
      { fill: 'Password or app password', with: PASSWORD },
      { press: 'Continue' },
      { press: 'Connect' },
    ],
    person: 'Ada Lovelace',
    async write(text) {
      await standing()
      servers.deliver(aMail(text))
      written.push({ from: 'Ada Lovelace', text })
    },
    standing,
    close: async () => servers.close(),
  }
}
