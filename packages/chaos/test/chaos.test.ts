import t from 'tap'
import { makePlan } from '../src/plan/plan.ts'
import { print } from '../src/print.ts'
import { run } from '../src/run.ts'

// Processes of every kind start and die here. `pnpm chaos` is the long form of the same.
t.setTimeout(600_000)

const SEED = Number(process.env.CHAOS_SEED ?? 4)

t.test('nothing is lost and nothing comes twice while everything goes wrong', async (t) => {
  t.setTimeout(600_000)
  const plan = makePlan({
    seed: SEED,
    durationMs: 12_000,
    hosts: 2,
    accountsPerIntegration: 2,
    // A lost grant takes its Customer ten seconds of doubt and a reconnect, which the long form has.
    strictGrants: false,
  })
  const report = await run(plan, {
    quietMs: 240_000,
    allPoints: false,
    progress: (sentence) => t.comment(sentence),
  })
  if (!report.ok) print(report)
  t.same(
    report.faults.map(({ what }) => what),
    [],
    `the histories agree, with seed ${SEED}`,
  )
  t.ok(report.kills >= 4, `${report.kills} hosts were killed`)
  t.ok((report.compared['messages that became Tickets'] ?? 0) >= 40)
  t.ok((report.compared['messages that the ledger knows'] ?? 0) >= 40)
  // How many of them the faults leave to be published, depends on how fast the machine is.
  const replies = plan.steps.filter(({ kind }) => kind === 'reply').length
  t.equal(report.done.reply, replies, 'each reply of the plan was sent')
  t.ok((report.compared['replies published once'] ?? 0) >= 1)
  for (const kind of ['notice', 'answer']) {
    t.ok((report.compared[`mails sent once: ${kind}`] ?? 0) >= 1, `a visitor was sent its ${kind}`)
  }
})
