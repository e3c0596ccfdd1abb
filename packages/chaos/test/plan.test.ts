import { CRASH_POINTS } from '@hubward/host'
import t from 'tap'
import { makePlan } from '../src/plan/plan.ts'

const options = {
  seed: 7,
  durationMs: 600_000,
  hosts: 3,
  accountsPerIntegration: 3,
  strictGrants: true,
}

t.test('a seed makes the same plan again, and another seed another one', async (t) => {
  const written = (seed: number) => JSON.stringify(makePlan({ ...options, seed }))
  t.ok(written(7) === JSON.stringify(makePlan(options)))
  t.not(written(8).slice(0, 5_000), written(7).slice(0, 5_000))
})

t.test(
  'ten minutes bring at least 250 reasons to die, and every point several times',
  async (t) => {
    const { steps } = makePlan(options)
    const kills = steps.filter(({ kind }) => kind === 'kill' || kind === 'arm')
    t.ok(kills.length >= 250, `${kills.length}`)
    for (const point of CRASH_POINTS) {
      const times = steps.filter((step) => step.kind === 'arm' && step.point === point).length
      t.ok(times >= 5, `${point}: ${times}`)
    }
  },
)

t.test('the shortest run still has everything in it, in the order of time', async (t) => {
  const { steps } = makePlan({ ...options, durationMs: 10_000 })
  const kinds = new Set(steps.map(({ kind }) => kind))
  for (const kind of ['kill', 'arm', 'freeze', 'restart-postgres', 'disable', 'new-token']) {
    t.ok([...kinds].includes(kind as never), kind)
  }
  const times = steps.map(({ atMs }) => atMs)
  t.ok(times.every((atMs, place) => atMs >= (times[place - 1] ?? 0)))
  t.ok(times.every((atMs) => atMs >= 0 && atMs <= 10_000))
})
