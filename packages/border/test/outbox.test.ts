import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import t from 'tap'
import { Outbox } from '../src/worker/outbox.ts'

t.test('what is told in one go is posted together, and in order', async (t) => {
  const posts: (readonly number[])[] = []
  const outbox = new Outbox<number>((messages) => posts.push(messages))
  outbox.tell(1)
  outbox.tell(2)
  t.same(posts, [], 'not before all of it was told')
  outbox.tellNow(3)
  t.same(posts, [[1, 2], [3]], 'what can’t wait comes after what was told before')
  outbox.tell(4)
  await Promise.resolve().then(() => outbox.tell(5))
  await new Promise(setImmediate)
  t.same(posts.slice(2).flat(), [4, 5])
})

t.test('what can’t be posted harms nothing else', async (t) => {
  const { port1, port2 } = new MessageChannel()
  const heard = once(port2, 'message')
  const outbox = new Outbox<unknown>((messages) => port1.postMessage(messages))
  outbox.tell('before')
  t.throws(() => outbox.tellNow(() => 'a function'), { name: 'DataCloneError' })
  t.same(await heard, [['before']])
  port1.close()
})
