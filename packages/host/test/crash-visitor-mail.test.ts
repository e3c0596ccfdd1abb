import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t from 'tap'
import type { CrashPoint } from '../src/crash-points.ts'
import { readPushes } from '../src/store/pushes.ts'
import { startMailServer } from './fixtures/mail-server.ts'
import { eventually, setStage } from './stage/stage.ts'

// Whole processes start and die here.
t.setTimeout(600_000)

/** Where a host is killed, and what is true of the mail when another has gone on. */
const ENDS: Partial<Record<CrashPoint, { state: string; mails: number }>> = {
  'action.published-stored': { state: 'sent', mails: 1 },
  'mail.claimed': { state: 'sent', mails: 1 },
  // The server has sender and recipient, and not the text: only the host that died knew that.
  'mail.sending-stored': { state: 'unknown', mails: 0 },
  'mail.handed-over': { state: 'unknown', mails: 1 },
  'mail.sent-stored': { state: 'sent', mails: 1 },
}

t.test('a mail is sent once or honestly unknown, wherever its host is killed', async (t) => {
  const server = await startMailServer()
  const plugin = fileURLToPath(new URL('./fixtures/mailing-plugin.ts', import.meta.url))
  const stage = await setStage({ plugin })
  t.teardown(async () => {
    await stage.close()
    await server.close()
  })
  const { simulator, network, db } = stage
  const config = {
    visitorMail: { from: 'answers@agency.example', smtpUrl: server.url },
    integrations: { stub: { plugin, settings: { url: network.url, listOwn: true } } },
  }
  for (const [point, wanted] of Object.entries(ENDS)) {
    const account = point.replaceAll('.', '-')
    const { channelId } = await stage.addChannel(account)
    const { id } = network.addMessage(account, { text: `a question to ${account}` })
    const doomed = await stage.startHost({ config, holdAt: point as CrashPoint })
    const ticket = await simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).find(
          ({ hidden, interaction }) => !hidden && interaction.networkItemId === id,
        ),
      { timeoutMs: 60_000, what: `the Ticket of ${account}` },
    )
    simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text: 'an answer' })
    t.equal(await doomed.reached, point)
    await doomed.kill()
    const survivor = await stage.startHost({ config })
    const mail = await eventually(
      async () => {
        // The time that its host had is over.
        await sql`update visitor_mails set due_at = now() where state in ('due', 'sending')
          and due_at > now() + interval '10 seconds'`.execute(db)
        return await db
          .selectFrom('visitor_mails as m')
          .innerJoin('channels as c', 'c.id', 'm.channel_id')
          .select(['m.state', 'm.id'])
          .where('m.kind', '=', 'notice')
          .where('c.network_id', '=', account)
          .executeTakeFirst()
      },
      (found) => found !== undefined && found.state !== 'due' && found.state !== 'sending',
    )
    t.equal(mail?.state, wanted.state, `killed at ${point}`)
    await eventually(
      () =>
        Object.values(simulator.state.data.followups).filter(({ status }) => status === 'sending'),
      (open) => open.length === 0,
    )
    await survivor.stop()
    t.equal(server.to(`${account}@visitor.example`).length, wanted.mails, 'so many mails went out')
    const told = await readPushes(db, channelId, 0, 10)
    t.same(
      told.map(({ entry }) => Reflect.get(Object(entry), 'mailTrouble')),
      wanted.state === 'unknown' ? ['unknown'] : [],
      'and the agent hears of what is unknown',
    )
  }
})
