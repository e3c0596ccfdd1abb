import t from 'tap'
import { needsEmailServers } from '../../quickstart/test/fixtures/email/installed.ts'
import { makeMailPlan } from '../src/mailboxes/plan.ts'
import { runMail } from '../src/mailboxes/run.ts'
import { print } from '../src/print.ts'

// Mail servers, hosts and PostgreSQL start and die here. `pnpm chaos --mailboxes 3` is the long form.
t.setTimeout(600_000)

const SEED = Number(process.env.CHAOS_SEED ?? 2)

t.test(
  'each mail is one Ticket and each reply one mail, while hosts and servers die',
  needsEmailServers(),
  async (t) => {
    const plan = makeMailPlan({
      seed: SEED,
      durationMs: 8_000,
      hosts: 2,
      mailboxes: 2,
      workers: false,
    })
    const progress = (sentence: string) => t.comment(sentence)
    const report = await runMail(plan, { quietMs: 240_000, progress })
    if (!report.ok) print(report)
    t.same(
      report.faults.map(({ what }) => what),
      [],
      `mailboxes and Tickets agree, with seed ${SEED}`,
    )
    t.ok(report.kills >= 2, `${report.kills} hosts were killed`)
    t.ok((report.compared['mails that became one Ticket each'] ?? 0) >= 15)
    t.ok((report.compared['replies published once'] ?? 0) >= 1)
  },
)
