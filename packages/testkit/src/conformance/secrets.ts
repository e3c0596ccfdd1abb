import { toPluginError } from '@hubward/plugin'
import { answerable } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { ENDS } from './login.ts'
import { expect, type Rule, skip } from './rule.ts'
import type { Scene, Stage } from './stage.ts'
import { walkLogin } from './walk-login.ts'

/** Shorter texts would be found in every sentence. */
const SHORTEST_SECRET = 4
export const NO_SECRET_ADDRESS = 'no address of a picture or file hides a secret'

/** The many ways in which Networks say what is wrong. */
const JSON_TYPE = { 'content-type': 'application/json' }
const SHAPES = [
  { body: '{}', headers: JSON_TYPE },
  { body: '{"error":"No.","error_description":"Not now."}', headers: JSON_TYPE },
  { body: '{"ok":false,"description":"No."}', headers: JSON_TYPE },
  { body: '<html>No.</html>', headers: { 'content-type': 'text/html' } },
] as const
const NO_SECRET = 'neither credentials nor settings hold a secret'
const SECRET_NAME = /token|secret|password|key|jwt|session|private/i

/** What a trial's credentials and settings hold that nobody else may see. */
export function secretsOf({ plugin, trial }: Stage): Set<string> {
  const secrets = new Set<string>(trial.secrets)
  collect(plugin.credentials, trial.credentials, secrets)
  collect(plugin.settings, trial.host?.settings, secrets)
  return secrets
}

/** What an account's credentials hold that nobody else may see. */
export function secretsIn(schema: unknown, credentials: unknown): Set<string> {
  const secrets = new Set<string>()
  collect(schema, credentials, secrets)
  return secrets
}

