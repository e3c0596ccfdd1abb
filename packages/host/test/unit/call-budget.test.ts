import t from 'tap'
import { type Spent, waitForBudget } from '../../src/call-budget.ts'

const WITHIN_MS = 60_000
const budget = { calls: 8, withinMs: WITHIN_MS }
const spent = (used: number, usedBefore = 0, elapsedMs = 0): Spent => ({
  used,
  usedBefore,
  elapsedMs,
})
const alone = (all: Spent) => ({ all, own: all, customers: 1 })

t.test('reading leaves a quarter for what people wait for', async (t) => {
  t.equal(waitForBudget(budget, alone(spent(5)), 'reading'), 0)
  t.ok(waitForBudget(budget, alone(spent(6)), 'reading') > 0)
  t.equal(waitForBudget(budget, alone(spent(7)), 'people'), 0)
  t.ok(waitForBudget(budget, alone(spent(8)), 'people') > 0)
  t.equal(waitForBudget({ ...budget, calls: 1 }, alone(spent(0)), 'reading'), 0, 'but not the only')
})

t.test('what was spent counts less the older it is', async (t) => {
  const later = spent(0, 8, WITHIN_MS / 2)
  t.equal(waitForBudget(budget, alone(later), 'people'), 0, 'four of the eight are too old')
  const full = alone(spent(4, 8, WITHIN_MS / 2))
  const waitMs = waitForBudget(budget, full, 'people')
  t.equal(waitMs, WITHIN_MS / 8, 'until one more of the eight is')
  t.equal(waitForBudget(budget, alone(spent(4, 8, WITHIN_MS / 2 + waitMs)), 'people'), 0)
})

t.test('what was spent in the present window is waited for into the next', async (t) => {
  const waitMs = waitForBudget(budget, alone(spent(8, 0, WITHIN_MS / 2)), 'people')
  t.equal(waitMs, WITHIN_MS / 2 + WITHIN_MS / 8)
  t.equal(waitForBudget(budget, alone(spent(0, 8, WITHIN_MS / 8)), 'people'), 0, 'and then enough')
})

t.test('once half is spent, Customers share what may be read', async (t) => {
  const state = (own: number, all: number) => ({ all: spent(all), own: spent(own), customers: 3 })
  t.equal(waitForBudget(budget, state(2, 2), 'reading'), 0, 'one Customer alone has had two')
  t.ok(waitForBudget(budget, state(2, 3), 'reading') > 0, 'two of six are a third')
  t.equal(waitForBudget(budget, state(1, 4), 'reading'), 0, 'who had less is served')
  t.equal(waitForBudget(budget, state(4, 6), 'people'), 0, 'people need not share')
  const many = { all: spent(3), own: spent(0), customers: 100 }
  t.equal(waitForBudget(budget, many, 'reading'), 0, 'of very many, each may have one')
})
