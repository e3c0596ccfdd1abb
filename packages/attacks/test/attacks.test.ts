import t from 'tap'
import { ATTACKS } from '../src/attacks/all.ts'
import { measure } from '../src/measure.ts'
import { buildWorld, ROOT } from '../src/stage/world.ts'

// Hosts, Networks and attackers are processes here. `pnpm attacks` is the full size of the same.
t.setTimeout(900_000)

t.test(
  'no attack, tried in small, gets what it is after or keeps an honest visitor out',
  async (t) => {
    t.setTimeout(900_000)
    const world = await buildWorld(ROOT, (sentence) => t.comment(sentence))
    t.teardown(() => world.close())
    for (const attack of ATTACKS) {
      const { got, checks, visitors, webhooks } = await measure(world, attack, true)
      const failed = checks.filter(({ ok }) => !ok).map(({ what }) => what)
      t.same(failed, [], `${attack.name}: ${got}`)
      t.ok(visitors.count > 0 && webhooks.count > 0, `${attack.name}: honest people came`)
    }
  },
)
