import { answerable } from './answering.ts'
import { expect, type Rule, show } from './rule.ts'
import { type Stage, written } from './stage.ts'

const HOUR_MS = 3_600_000

/**
 * Where `listRecent` calls its list complete: whoever lists by the time at which questions were written
 * leaves out the answer of today to the question of last month.
 */
export function listingReplies(stage: Stage, id: string, needs: readonly string[]): Rule {
  return {
    name: `"${id}": listing again calls no fresh reply to an older message gone`,
    why: 'the host takes for deleted what a complete list lacks: the answer would vanish from its thread',
    guide: 'Capabilities',
    needs,
    async run() {
      const { scene, reply } = await answerable(stage, id)
      scene.host.clock.advance(HOUR_MS)
      // Some Networks of trials take the time from what is written.
      if (stage.trial.write) await stage.write(scene, 1)
      const { networkItemId } = await scene.channel.reply(reply)
      const fetched = written(await stage.fetchAll(scene)).map(({ interaction }) => interaction)
      const since = fetched.find((one) => one.networkItemId === networkItemId)?.createdTime
      // What doesn't come back nobody can miss.
      if (since === undefined) return
      const { messages, completeSince } = await scene.channel.listRecent(since)
      const isNamed = written(messages).some(
        ({ interaction }) => interaction.networkItemId === networkItemId,
      )
      const isComplete =
        completeSince !== undefined && Date.parse(completeSince) <= Date.parse(since)
      expect(
        isNamed || !isComplete,
        `${show(networkItemId)}, written ${since}, or a list that is not complete since then`,
        `a list that is complete since ${completeSince}, without it`,
      )
    },
  }
}
