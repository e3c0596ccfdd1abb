import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Settings, type Simulator, startSimulator } from '@hubward/simulator'
import t from 'tap'
import { ASSUMPTIONS } from '../src/rehearse/assumptions.ts'
import type { Ask } from '../src/rehearse/person.ts'
import type { Finding } from '../src/rehearse/rehearsal.ts'
import { rehearse } from '../src/rehearse/rehearse.ts'
import { freePort } from './stage/free-port.ts'

t.setTimeout(300_000)

const QUICK = {
  allowLoopbackHttp: true,
  rateLimit: { limit: 200, windowMs: 5_000 },
  webhook: { attempts: 4, retryDelayMs: 20, timeoutMs: 300 },
}

/** Plays the person at SocialHub, who does what is asked and answers what is seen. */
function personAt({ act, state, manifestId, accountId }: Simulator, answers: object) {
  const ticket = (text: string) => {
    const found = Object.values(state.data.tickets).find(({ interaction }) =>
      interaction.message?.startsWith(text),
    )
    if (!found) throw new Error(`there is no Ticket "${text}"`)
    return found.id
  }
  const added = () => {
    const found = Object.values(state.data.channels).find(({ name }) => name === 'Rehearsal')
    if (!found) throw new Error('no Channel was added')
    return found.id
  }
  const visit = async (url: Promise<string>) => void (await fetch(await url))
  const reply = (text: string) =>
    act.reply({ ticketId: ticket(text), actionId: 'rehearsal-reply', text: 'Thank you' })
  const acts: Record<string, () => unknown> = {
    'reply-a': () => reply('Rehearsal A'),
    'reply-b': () => {
      reply('Rehearsal B')
      act.markDone({ ticketId: ticket('Rehearsal B') })
    },
    promote: () => act.promoteManifest({ manifestId, name: 'Rehearsal' }),
    add: () => visit(act.creationLink({ accountId, manifestId })),
    reactivate: () => visit(act.reactivationLink({ channelId: added() })),
    'new-token': async () => {
      await act.createNewToken({ channelId: added() })
      act.pressButton({ ticketId: ticket('Rehearsal C'), actionId: 'rehearsal-button' })
    },
  }
  const said: Record<string, string> = {
    'ticket-a': 'sending',
    'ticket-b': 'yes',
    'settings-page': 'yes',
    ...answers,
  }
  return async (ask: Ask, pageUrl: string) => {
    const choice = said[ask.id]
    if (choice === undefined) return void (await acts[ask.id]?.())
    const odd = await fetch(`${new URL(pageUrl).origin}//`)
    if (odd.status !== 404) throw new Error(`a scanner got ${odd.status}`)
    const page = await (await fetch(pageUrl)).text()
    if (!page.includes(`value="${choice}"`)) throw new Error(`the page of ${ask.id}: ${page}`)
    await fetch(pageUrl, { method: 'POST', body: new URLSearchParams({ id: ask.id, choice }) })
  }
}

async function play(
  test: { teardown(close: () => Promise<void>): void },
  { settings = {}, answers = {} }: { settings?: Partial<Settings>; answers?: object } = {},
) {
  const simulator = await startSimulator({ settings: { ...QUICK, ...settings } })
  const folder = await mkdtemp(join(tmpdir(), 'hubward-rehearsal-'))
  test.teardown(async () => {
    await simulator.close()
    await rm(folder, { recursive: true })
  })
  const port = await freePort()
  const lines: string[] = []
  const person = personAt(simulator, answers)
  const failed = new AbortController()
  const { accessToken: token, apiUrl, appUrl } = simulator
  const findings = await rehearse(
    {
      publicUrl: `http://127.0.0.1:${port}`,
      webhookUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      socialhub: { apiUrl, origins: [appUrl], settingsPath: '/settings/channels' },
    },
    {
      folder,
      token,
      reusable: true,
      patienceMs: 120_000,
      quietMs: 1_500,
      lookMs: 50,
      say: (line) => lines.push(line),
      signal: failed.signal,
      onAsk: (ask, pageUrl) => void person(ask, pageUrl).catch((error) => failed.abort(error)),
    },
  )
  const read = (file: string) => readFile(join(folder, file), 'utf8')
  return {
    simulator,
    lines,
    seen: new Map<string, Finding>(findings.map((finding) => [finding.id, finding])),
    traffic: await read('traffic.jsonl'),
    report: await read('report.md'),
  }
}

