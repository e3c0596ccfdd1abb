import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import { MISTAKES } from './fixtures/mistakes.ts'
import plaza from './fixtures/plaza.ts'
import { startPlaza } from './fixtures/plaza-network.ts'
import { type PlazaPlugin, plazaTrial } from './fixtures/plaza-trial.ts'

t.setTimeout(300_000)

interface Outcome {
  readonly broken: { readonly name: string; readonly message: string }[]
  readonly skipped: { readonly name: string; readonly reason: string }[]
}

/** Runs the whole suite over a plugin, on a Network of its own. */
async function outcomeOf(plugin: PlazaPlugin): Promise<Outcome> {
  const network = await startPlaza()
  const rules: { name: string; run: (context: unknown) => Promise<void> }[] = []
  testPlugin((name, run) => rules.push({ name, run }), plugin, plazaTrial(network))
  const outcome: Outcome = { broken: [], skipped: [] }
  for (const { name, run } of rules) {
    const skip = (reason: string) => outcome.skipped.push({ name, reason })
    await run({ skip }).catch((error: Error) => {
      outcome.broken.push({ name, message: error.message })
    })
  }
  await network.close()
  return outcome
}

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
