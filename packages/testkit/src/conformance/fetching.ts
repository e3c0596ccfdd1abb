import { isDeepStrictEqual } from 'node:util'
import { ContractError } from '@hubward/border'
import { NETWORK_ITEM_ID } from '@hubward/socialhub'
import { expect, type Rule, show } from './rule.ts'
import { keyOf, type Stage, withoutOverlap, withText, written } from './stage.ts'

const IDS_FIT = 'every id fits SocialHub'
const IDS_STAY = 'a message keeps its id'
const PLAIN = 'what it fetches is plain data as the contract says'
const REPEATABLE = 'the same position yields the same messages'
export const ORDERED = 'messages come oldest first'
/** What all rules about fetched messages are built on. */
export const FETCHES = 'what was fetched is not fetched again for ever'

/** What a single fetch answers. */
export function fetchingRules(stage: Stage): Rule[] {
  const { plugin } = stage
  return [
    {
      name: IDS_FIT,
      why: 'SocialHub refuses a Ticket or a reply whose networkItemId it can’t read',
      guide: 'Messages',
      async run() {
        const { channel } = await stage.arranged()
        const { createdTime } = channel.channel
        const request = { position: null, limit: stage.pageSize, since: createdTime }
        // Asked past the border, which would complain of more than of ids.
        const { messages } = await stage.direct(() =>
          plugin.fetchMessages(channel.context(), request),
        )
        const ids = messages.flatMap((message) =>
          'interaction' in message
            ? [message.interaction.networkItemId, message.interaction.root?.rootId ?? []].flat()
            : message.networkItemId,
        )
        for (const id of ids) {
          const fits = typeof id === 'string' && new RegExp(NETWORK_ITEM_ID).test(id)
          expect(fits, `an id that matches ${NETWORK_ITEM_ID}; networkItemId() makes one`, show(id))
        }
      },
    },
    {
      name: PLAIN,
      why: 'plugins run in other threads and processes, and the host stores what they answer',
      guide: 'The rules',
      needs: [IDS_FIT],
      async run() {
        const { channel } = await stage.arranged()
        const { messages } = await channel.fetchPage(null)
        expect(
          messages.length >= 3,
          'three messages or more after the trial’s “arrange”',
          `${messages.length}`,
        )
      },
    },
    {
      name: IDS_STAY,
      why: 'the host knows a message by its networkItemId: a new one makes a second Ticket',
      guide: 'Messages',
      needs: [PLAIN],
      async run() {
        const { channel } = await stage.arranged()
        const idsByContent = async () =>
          new Map(
            written((await channel.fetchPage(null)).messages).map(({ interaction }) => [
              `${interaction.createdTime} ${interaction.message}`,
              interaction.networkItemId,
            ]),
          )
        const once = await idsByContent()
        const twice = await idsByContent()
        for (const [content, id] of once) {
          const again = twice.get(content) ?? id
          expect(again === id, `the id ${show(id)} again for ${show(content)}`, show(again))
        }
      },
    },
    {
      name: REPEATABLE,
      why: 'a call whose result is lost in a crash is made again from the position that was stored',
      guide: 'Fetching',
      needs: [IDS_STAY],
      async run() {
        const scene = await stage.arranged()
        const { channel } = scene
        let position: unknown = null
        for (let pages = 0, more = true; more && pages < 20; pages++) {
          const page = await channel.fetchPage(position, 2).catch((thrown: unknown) => {
            // A page that breaks the contract is the matter of the next rule, which asks for all.
            if (pages > 0 && thrown instanceof ContractError) return undefined
            throw thrown
          })
          if (page === undefined) return
          const again = await channel.fetchPage(position, 2)
          expect(
            isDeepStrictEqual(again, page),
            `from ${show(position)} the messages ${show(page.messages.map(keyOf))} once more`,
            show(again.messages.map(keyOf)),
          )
          position = page.position
          more = page.more && page.messages.length > 0
        }
      },
    },
    {
      name: FETCHES,
      why: 'a fetch that finds no end keeps the Channel from everything else',
      guide: 'Fetching',
      needs: [REPEATABLE],
      async run() {
        const scene = await stage.arranged()
        await stage.fetchAll(scene)
        const rest = await stage.fetchPage(scene)
        expect(
          !rest.more,
          '“more: false” after the last page: an overlap is welcome, an endless one is not',
          '“more: true”',
        )
      },
    },
    {
      name: ORDERED,
      why: 'they become Tickets in this order, and a reply must not come before its question',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        const times = written(withoutOverlap(await stage.fetchAll(scene)))
          .filter(({ updatedTime }) => updatedTime === undefined)
          .flatMap(({ interaction }) => interaction.createdTime ?? [])
        const sorted = times.toSorted((one, other) => Date.parse(one) - Date.parse(other))
        expect(isDeepStrictEqual(times, sorted), `createdTimes like ${show(sorted)}`, show(times))
      },
    },
    {
      name: 'a new Channel begins at “since”',
      why: 'otherwise a Customer’s first minute is an Inbox full of last year’s messages',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        // The second scene begins an hour later than the first.
        const [old] = await stage.write(await stage.arranged(), ['Written long before.'])
        const later = await stage.arranged()
        const since = Date.parse(later.channel.channel.createdTime)
        for (const { interaction } of withText(await stage.fetchAll(later), old ?? '')) {
          const { createdTime } = interaction
          // A Network whose clock the trial can't set has written it just now.
          const wanted = createdTime === undefined || Date.parse(createdTime) >= since
          expect(wanted, 'nothing older than “since” at the first fetch', show(interaction.message))
        }
      },
    },
  ]
}
