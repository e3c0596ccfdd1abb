import { fileURLToPath } from 'node:url'
import type { Simulator, Ticket } from '@hubward/simulator'
import t, { type Test } from 'tap'
import type { CrashPoint } from '../../host/src/crash-points.ts'
import { eventually, type HostProcess, setStage } from '../../host/test/stage/stage.ts'
import { needsEmailServers } from './fixtures/email/installed.ts'
import { startMailServers } from './fixtures/email/mail-servers.ts'
import { person } from './fixtures/email/person.ts'
import { openHostsOf, pluginSettings, serversOf } from './fixtures/email/plugin-settings.ts'
import { startSmtpRelay } from './fixtures/email/smtp-relay.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(600_000)

const quick = fileURLToPath(new URL('./fixtures/email/quick-email.ts', import.meta.url))
const PATIENCE = { timeoutMs: 180_000 }
const PASSWORDS = { info: 'open sesame 1', ada: 'open sesame 2' }
const UNKNOWN = /did not say whether this was published/

/** All around a host, with a Channel of the mailbox `info`, whose mail goes out through the relay. */
async function setUp(t: Test) {
  const servers = await startMailServers(PASSWORDS)
  t.teardown(() => servers.close())
  const relay = await startSmtpRelay(servers)
  t.teardown(() => relay.close())
  const settings = await pluginSettings(servers, undefined, relay.port)
  const stage = await setStage({
    plugin: quick,
    config: { integrations: { stub: { plugin: quick, settings } } },
    // Long enough for the next host to be there: SocialHub's own patience is not what is tried here.
    simulator: {
      settings: { webhook: { attempts: 40, retryDelayMs: 500, timeoutMs: 10_000 } },
    },
  })
  t.teardown(() => stage.close())
  const address = 'info@post.test'
  await stage.addChannel(address, {
    credentials: {
      address,
      user: address,
      password: PASSWORDS.info,
      ...serversOf(servers, relay.port),
    },
    server: 'localhost',
  })
  const openHosts = [...stage.config.openHosts, ...openHostsOf(servers), `localhost:${relay.port}`]
  return {
    ...{ servers, relay, stage, simulator: stage.simulator },
    info: person(servers, 'info', PASSWORDS.info),
    ada: person(servers, 'ada', PASSWORDS.ada),
    startHost: (holdAt?: CrashPoint) =>
      stage.startHost({
        config: { openHosts, listen: { host: '127.0.0.1', port: stage.config.listen.port } },
        ...(holdAt && { holdAt }),
      }),
  }
}

t.test(
  'a mail is one Ticket and a reply one mail, wherever a host is killed',
  needsEmailServers(),
  async (t) => {
    const { servers, simulator, info, ada, startHost } = await setUp(t)
    const POINTS: readonly CrashPoint[] = [
      'fetch.returned',
      'fetch.stored',
      'ticket.created',
      'action.accepted',
      'action.sending-stored',
      'action.performed',
      'action.published-stored',
    ]
    for (const point of POINTS) {
      const doomed = await startHost(point)
      const question = `A question at ${point}`
      await ada.send({ to: info.address, subject: 'Question', text: question })
      let survivor: HostProcess | undefined
      if (!point.startsWith('action')) {
        t.equal(await doomed.reached, point)
        await doomed.kill()
        survivor = await startHost()
      }
      const ticket = await ticketThatSays(simulator, question)
      const answer = `An answer at ${point}`
      const followup = reply(simulator, ticket, answer)
      if (!survivor) {
        t.equal(await doomed.reached, point)
        await doomed.kill()
        survivor = await startHost()
      }
      const end = await ended(simulator, followup.id)
      await simulator.idle()
      await survivor.stop()
      await servers.smtp.delivered()
      const found = await mailsThatSay(ada, answer)
      t.ok(found <= 1, `killed at ${point}: never two mails`)
      if (end.status === 'published') t.equal(found, 1, 'and one where the agent reads so')
      else t.match(end.reason, UNKNOWN, 'or nobody knows, and the agent reads that')
      t.equal(ticketsThatSay(simulator, question).length, 1, 'one Ticket')
    }
  },
)

