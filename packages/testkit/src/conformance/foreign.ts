import { isDeepStrictEqual } from 'node:util'
import { isVisible, type Message, PluginError } from '@hubward/plugin'
import { FETCHES } from './fetching.ts'
import { changeItem, ODDITIES, type Oddity, strangelyWritten } from './oddities.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { expectEachOnce, keyOf, type Scene, type Stage, withoutOverlap, written } from './stage.ts'

/** What comes from a Network is foreign: what must come of it, whatever it says. */
export function foreignRules(stage: Stage): Rule[] {
  return [
    ...ODDITIES.map((oddity) => oddItem(stage, oddity)),
    {
      name: 'fields in another order, and one that nobody knows, change nothing',
      why: 'Networks add to their answers whenever they like',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        const usual = withoutOverlap(await stage.fetchAll(scene))
        scene.channel.position = null
        scene.host.faults.rewrite(strangelyWritten)
        const strange = withoutOverlap(await stage.fetchAll(scene))
        scene.host.faults.none()
        const same = isDeepStrictEqual(strange, usual)
        expect(same, show(usual.map(keyOf)), show(strange.map(keyOf)))
      },
    },
    {
      name: 'an answer that can’t be read loses nothing',
      why: 'a page for maintenance with status 200 must not move the position over what it hides',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const { scene, texts } = await threeNew(stage)
        const { faults } = scene.host
        const before = scene.channel.position
        const asked = faults.requests.length
        for (const body of UNREADABLE) {
          scene.channel.position = before
          const seen: Message[] = []
          const look = async () => {
            seen.push(...(await stage.fetchPage(scene)).messages)
          }
          faults.rewrite(() => body)
          await stage.failureOf(scene, look)
          faults.cutAnswers(10)
          await stage.failureOf(scene, look)
          faults.none()
          expectEachOnce([...seen, ...(await stage.fetchAll(scene))], texts)
        }
        if (faults.requests.length === asked) skip('fetchMessages asks nobody by HTTP')
      },
    },
    {
      name: 'a list that leads back to itself ends',
      why: 'a cursor that stands still would keep a worker busy for ever, and lock the Customer out',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const { scene } = await threeNew(stage)
        const { channel, host } = scene
        const known = new Map<string, string>()
        let asked = 0
        host.faults.rewrite((body, { method, url }) => {
          if (++asked > ASKED_LIMIT) host.faults.unreachable()
          const place = `${method} ${url.split('?')[0]}`
          const first = known.get(place) ?? body
          known.set(place, first)
          return first
        })
        const { createdTime } = channel.channel
        const calls: [string, () => Promise<unknown>][] = [
          ['fetchMessages', () => channel.fetchPage(null, 1)],
          ['listRecent', () => channel.listRecent(createdTime)],
        ]
        for (const [name, call] of calls) {
          if (name === 'listRecent' && stage.plugin.listRecent === undefined) continue
          asked = 0
          // The border refuses a cursor that was asked with: that is an end, too.
          const ending = call().catch(() => undefined)
          const isOver = await endsWhileAsking(stage, ending, () => asked)
          const ended = isOver && asked <= ASKED_LIMIT
          if (!ended) host.faults.unreachable()
          expect(ended, `an end of ${name}, though ${LEADS_BACK}`, `${asked} requests in one call`)
        }
        host.faults.none()
        await expectEndOfPages(stage)
      },
    },
    {
      name: 'a message that shows up late, behind the position, arrives',
      why: 'servers federate and index as they can: what comes late would never be read',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const scene = await stage.settled()
        const { clock } = scene.host
        clock.advance(120_000)
        await stage.write(scene, 1)
        await stage.fetchAll(scene)
        const since = clock.now().getTime() - 60_000
        const late = new Date(since).toISOString()
        const texts = await stage.write(scene, 1, { time: late })
        const seen: Message[] = await stage.fetchAll(scene)
        if (stage.plugin.listRecent !== undefined) {
          const from = new Date(since - 60_000).toISOString()
          const listed = await scene.channel.listRecent(from)
          seen.push(...listed.messages)
        }
        expectEachOnce(seen, texts)
      },
    },
  ]
}

/** What stands where a list should be. */
const UNREADABLE = ['<html><p>Back soon</p></html>', '', 'null', '{}', '{"list":[{"id":"1']
/** More requests than any honest call makes. */
const ASKED_LIMIT = 200
/** More pages than these messages fill, however few fit on one. */
const CIRCLE_PAGES_LIMIT = 300
/** So many are several pages at a Network that gives more than it is asked for. */
const CIRCLE_MESSAGES = 45

function oddItem(stage: Stage, { what, why, changes }: Oddity): Rule {
  return {
    name: `${what} keeps no other message away`,
    why,
    guide: 'Fetching',
    needs: [FETCHES],
    async run() {
      const { scene, texts } = await threeNew(stage)
      const [first = '', odd = '', last = ''] = texts
      const { faults } = scene.host
      const before = scene.channel.position
      let tried = 0
      for (const change of changes) {
        scene.channel.position = before
        faults.rewrite((body) => {
          const changed = changeItem(body, odd, (item) => change(item, odd), [first, last])
          if (changed === undefined) return body
          tried++
          return changed
        })
        const messages = await stage.fetchAll(scene)
        faults.none()
        expectEachOnce(messages, [first, last])
        for (const message of messages) expectSound(message)
      }
      if (tried === 0) skip('no list of the Network, as JSON, holds a message of its own')
    },
  }
}

