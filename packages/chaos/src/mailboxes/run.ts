import type { Fault } from '../histories/histories.ts'
import { play } from '../play.ts'
import type { Report } from '../run.ts'
import { compareMails } from './compare-mails.ts'
import { MailPerformer } from './performer.ts'
import { MAIL_POINTS, type MailPlan } from './plan.ts'
import { becomeQuiet } from './quiet.ts'
import { buildMailWorld, type MailWorld } from './world.ts'

/** Goes through a plan with mailboxes, lets everything become quiet, and compares. */
export async function runMail(
  plan: MailPlan,
  { quietMs, progress }: { quietMs: number; progress: (sentence: string) => void },
): Promise<Report> {
  const began = performance.now()
  const over = new AbortController()
  const world = await buildMailWorld(plan, { progress, signal: over.signal })
  try {
    const performer = new MailPerformer(world)
    const broken = await play(world, plan.steps, (step) => performer.do(step), progress)
    progress('All faults are off: waiting for quiet …')
    const unsettled = await becomeQuiet(world, performer, quietMs)
    const compared = compareMails(await collect(world, performer))
    const ledger = await world.proveLedger()
    const { counts } = world.hosts
    const faults: readonly Fault[] = [
      ...broken,
      ...(unsettled.length > 0 ? [{ what: 'it did not become quiet', life: unsettled }] : []),
      ...world.hosts.endedByThemselves.map((what) => ({ what, life: [] })),
      ...compared.faults,
      ...ledger.faults,
      ...world.notices.faults,
    ]
    const answers = Object.entries(await world.socialhub.counts())
    return {
      seed: plan.seed,
      ok: faults.length === 0,
      seconds: Math.round((performance.now() - began) / 1_000),
      kills: counts.atRandom + Object.values(counts.atPoints).reduce((sum, n) => sum + n, 0),
      hosts: counts,
      postgresRestarts: world.postgres.restarts,
      reconnects: 0,
      brakesReleased: 0,
      notices: { told: world.notices.told, brokenOff: world.notices.brokenOff },
      done: performer.done,
      impossible: performer.impossible,
      compared: {
        ...compared.counts,
        ...ledger.counts,
        'logins that were one too many': await world.servers.imap.refusedLogins(),
      },
      answers: Object.fromEntries(answers.map(([route, { byStatus }]) => [route, byStatus])),
      pointsNotReached: MAIL_POINTS.filter((point) => counts.atPoints[point] === undefined),
      faults,
      logFile: world.logFile,
      reportFile: world.logFile.replace(/log$/, 'json'),
    }
  } finally {
    over.abort()
    await world.end()
  }
}

async function collect({ ada, socialhub }: MailWorld, { mails }: MailPerformer) {
  const received = await ada.mails()
  return {
    mails,
    received: received.map(({ raw }) => raw),
    channels: await socialhub.list('channels'),
    tickets: await socialhub.list('tickets'),
    followups: await socialhub.list('followups'),
    actions: await socialhub.list('ticket-actions'),
  }
}
