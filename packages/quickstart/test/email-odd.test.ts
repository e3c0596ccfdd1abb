import { chown, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ALL_KINDS } from '../../../plugins/email/test/odd-mail/all-kinds.ts'
import { type OddMail, oddMails } from '../../../plugins/email/test/odd-mail/odd-mail.ts'
import { eventually, setStage } from '../../host/test/stage/stage.ts'
import { needsEmailServers } from './fixtures/email/installed.ts'
import { startMailServers } from './fixtures/email/mail-servers.ts'
import { person } from './fixtures/email/person.ts'
import { openHostsOf, pluginSettings, serversOf } from './fixtures/email/plugin-settings.ts'

t.setTimeout(600_000)

const quick = fileURLToPath(new URL('./fixtures/email/quick-email.ts', import.meta.url))
const PASSWORDS = { info: 'open sesame 1', ada: 'open sesame 2' }
const SEED = Number(process.env.ODD_MAIL_SEED ?? 2)

t.test('no odd mail in a mailbox stops what stands behind it', needsEmailServers(), async (t) => {
  const servers = await startMailServers(PASSWORDS)
  t.teardown(() => servers.close())
  const [info, ada] = [
    person(servers, 'info', PASSWORDS.info),
    person(servers, 'ada', PASSWORDS.ada),
  ]
  const settings = await pluginSettings(servers)
  const stage = await setStage({
    plugin: quick,
    config: { integrations: { stub: { plugin: quick, settings } } },
    simulator: { settings: { rateLimit: { limit: 100_000, windowMs: 60_000 } } },
  })
  t.teardown(() => stage.close())
  const { simulator } = stage
  await stage.addChannel(info.address, {
    credentials: {
      ...{ address: info.address, user: info.address, password: PASSWORDS.info },
      ...serversOf(servers),
    },
    channelSettings: {
      automaticMail: true,
      mailingLists: true,
      unknownBounces: true,
      sentElsewhere: true,
    },
    server: 'localhost',
  })

  const { maildir, owner } = servers.place
  const folder = join(maildir('info'), 'new')
  await mkdir(folder, { recursive: true })
  const expected: Pick<OddMail, 'kind' | 'expected'>[] = []
  const firstSecond = Math.floor(Date.now() / 1_000) - 10_000
  for (const mail of oddMails(ALL_KINDS, SEED)) {
    const second = firstSecond + expected.push({ kind: mail.kind, expected: mail.expected })
    const file = join(folder, `${second}.M1P1.odd`)
    await writeFile(file, mail.raw)
    await utimes(file, second, second)
  }
  for (const path of [join(folder, '..'), folder]) await chown(path, owner.uid, owner.gid)
  await ada.send({ to: info.address, subject: 'Last', text: 'the last one of all' })
  await info.mail('the last one of all')

  const openHosts = [...stage.config.openHosts, ...openHostsOf(servers)]
  const host = await stage.startHost({ config: { openHosts } })
  const texts = () =>
    Object.values(simulator.state.data.tickets).map(({ interaction }) => interaction.message ?? '')
  await simulator.until(() => texts().some((text) => text.includes('the last one of all')), {
    timeoutMs: 400_000,
    what: 'the last mail',
  })
  // Those of one thread come one after the other.
  await eventually(
    () =>
      stage.db.selectFrom('interactions').select('seq').where('state', '!=', 'delivered').execute(),
    (waiting) => waiting.length === 0,
    120_000,
  )
  await host.stop()

  const all = texts().join('\n')
  for (const { kind, expected: wanted } of expected) {
    // What is expected to be said is a word that no other mail has.
    const [word] = wanted.says ?? []
    if (!word?.startsWith('word') || wanted.asideIf) continue
    t.ok(all.includes(word), `${kind}: there is a Ticket`)
  }
  t.comment(`${texts().length} Tickets of ${expected.length} mails`)
})