/** On a slow machine an end takes its time: it is waited for as long as something is asked. */
async function endsWhileAsking(stage: Stage, ending: Promise<unknown>, asked: () => number) {
  let isOver = false
  for (let before = -1; !isOver && asked() > before && asked() <= ASKED_LIMIT; ) {
    before = asked()
    isOver = await stage.within(ending).then(
      () => true,
      () => false,
    )
  }
  return isOver
}

/** What was done to the answers, for an author who sees no such Network. */
const LEADS_BACK =
  'each address answers its first answer again and again, whatever page is asked for'

/** Each place answers for ever what it answered first: page after page leads nowhere new. */
async function expectEndOfPages(stage: Stage): Promise<void> {
  if (stage.trial.write === undefined) return
  const scene = await stage.settled()
  const { channel, host } = scene
  await stage.write(scene, CIRCLE_MESSAGES)
  const known = new Map<string, string>()
  let asked = 0
  host.faults.rewrite((body, { method, url }) => {
    asked++
    const place = `${method} ${url.split('?')[0]}`
    const first = known.get(place) ?? body
    known.set(place, first)
    return first
  })
  let pages = 0
  let read = 0
  let failure: unknown
  for (let more = true; more && pages < CIRCLE_PAGES_LIMIT; pages++) {
    const before = channel.position
    // An error is an end, too, unless it is the border's, which has waited for too long.
    let isGivenUp = false
    const reading = stage.fetchPage(scene).catch((thrown: unknown) => {
      failure = thrown
      isGivenUp = thrown instanceof PluginError && thrown.message.startsWith('no end after')
    })
    asked = 0
    const isOver = await endsWhileAsking(stage, reading, () => asked)
    expect(
      isOver && !isGivenUp,
      `an end of each call of fetchMessages, though ${LEADS_BACK}`,
      `call ${pages + 1} was still asking after ${asked} requests`,
    )
    const page = await reading
    if (page) read++
    // A host asks no more from where it has just asked.
    more = page?.more === true && !isDeepStrictEqual(page.position, before)
  }
  host.faults.none()
  expect(
    read > 0,
    `the messages that fetchMessages read, and a warning in context.log, though ${LEADS_BACK}`,
    `nothing but an error: ${failure instanceof Error ? failure.message : String(failure)}`,
  )
  expect(
    pages < CIRCLE_PAGES_LIMIT,
    `“more: false”, or the same position again, though ${LEADS_BACK}`,
    `“more: true” from a new position ${pages} times in a row`,
  )
}

/** Three new messages, each with words of its own; the second carries an emoji and a link. */
export async function threeNew(stage: Stage): Promise<{ scene: Scene; texts: readonly string[] }> {
  const scene = await stage.settled()
  const number = ++threes
  const texts = ['First', 'Second', 'Third'].map((word) => `${word} of the three in ${number}.`)
  const [first = '', second = '', third = ''] = texts
  await stage.write(scene, [
    first,
    `\u{1F469}\u200D\u{1F467} ${second} https://web.example/x`,
    third,
  ])
  return { scene, texts }
}
let threes = 0

/** What SocialHub takes, and people can read. */
function expectSound(message: Message): void {
  if (!('interaction' in message)) return
  const { interaction, updatedTime } = message
  for (const time of [interaction.createdTime, updatedTime]) {
    if (time === undefined) continue
    const readable = /^\d{4}-/.test(time) && !time.startsWith('0000')
    expect(readable, 'a time in the years 1 to 9999, or none', show(time))
  }
  const { message: text, interactor, pictures = [], attachments = [] } = interaction
  const shown = isVisible(text ?? '') || pictures.length > 0 || attachments.length > 0
  expect(shown, 'a Ticket with something to see in it', show(interaction))
  if (interactor) expect(isVisible(interactor.name), 'a name that people see', show(interactor))
  const whole = JSON.stringify(interaction)
  expect(whole.isWellFormed() && !/\\u[dD][89a-fA-F]/.test(whole), 'whole characters', show(text))
  const { url, link } = interaction
  const addresses = [
    url,
    link,
    interactor?.url,
    interactor?.picture,
    ...attachments.map((file) => file.url),
  ]
  const odd = addresses.find((address) => address !== undefined && !/^https?:/.test(address))
  expect(odd === undefined, 'addresses of the web only', show(odd))
  const known = /\[native code\]|\[object Object\]|\bundefined\b/.exec(whole)?.[0]
  expect(known === undefined, 'words for people', show(known))
}

/** The ids of messages that are called gone. */
export function goneIn(messages: readonly Message[]): string[] {
  return messages.flatMap((message) => ('deletedTime' in message ? message.networkItemId : []))
}

export function idsOf(messages: readonly Message[]): string[] {
  return written(messages).map(({ interaction }) => interaction.networkItemId)
}
