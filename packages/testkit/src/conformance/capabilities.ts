import { ContractError } from '@hubward/border'
import { PluginError, type PluginErrorCode, type TemplateReply } from '@hubward/plugin'
import { FETCHES } from './fetching.ts'
import { GRANTED } from './login.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { secretsIn } from './secrets.ts'
import { actedOn, type Scene, type Stage, written } from './stage.ts'
import { walkLogin } from './walk-login.ts'

/** What a sender would see as a failure of ours. */
const FAILED: readonly PluginErrorCode[] = ['unavailable', 'operator']

/** What is there or not: each rule is for a function or an action that the plugin has. */
export function capabilityRules(stage: Stage): Rule[] {
  const { plugin } = stage
  const rules: Rule[] = [
    {
      name: 'instructions are sentences, links and snippets',
      why: 'the Customer reads them once the Channel exists',
      guide: 'Capabilities',
      async run() {
        const { channel } = await stage.arranged()
        await channel.instructions()
      },
    },
  ]
  if (plugin.refresh !== undefined) rules.push(refreshing(stage))
  if (plugin.revoke !== undefined) {
    rules.push(revoking(stage), revokingDown(stage), sharing(stage))
  }
  if (plugin.receive !== undefined) rules.push(receiving(stage), lettingGo(stage))
  if (plugin.admit !== undefined) rules.push(admitting(stage))
  if (plugin.templates !== undefined) rules.push(templates(stage))
  return rules
}

export const REFRESHES = 'refreshed credentials work'

function refreshing(stage: Stage): Rule {
  return {
    name: REFRESHES,
    why: 'the host throws the old ones away; if the new ones fail, the Customer has to reconnect',
    guide: 'Capabilities',
    needs: [FETCHES, GRANTED],
    async run() {
      const scene = await granted(stage)
      const { expirationTime } = await scene.channel.refresh()
      if (expirationTime !== undefined) {
        const ahead = Date.parse(expirationTime) > scene.host.clock.now().getTime()
        expect(ahead, 'an expirationTime in the future', expirationTime)
      }
      await scene.channel.fetchPage(null)
      await scene.channel.refresh()
    },
  }
}

const GIVEN_BACK = 'a grant is given back'

function revoking(stage: Stage): Rule {
  return {
    name: GIVEN_BACK,
    why: 'who removes a Channel wants nobody to act for them any more',
    guide: 'Capabilities',
    needs: [GRANTED],
    async run() {
      await (await granted(stage)).channel.revoke()
    },
  }
}

function revokingDown(stage: Stage): Rule {
  return {
    name: 'a grant is not called given back while the Network is down',
    why: 'the operator is told that it has ended, and it goes on acting for a Customer who left',
    guide: 'Capabilities',
    needs: [GIVEN_BACK],
    async run() {
      const scene = await granted(stage)
      const { faults } = scene.host
      const before = faults.requests.length
      const downs: [string, () => void][] = [
        ['a refused connection', () => faults.unreachable()],
        ['an answer with the status 503', () => faults.answer({ status: 503 })],
      ]
      for (const [what, goDown] of downs) {
        goDown()
        const failure = await stage.failureOf(scene, () => scene.channel.revoke())
        faults.none()
        if (failure === undefined && faults.requests.length === before) skip('it asks nobody')
        expect(failure !== undefined, `an error after ${what}`, 'success')
      }
    },
  }
}

function sharing(stage: Stage): Rule {
  return {
    name: 'accounts that live on one grant say so',
    why: 'who removes one Channel would end the others, whose Customers are not asked',
    guide: 'Login',
    needs: [GRANTED],
    async run() {
      const { accounts } = await walkLogin(stage, stage.newHost())
      const known = accounts.map(({ networkId, grantId, credentials }) => {
        return { networkId, grantId, secrets: secretsIn(stage.plugin.credentials, credentials) }
      })
      for (const one of known) {
        const other = known.find(
          ({ networkId, grantId, secrets }) =>
            networkId !== one.networkId &&
            (grantId === undefined || grantId !== one.grantId) &&
            one.secrets.size > 0 &&
            [...one.secrets].every((secret) => secrets.has(secret)),
        )
        expect(
          other === undefined,
          'the same “grantId” for accounts with the same secrets in their credentials',
          `${show(one.networkId)} with ${show(one.grantId)}, ${show(other?.networkId)} with ${show(other?.grantId)}`,
        )
      }
    },
  }
}

