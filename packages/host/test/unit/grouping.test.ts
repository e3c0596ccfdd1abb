import { setImmediate as roundOfTheLoop } from 'node:timers/promises'
import { FairQueue } from '@hubward/border'
import t from 'tap'
import { Grouping, TooBusy } from '../../src/grouping.ts'

t.test('whoever has much waiting waits for it alone', async (t) => {
  const queue = new FairQueue<string>(3)
  for (const item of ['a1', 'a2', 'a3']) t.ok(queue.add('a', item))
  t.notOk(queue.add('a', 'a4'), 'and may not have more than a certain number')
  t.ok(queue.add('b', 'b1'))
  t.ok(queue.add('c', 'c1'))
  t.same(queue.take(2), ['a1', 'b1'])
  t.same(queue.take(2), ['c1', 'a2'], 'who had no place in the last group is first in the next')
  t.equal(queue.size, 1)
  t.ok(queue.add('a', 'a5'))
  t.same(queue.take(10), ['a3', 'a5'])
  t.same(queue.take(10), [])
})

t.test('groups', async (t) => {
  const groups: number[][] = []
  const first = Promise.withResolvers<void>()
  const grouping = new Grouping(async (group: readonly number[]) => {
    groups.push([...group])
    if (groups.length === 1) await first.promise
    if (group.includes(3)) throw new Error('three is refused')
    return group.map((number) => number * 2)
  }, 4)
  const results = [0, 1].map((number) => grouping.add(number))
  await roundOfTheLoop()
  t.same(groups, [[0, 1]], 'those that come together go together')
  results.push(...[2, 3, 4, 5, 6].map((number) => grouping.add(number)))
  const settled = Promise.allSettled(results)
  first.resolve()
  t.same(
    (await settled).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
    [0, 2, 4, 'three is refused', 8, 10, 12],
    'one that fails takes no other with it',
  )
  t.same(groups, [[0, 1], [2, 3, 4, 5], [2], [3], [4], [5], [6]])
})

t.test(
  'an owner with a flood fills no group alone, and may not have more than a number',
  async (t) => {
    const groups: string[][] = []
    const first = Promise.withResolvers<void>()
    const grouping = new Grouping(
      async (group: readonly string[]) => {
        groups.push([...group])
        if (groups.length === 1) await first.promise
        return group
      },
      3,
      { ownerOf: (item) => item.slice(0, 1), mostOfOne: 4 },
    )
    const flood = [grouping.add('a1')]
    await roundOfTheLoop()
    flood.push(...['a2', 'a3', 'a4', 'a5'].map((item) => grouping.add(item)))
    await t.rejects(grouping.add('a6'), TooBusy, 'one is at work, four wait')
    const others = ['b1', 'c1'].map((item) => grouping.add(item))
    first.resolve()
    t.same(await Promise.all([...flood, ...others]), ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1'])
    t.same(groups, [['a1'], ['a2', 'b1', 'c1'], ['a3', 'a4', 'a5']])
    t.equal(await grouping.add('a7'), 'a7', 'there is room again')
  },
)
