import t from 'tap'
import { RepeatedPositions } from '../../src/inbound/repeated-positions.ts'

t.test('a circle of any length is met, and a long way back is none', async (t) => {
  for (const length of [1, 2, 3, 7, 40]) {
    const positions = new RepeatedPositions()
    let steps = 0
    while (!positions.isMet('1', { page: steps % length }) && steps < 500) steps++
    t.ok(steps >= length && steps < 4 * length + 4, `${length}: after ${steps}`)
  }
  const positions = new RepeatedPositions()
  for (let page = 0; page < 5_000; page++) {
    if (positions.isMet('1', { page })) t.fail(`page ${page} is new`)
  }
})

t.test('each Channel walks by itself, and a walk ends with what it brings', async (t) => {
  const positions = new RepeatedPositions()
  t.notOk(positions.isMet('1', 'a'))
  t.notOk(positions.isMet('2', 'a'))
  positions.end('1')
  t.notOk(positions.isMet('1', 'a'))
  t.ok(positions.isMet('2', 'a'))
})