t.test(
  'a host killed between a mail and the server’s answer sends it once',
  needsEmailServers(),
  async (t) => {
    const { servers, simulator, relay, info, ada, startHost } = await setUp(t)
    const doomed = await startHost()
    await ada.send({ to: info.address, subject: 'Question', text: 'Is anybody there?' })
    const ticket = await ticketThatSays(simulator, 'Is anybody there?')
    const taken = relay.holdAnswer()
    const followup = reply(simulator, ticket, 'We are.')
    await taken
    await doomed.kill()
    relay.forget()
    const survivor = await startHost()
    const end = await ended(simulator, followup.id)
    await ada.mail('We are.')
    await simulator.idle()
    await survivor.stop()
    await servers.smtp.delivered()
    t.equal(await mailsThatSay(ada, 'We are.'), 1, 'one mail')
    if (end.status !== 'published') t.match(end.reason, UNKNOWN, 'and the agent reads the truth')
  },
)

t.test(
  'hosts are killed while mails come and go, and servers come and go too',
  needsEmailServers(),
  async (t) => {
    const { servers, relay, simulator, info, ada, startHost } = await setUp(t)
    const ROUNDS = 6
    const EACH = 4
    const answered = new Map<string, string>()
    let host = await startHost()
    for (let round = 0; round < ROUNDS; round++) {
      for (let number = 0; number < EACH; number++) {
        const text = `Question ${round}.${number}.`
        await ada.send({ to: info.address, subject: 'Question', text })
      }
      const taken = round === 4 ? relay.holdAnswer() : undefined
      // Whatever has become a Ticket by now is answered, and the next kill meets the answers on their way.
      const first = await ticketThatSays(simulator, `Question ${round}.0.`)
      for (const ticket of [first, ...ticketsThatSay(simulator, 'Question ')]) {
        const about = /Question \d+\.\d+\./.exec(ticket.interaction.message ?? '')?.[0] ?? ''
        if (answered.has(about)) continue
        const text = about.replace('Question', 'Answer')
        answered.set(about, reply(simulator, ticket, text).id)
      }
      if (round === 2) await servers.imap.stop()
      await taken
      await host.kill()
      relay.forget()
      if (round === 2) await servers.imap.start()
      host = await startHost()
    }
    await eventually(
      () => ticketsThatSay(simulator, 'Question ').length,
      (count) => count >= ROUNDS * EACH,
      PATIENCE.timeoutMs,
    )
    const ends = await Promise.all(
      [...answered].map(async ([about, id]) => ({ about, ...(await ended(simulator, id)) })),
    )
    await simulator.idle()
    await host.stop()
    await servers.smtp.delivered()

    for (let round = 0; round < ROUNDS; round++) {
      for (let number = 0; number < EACH; number++) {
        const says = `Question ${round}.${number}.`
        t.equal(ticketsThatSay(simulator, says).length, 1, `"${says}" is one Ticket`)
      }
    }
    let published = 0
    for (const { about, status, reason } of ends) {
      const found = await mailsThatSay(ada, about.replace('Question', 'Answer'))
      if (status === 'published') {
        published++
        t.equal(found, 1, `the answer to ${about} is one mail`)
      } else {
        t.match(reason, UNKNOWN, `the answer to ${about} ended honestly`)
        t.ok(found <= 1)
      }
    }
    t.ok(ends.length >= ROUNDS && published > 0, `${published} of ${ends.length} answers published`)
  },
)

function ticketsThatSay({ state }: Simulator, text: string): Ticket[] {
  return Object.values(state.data.tickets).filter(
    ({ hidden, interaction }) => !hidden && interaction.message?.includes(text),
  )
}

function ticketThatSays(simulator: Simulator, text: string): Promise<Ticket> {
  return simulator.until(() => ticketsThatSay(simulator, text)[0], {
    ...PATIENCE,
    what: `the Ticket "${text}"`,
  })
}

function reply(simulator: Simulator, { id: ticketId }: Ticket, text: string) {
  return simulator.act.reply({ ticketId, actionId: 'reply', option: 'sender', text })
}

function ended(simulator: Simulator, id: string) {
  return simulator.until(
    () => {
      const now = simulator.state.data.followups[id]
      return now?.status !== 'sending' && now
    },
    { ...PATIENCE, what: 'the end of a reply' },
  )
}

async function mailsThatSay(whom: ReturnType<typeof person>, text: string): Promise<number> {
  return (await whom.mails()).filter(({ raw }) => raw.includes(text)).length
}
