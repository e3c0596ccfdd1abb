import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import email from '../src/index.ts'
import { ADDRESS, aMail, PASSWORD, startMailServers } from './fixtures/servers.ts'

t.setTimeout(600_000)

const servers = await startMailServers()
t.teardown(() => servers.close())

const { imap, smtp } = servers.credentials
const answered = {
  user: ADDRESS,
  password: PASSWORD,
  imapHost: imap.host,
  imapPort: imap.port,
  imapTls: imap.tls,
  smtpHost: smtp.host,
  smtpPort: smtp.port,
  smtpTls: smtp.tls,
}

testPlugin((name, run) => t.test(name, run), email, {
  host: { settings: servers.settings },
  answers: { address: { address: ADDRESS }, servers: answered },
  wrongAnswers: { servers: { ...answered, password: 'wrong' } },
  channelSettings: {
    automaticMail: false,
    mailingLists: false,
    unknownBounces: false,
    sentElsewhere: true,
  },
  credentials: servers.credentials,
  channel: { networkId: ADDRESS },
  write: async (_channel, { text, time }) => {
    const arrived = new Date(time)
    servers.deliver(aMail(text, { time: arrived }), arrived)
  },
  published: () => servers.published(),
})