/** A Channel with a grant of its own, which may be used up. */
export async function granted(stage: Stage): Promise<Scene> {
  const host = stage.newHost()
  const { accounts } = await walkLogin(stage, host)
  const { channelSettings, channel: fields } = stage.trial
  const wanted = accounts.find(({ networkId }) => networkId === fields?.networkId) ?? accounts[0]
  expect(wanted !== undefined, 'an account', 'none')
  const { credentials, networkId } = wanted
  const channel = host.addChannel({
    channel: { ...fields, networkId },
    channelSettings,
    credentials,
  })
  return { host, channel }
}

const NONSENSE = Buffer.from('{"unfinished": ')
/** What scanners and mistaken browsers send. */
const STRANGE = [
  { method: 'GET', path: '/' },
  { method: 'POST', path: '/', rawBody: NONSENSE },
  { method: 'POST', path: '/', headers: { 'content-type': 'application/json' } },
  { method: 'PUT', path: '/%E0%A4%A/..%2f', rawBody: NONSENSE, query: { id: "' --" } },
]
/** The address leads nowhere, or takes nothing this way: no body changes that. */
const REFUSED_BY_ADDRESS: readonly number[] = [404, 405, 410]

function receiving(stage: Stage): Rule {
  return {
    name: 'a stranger’s request is answered, and never with a failure',
    why: 'the address is public: whoever scans it would fill the log with the plugin’s faults',
    guide: 'When the Network calls',
    async run() {
      const { host } = await stage.arranged()
      for (const request of STRANGE) {
        const what = `${request.method} ${request.path} with ${request.rawBody ?? 'no body'}`
        try {
          const { status } = await host.receive(request)
          expect(status < 500, `a status below 500 for ${what}`, `${status}`)
        } catch (thrown) {
          if (thrown instanceof ContractError) throw thrown
          // A refusal with a code of its own is an answer, too.
          if (thrown instanceof PluginError && !FAILED.includes(thrown.code)) continue
          const found = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'an error'
          expect(false, `an answer to ${what}`, found)
        }
      }
    },
  }
}

function admitting(stage: Stage): Rule {
  return {
    name: 'what its address refuses is refused before the body is read',
    why: 'a stranger’s megabytes would be read and stored, for a form that does not exist',
    guide: 'When the Network calls',
    async run() {
      const { host } = await stage.arranged()
      for (const method of ['POST', 'PUT'] as const) {
        for (const path of ['/', '/no/such/place', '/%E0%A4%A/..%2f']) {
          const request = { method, path }
          if ((await host.admit(request)).response !== undefined) continue
          const { status } = await host.receive(request)
          const found = `admit takes ${method} ${path}, and receive answers ${status}`
          expect(!REFUSED_BY_ADDRESS.includes(status), 'a response of admit', found)
        }
      }
    },
  }
}

function lettingGo(stage: Stage): Rule {
  return {
    name: 'a stranger’s file is let go',
    why: 'whoever likes could fill the room that the files of customers need',
    guide: 'When the Network calls',
    async run() {
      const { host } = await stage.arranged()
      const file = await host.receiveFile('file', 'strange.bin', NONSENSE)
      for (const path of ['/', '/no/such/place']) {
        await stage.failureOf({ host }, () => host.receive({ method: 'POST', path, files: [file] }))
      }
      host.clock.advance(25 * 3_600_000)
      const left = host.files.all().some(({ reference }) => reference === file.reference)
      expect(!left, 'no file of a request that makes no message', `"${file.name}" is kept`)
    },
  }
}

function templates(stage: Stage): Rule {
  return {
    name: 'templates are what SocialHub can show, and can be replied with',
    why: 'SocialHub shows nothing when one of them is malformed',
    guide: 'Capabilities',
    needs: [FETCHES],
    async run() {
      const { plugin } = stage
      const action = plugin.declaration.ticketActions.find(({ type }) => type === 'template_reply')
      const scene = await stage.arranged()
      const [first] = await scene.channel.templates()
      if (first === undefined || action === undefined) skip('there is no template')
      const message = written(await stage.fetchAll(scene)).find(({ own }) => own !== true)
      expect(message !== undefined, 'a message that can be answered', 'none')
      const reply: TemplateReply = {
        inReplyTo: actedOn(message),
        actionId: action.id,
        template: { networkId: first.networkId, name: first.name, language: 'en' },
        variables: {},
        idempotencyKey: 'template-key-1',
      }
      if (Object.keys(first.variables ?? {}).length > 0) skip('the first template has variables')
      await scene.channel.replyWithTemplate(reply)
    },
  }
}
