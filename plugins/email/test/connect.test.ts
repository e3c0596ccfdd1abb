import { createServer } from 'node:net'
import { TestHost } from '@hubward/testkit'
import t from 'tap'
import email from '../src/index.ts'
import { ADDRESS, PASSWORD, startMailServers } from './fixtures/servers.ts'

t.setTimeout(300_000)

const servers = await startMailServers()
t.teardown(() => servers.close())

const { imap, smtp } = servers.credentials
const right = {
  user: ADDRESS,
  password: PASSWORD,
  imapHost: imap.host,
  imapPort: imap.port,
  imapTls: imap.tls,
  smtpHost: smtp.host,
  smtpPort: smtp.port,
  smtpTls: smtp.tls,
}

async function atServers(host: TestHost<never, never, never, never>, address = ADDRESS) {
  const step = await host.authenticate({
    kind: 'form',
    step: 'address',
    values: { address },
    state: null,
  })
  if (step.kind !== 'form') throw new Error(`a form was expected, not ${step.kind}`)
  return step
}

async function tried(values: Partial<typeof right>, settings: object = servers.settings) {
  const host = new TestHost(email, { settings })
  const { state } = await atServers(host as never)
  return host.authenticate({
    kind: 'form',
    step: 'servers',
    values: { ...right, ...values },
    state,
  })
}

t.test('the servers of an address are found and shown', async (t) => {
  const host = new TestHost(email, { settings: servers.settings })
  const step = await atServers(host as never, ' Info@SHOP.example ')
  const { password: _, ...shown } = right
  t.match(step, { step: 'servers', values: { ...shown, user: 'Info@shop.example' } })
  const gmail = await atServers(host as never, 'somebody@gmail.com')
  t.match(gmail.values, { imapHost: 'imap.gmail.com', smtpPort: 465 })
})

t.test('what is no address is said so', async (t) => {
  const host = new TestHost(email, { settings: servers.settings })
  const step = await atServers(host as never, 'no address')
  t.match(step, { step: 'address', errors: { address: { en: /no e-mail address/ } } })
})

t.test('both servers are tried, and the largest mail is remembered', async (t) => {
  const step = await tried({})
  t.match(step, {
    kind: 'complete',
    accounts: [
      { networkId: ADDRESS, uniqueName: ADDRESS, credentials: { largestBytes: 10_000_000 } },
    ],
  })
})

t.test('each failure has its sentence at the field that is wrong', async (t) => {
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const address = closed.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await new Promise((resolve) => closed.close(resolve))

  t.match(await tried({ password: 'wrong' }), {
    errors: { password: { en: /does not accept this name and password/ } },
  })
  t.match(await tried({ imapPort: port }), { errors: { imapPort: { en: /Nobody answers/ } } })
  t.match(await tried({ smtpPort: port }), { errors: { smtpPort: { en: /Nobody answers/ } } })
  t.match(await tried({ imapHost: 'imap.shop.invalid' }), {
    errors: { imapHost: { en: /no server with this name/ } },
  })
  t.match(await tried({ smtpHost: 'smtp.shop.invalid' }), {
    errors: { smtpHost: { en: /no server with this name/ } },
  })
  t.match(await tried({}, {}), { errors: { imapHost: { en: /certificate/ } } })
})

t.test('a password is in no form that comes again', async (t) => {
  const step = await tried({ password: 'a-wrong-one' })
  t.notMatch(JSON.stringify(step), /a-wrong-one/)
})

t.test('what servers say of a login decides which sentence stands there', async (t) => {
  const says = async (text: string) => {
    const refusal = (tag: string) => ({
      tag,
      command: 'NO',
      attributes: [{ type: 'TEXT', value: text }],
    })
    const stubborn = await startMailServers()
    stubborn.imap.setCommandHandler('AUTHENTICATE PLAIN', (connection, { tag }, _, done) => {
      connection.send(refusal(tag), 'REFUSED')
      done()
    })
    const { imap: place } = stubborn.credentials
    try {
      return await tried({ imapPort: place.port }, stubborn.settings)
    } finally {
      stubborn.close()
    }
  }
  t.match(await says('[ALERT] Application-specific password required: support (Failure)'), {
    errors: { password: { en: /wants an app password/ } },
  })
  t.match(await says('[ALERT] Your account is not enabled for IMAP use.'), {
    errors: { form: { en: /does not let mail programs/ } },
  })
  t.match(await says('[UNAVAILABLE] Temporary authentication failure'), {
    errors: { form: { en: /no more logins/ } },
  })
})

t.test('several folders become several accounts, and an unknown one is named', async (t) => {
  const host = new TestHost(email, { settings: servers.settings })
  const withFolders = async (folders: readonly string[]) => {
    const step = await host.authenticate({
      kind: 'form',
      step: 'address',
      values: { address: ADDRESS, folders: [...folders] },
      state: null,
    })
    if (step.kind !== 'form') throw new Error('a form was expected')
    return host.authenticate({
      kind: 'form',
      step: 'servers',
      values: right,
      state: step.state,
    })
  }
  const step = await withFolders(['INBOX', 'archive'])
  t.match(step, {
    accounts: [
      { networkId: ADDRESS, credentials: { folder: undefined } },
      { networkId: `${ADDRESS}/Archive`, credentials: { folder: 'Archive' } },
    ],
  })
  t.match(await withFolders(['Support']), {
    step: 'address',
    errors: { folders: { en: /no folder “Support”.*INBOX/ } },
  })
})
