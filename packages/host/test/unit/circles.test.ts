import t from 'tap'
import { Circles } from '../../src/inbound/circles.ts'

t.test('a circle of any length is met, and a long way back is none', async (t) => {
  for (const length of [1, 2, 3, 7, 40]) {
    const circles = new Circles()
    let steps = 0
    while (!circles.isMet('1', { page: steps % length }) && steps < 500) steps++
    t.ok(steps >= length && steps < 4 * length + 4, `${length}: after ${steps}`)
  }
  const circles = new Circles()
  for (let page = 0; page < 5_000; page++) {
    if (circles.isMet('1', { page })) t.fail(`page ${page} is new`)
  }
})

t.test('each Channel walks by itself, and a walk ends with what it brings', async (t) => {
  const circles = new Circles()
  t.notOk(circles.isMet('1', 'a'))
  t.notOk(circles.isMet('2', 'a'))
  circles.end('1')
  t.notOk(circles.isMet('1', 'a'))
  t.ok(circles.isMet('2', 'a'))
})
