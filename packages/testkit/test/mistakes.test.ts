import t from 'tap'
import { outcomeOf } from './fixtures/outcome.ts'
import { MISTAKES } from './fixtures/planted.ts'
import plaza from './fixtures/plaza.ts'

t.setTimeout(300_000)

t.test('a plugin that keeps all rules passes them all, and none is skipped', async (t) => {
  t.same(await outcomeOf(plaza), { broken: [], skipped: [] })
})

t.ok(MISTAKES.length >= 20, `${MISTAKES.length} mistakes are planted`)
for (const { mistake, plugin, caught } of MISTAKES) {
  t.test(`found: ${mistake}`, async (t) => {
    const { broken } = await outcomeOf(plugin)
    t.same(
      broken.map(({ name }) => name),
      [caught],
      'by that rule and no other',
    )
    for (const { message } of broken) {
      t.match(message, /^Expected: .+\nFound: .+\nWhy it matters: .+\nWhere to look: .+“.+”$/s)
    }
  })
}