t.test('a rehearsal answers every assumption, and is at one with the simulator', async (t) => {
  const { simulator, seen, traffic, report, lines } = await play(t)
  for (const { id } of ASSUMPTIONS) {
    const finding = seen.get(id)
    // The simulator of this test gives a webhook less time than 10 seconds.
    t.equal(finding?.asAssumed, id !== 'webhook-timeout', `${id}: ${finding?.seen}`)
  }
  t.match(seen.get('webhook-attempts')?.seen, 'The event came 4 times')
  t.match(report, 'At which path of `origin` is the Channels Settings Page?')
  t.match(report, 'The simulator differs in 1: webhook-timeout.')
  t.match(lines.join('\n'), 'click “Add Channel”')
  for (const kept of [traffic, report, lines.slice(1).join('\n')]) {
    t.notMatch(kept, simulator.accessToken)
    t.notMatch(kept, /eyJ[\w-]+\./, 'no token')
  }
  for (const { webhook } of Object.values(simulator.state.data.manifests)) {
    t.notMatch(traffic, webhook?.secret, 'no secret')
  }
  t.match(traffic, '"route":"POST /channels"')
})

t.test('another SocialHub is told from what is assumed', async (t) => {
  const { seen } = await play(t, {
    settings: {
      activeMatch: 'refuse',
      uniqueNameTaken: 'ConflictError',
      eventAfterDelete: true,
      retryAfter: 'milliseconds',
      rateLimit: { limit: 200, windowMs: 3_000 },
      webhook: { attempts: 2, retryDelayMs: 20, timeoutMs: 300 },
    },
    answers: { 'settings-page': 'no', 'ticket-a': 'failed', 'ticket-b': 'no' },
  })
  const differing = [...seen.values()].filter(({ asAssumed }) => !asAssumed).map(({ id }) => id)
  t.same(differing.toSorted(), [
    'active-match',
    'event-after-delete',
    'reset-reopens',
    'retry-after-unit',
    'settings-path',
    'undelivered-reply',
    'unique-name-taken',
    'webhook-attempts',
    'webhook-timeout',
  ])
  t.match(seen.get('active-match')?.seen, '409 ConflictError')
  t.match(seen.get('settings-path')?.seen, 'socialhub.settingsPath')
})

t.test('a Channel that somebody works with is left alone', async (t) => {
  const simulator = await startSimulator({ settings: QUICK })
  const folder = await mkdtemp(join(tmpdir(), 'hubward-rehearsal-'))
  t.teardown(async () => {
    await simulator.close()
    await rm(folder, { recursive: true })
  })
  const { apiUrl, accessToken: token, manifestId, state } = simulator
  await fetch(`${apiUrl}/manifest?accesstoken=${token}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      inbox: { ticketActions: [{ type: 'button', id: 'like', label: { en: 'Like', de: 'Like' } }] },
    }),
  })
  const port = await freePort()
  const before = JSON.stringify(state.data.manifests[manifestId])
  await t.rejects(
    rehearse(
      {
        publicUrl: `http://127.0.0.1:${port}`,
        webhookUrl: `http://127.0.0.1:${port}`,
        listen: { host: '127.0.0.1', port },
        socialhub: { apiUrl, origins: [], settingsPath: '/settings/channels' },
      },
      {
        folder,
        token,
        reusable: false,
        patienceMs: 1_000,
        quietMs: 1_000,
        say: () => undefined,
        signal: new AbortController().signal,
      },
    ),
    { message: /somebody works with it/ },
  )
  t.equal(JSON.stringify(state.data.manifests[manifestId]), before)
})

t.test('the simulator’s README lists every assumption', async (t) => {
  const file = new URL('../../simulator/README.md', import.meta.url)
  const readme = (await readFile(file, 'utf8')).replaceAll(/\s+/g, ' ')
  for (const { assumed } of ASSUMPTIONS) t.match(readme, assumed)
})