/** What must stay between the plugin, the host's sealed storage, and the Network. */
export function secretRules(stage: Stage): Rule[] {
  const { plugin } = stage
  return [
    {
      name: 'no secret of a login is logged or shown',
      why: 'browsers keep the addresses that they were sent to, and logs are copied',
      guide: 'The rules',
      needs: [ENDS],
      async run() {
        const secrets = secretsOf(stage)
        const shown: string[] = []
        const host = stage.newHost()
        await walkLogin(stage, host, {
          after: async (_input, step) => {
            if (step.kind !== 'complete') {
              // The state stays at the host, and a form's schema is the plugin's own text.
              const { state: _, ...seen } = step.kind === 'form' ? { ...step, schema: null } : step
              shown.push(JSON.stringify(seen))
              return
            }
            for (const { credentials, ...rest } of step.accounts) {
              collect(plugin.credentials, credentials, secrets)
              shown.push(JSON.stringify(rest))
            }
          },
        })
        if (secrets.size === 0) skip(NO_SECRET)
        expectNone(secrets, shown, 'in what a browser sees')
        expectNone(secrets, linesOf(host), 'in the log')
      },
    },
    {
      name: 'no secret is logged',
      why: 'logs are read, copied and kept by people who may not act for the Customer',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        const { scenes } = await played()
        const secrets = knownSecrets()
        for (const { host } of scenes) {
          expectNone(secrets, linesOf(host), 'in the log')
        }
      },
    },
    {
      name: 'no secret stands in what goes to SocialHub',
      why: 'links with a token in them act for the Customer, for whoever clicks',
      guide: 'The rules',
      needs: [FETCHES, NO_SECRET_ADDRESS],
      async run() {
        const { shown } = await played()
        expectNone(knownSecrets(), shown, 'in a message, a reference, a reply or an instruction')
      },
    },
    {
      name: 'no secret stands in an error',
      why: 'errors are logged, and their sentences are shown to people',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        const texts = await failed(stage)
        const secrets = knownSecrets()
        if (texts.length === 0) skip('nothing can be made to fail')
        expectNone(secrets, texts, 'in an error')
      },
    },
  ]

  /** What a plugin does for a Channel, well and badly, and what of it is shown. */
  async function played(): Promise<{ scenes: readonly Scene[]; shown: readonly string[] }> {
    const scene = await stage.arranged()
    const { host, channel } = scene
    const messages = await stage.fetchAll(scene)
    const shown = messages.map((message) => JSON.stringify(message))
    shown.push(JSON.stringify(await channel.instructions()))
    host.faults.answer({ status: 500, body: '{}' })
    await stage.failureOf(scene, () => channel.fetchPage(channel.position))
    host.faults.none()

    const scenes = [scene]
    for (const { id, type } of plugin.declaration.ticketActions) {
      if (type !== 'reply') continue
      const answer = await answerable(stage, id)
      shown.push(JSON.stringify(await answer.scene.channel.reply(answer.reply)))
      scenes.push(answer.scene)
    }
    return { scenes, shown }
  }

  function knownSecrets(): Set<string> {
    const secrets = secretsOf(stage)
    if (secrets.size === 0) skip(NO_SECRET)
    return secrets
  }

  async function failed(given: Stage): Promise<string[]> {
    const texts: string[] = []
    const action = given.plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
    const { scene, reply } =
      action === undefined
        ? { scene: await given.arranged(), reply: undefined }
        : await answerable(given, action.id)
    const { host, channel } = scene
    const faults = [400, 401, 403, 404, 422, 429, 500].flatMap((status, index) =>
      [index, index + 1].map((turn) => () => {
        host.faults.answer({ status, ...(SHAPES[turn % SHAPES.length] ?? SHAPES[0]) })
      }),
    )
    // What is no answer at all has a message of its own.
    for (const body of ['<p>', '[7]', '{"error":{"message":"No."}}']) {
      faults.push(() => host.faults.rewrite(() => body))
    }
    for (const fault of [...faults, () => host.faults.unreachable()]) {
      fault()
      const failures = [await given.failureOf(scene, () => channel.fetchPage(channel.position))]
      if (reply) failures.push(await given.failureOf(scene, () => channel.reply(reply)))
      for (const failure of failures) {
        if (failure === undefined) continue
        // As the plugin threw it: the border has taken secrets out of the message.
        const { message, sentence } = toPluginError(failure.cause ?? failure, host.clock.now())
        texts.push(`${message} ${JSON.stringify(sentence ?? '')}`)
      }
    }
    host.faults.none()
    return texts
  }
}

function linesOf({ log }: Scene['host']): string[] {
  return log.map((line) => JSON.stringify(line))
}

/** What is marked `secret: true`, or has a name like one. */
function collect(schema: unknown, value: unknown, into: Set<string>, secret = false): void {
  if (typeof value === 'string') {
    if (secret && value.length >= SHORTEST_SECRET) into.add(value)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const property = at(at(schema, 'properties'), name) ?? at(schema, 'items')
    const marked = secret || at(property, 'secret') === true || SECRET_NAME.test(name)
    collect(property, inner, into, marked)
  }
}

function at(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined
}

export function expectNone(secrets: Set<string>, texts: readonly string[], where: string): void {
  for (const secret of secrets) {
    const found = texts.find((text) => holds(text, secret))
    if (found === undefined) continue
    const hidden = found.replaceAll(secret, '‹secret›').slice(0, 300)
    expect(false, `no secret ${where}`, hidden)
  }
}

/** As it is, in a URL, inside of JSON, and as signs that can be turned back. */
function holds(text: string, secret: string): boolean {
  const bytes = Buffer.from(secret)
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...withinBase64(bytes),
  ].some((form) => text.includes(form))
}

/** How a secret looks within something longer that was written as base64, wherever it begins there. */
function withinBase64(bytes: Buffer): string[] {
  if (bytes.length < 9) return [bytes.toString('base64')]
  return [0, 1, 2].flatMap((shift) => {
    const inner = bytes.subarray((3 - shift) % 3)
    const whole = inner.subarray(0, inner.length - (inner.length % 3))
    return [whole.toString('base64'), whole.toString('base64url')]
  })
}
