import { MESSAGE_LIMIT_CHARACTERS, type WrittenMessage } from '@hubward/plugin'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { expectEachOnce, flatten, type Scene, type Stage, withText, written } from './stage.ts'

/** What people write, and what breaks programs that think of no such thing. */
const HOSTILE = [
  'Is <b>5 < 6</b> & "7" > \'6\'? <script>alert(1)</script> &amp; &lt;i&gt;',
  // A family of four in one picture, an e with an accent of its own, a line written backwards.
  'Four \u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}, cafe\u0301, \u202Ebackwards\u202C, \u4E2D\u6587.',
  'Braces }]"; -- \\ $' + '{x} {{y}} %s %00 /* */ ../../etc',
  'First line\nSecond line\n\nAfter an empty one',
]
/** What is missing is told once it is certain: a plugin may look again an hour later. */
const LOOKS = 3
const HOUR_MS = 3_600_000
/** Well above what SocialHub takes. */
const LONG = `A long letter begins. ${'word '.repeat(2_400)}`

/** What becomes of what people write, change and delete. */
export function contentRules(stage: Stage): Rule[] {
  const { plugin, trial } = stage
  return [
    {
      name: 'what people write arrives as they wrote it',
      why: 'community managers read it, and the pages escape it: escaping twice or cutting tags out loses words',
      guide: 'Messages',
      needs: [FETCHES],
      async run() {
        const scene = await stage.settled()
        // Their Tickets are told apart by a word.
        const texts = HOSTILE.map((text, index) => `Text ${index} of many: ${text}`)
        await stage.write(scene, texts)
        const messages = await stage.fetchAll(scene)
        for (const [index, text] of texts.entries()) {
          const [message] = withText(messages, `Text ${index} of many`)
          const found = flatten(message?.interaction.message ?? '')
          // An accent may be a sign of its own or a part of its letter: people see the same.
          const same = found.normalize('NFC').includes(flatten(text).normalize('NFC'))
          expect(same, show(flatten(text)), show(found))
        }
      },
    },
    {
      name: `a message longer than SocialHub’s ${MESSAGE_LIMIT_CHARACTERS} characters arrives cut`,
      why: 'SocialHub refuses what is longer, and then nobody reads any of it',
      guide: 'Messages',
      needs: [FETCHES],
      async run() {
        const scene = await stage.settled()
        try {
          await stage.write(scene, [LONG])
        } catch (thrown) {
          if (thrown instanceof Error && thrown.message.startsWith('the trial has no')) throw thrown
          skip(`the trial’s Network takes no text of ${LONG.length} characters`)
        }
        const messages = await stage.fetchAll(scene)
        expectEachOnce(messages, ['A long letter begins.'])
      },
    },
    {
      name: 'an edit is the same message again, with its updatedTime',
      why: 'without the id it becomes a second Ticket, without the time nobody sees the new text',
      guide: 'Messages',
      needs: [FETCHES],
      async run() {
        if (trial.edit === undefined) skip('the trial has no “edit”')
        const { scene, id, since } = await oneMessage('A text with a mistke.')
        scene.host.clock.advance(60_000)
        const corrected = 'A text without a mistake.'
        await trial.edit(scene.channel, id, corrected, scene.host)
        const seen = [...(await stage.fetchAll(scene)), ...(await listed(scene, since))]
        const edits = withText(seen, corrected)
        expect(edits.length > 0, 'the new text, fetched or listed', 'only the old one')
        const ids = edits.map(({ interaction }) => interaction.networkItemId)
        expect(
          ids.every((found) => found === id),
          `the id ${show(id)}`,
          show(ids),
        )
        const times = edits.map(({ updatedTime }) => updatedTime)
        expect(!times.includes(undefined), 'an updatedTime', 'none')
      },
    },
    {
      name: 'a message that disappears is reported gone',
      why: 'its writer wants it gone from the Ticket, too',
      guide: 'Messages',
      needs: [FETCHES],
      async run() {
        if (trial.remove === undefined) skip('the trial has no “remove”')
        const { scene, id, since } = await oneMessage('A text that somebody regrets.')
        scene.host.clock.advance(60_000)
        await trial.remove(scene.channel, id, scene.host)
        const fetched = await stage.fetchAll(scene)
        if (fetched.some((message) => goneUnder(message, id))) return
        if (plugin.listRecent === undefined) {
          skip('the plugin reports no deletions: it has no listRecent, and fetches none')
        }
        for (let look = 0; look < LOOKS; look++) {
          if (await isTold(scene, id, since)) return
          scene.host.clock.advance(HOUR_MS)
        }
        expect(
          false,
          `its deletedTime, or a list that is complete without it, within ${LOOKS} looks`,
          'neither, fetched or listed',
        )
      },
    },
    {
      name: 'listing again calls nothing gone that is there, and nothing by another id',
      why: 'the host believes it: what is missing in a complete list, or has another id, it takes for deleted or new',
      guide: 'Capabilities',
      needs: [FETCHES],
      async run() {
        if (plugin.listRecent === undefined) skip('the plugin has no listRecent')
        const scene = await stage.arranged()
        const since = scene.channel.channel.createdTime
        const all = await stage.fetchAll(scene)
        const there = written(all).filter(
          ({ interaction }) =>
            !all.some((message) => goneUnder(message, interaction.networkItemId)),
        )
        const { messages, completeSince } = await scene.channel.listRecent(since)
        const listed = written(messages).map(({ interaction }) => interaction)
        for (const { interaction } of there) {
          const { networkItemId: id, createdTime = since } = interaction
          const gone = messages.some((message) => goneUnder(message, id))
          expect(!gone, `nothing about ${show(id)}, which is there`, 'its deletedTime')
          const complete =
            completeSince !== undefined && Date.parse(createdTime) >= Date.parse(completeSince)
          const found = listed.some(({ networkItemId }) => networkItemId === id)
          const alike = listed.filter((other) => contentOf(other) === contentOf(interaction))
          expect(
            found || (!complete && alike.length === 0),
            `${show(id)} in a list that is complete or has its text`,
            show(alike.map(({ networkItemId }) => networkItemId)),
          )
        }
      },
    },
  ]

  async function oneMessage(text: string): Promise<{ scene: Scene; id: string; since: string }> {
    const scene = await stage.settled()
    await stage.write(scene, [text])
    const since = scene.host.clock.now().toISOString()
    const [message] = withText(await stage.fetchAll(scene), text)
    expect(message !== undefined, `the message ${show(text)}`, 'none')
    return { scene, id: message.interaction.networkItemId, since }
  }

  async function isTold({ channel }: Scene, id: string, since: string): Promise<boolean> {
    const { messages, completeSince } = await channel.listRecent(since)
    const named = written(messages).some(({ interaction }) => interaction.networkItemId === id)
    const complete = completeSince !== undefined && Date.parse(completeSince) <= Date.parse(since)
    return (!named && complete) || messages.some((message) => goneUnder(message, id))
  }

  async function listed({ channel }: Scene, since: string) {
    return plugin.listRecent === undefined ? [] : (await channel.listRecent(since)).messages
  }
}

function goneUnder(message: object, id: string): boolean {
  return 'deletedTime' in message && 'networkItemId' in message && message.networkItemId === id
}

function contentOf({ createdTime, message }: WrittenMessage['interaction']): string {
  return `${createdTime} ${message}`
}
