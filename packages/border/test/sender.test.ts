import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import t from 'tap'
import { Sender } from '../src/worker/sender.ts'

t.test('what is told in one go is posted together, and in order', async (t) => {
  const posts: (readonly number[])[] = []
  const sender = new Sender<number>((messages) => posts.push(messages))
  sender.tell(1)
  sender.tell(2)
  t.same(posts, [], 'not before all of it was told')
  sender.tellNow(3)
  t.same(posts, [[1, 2], [3]], 'what can’t wait comes after what was told before')
  sender.tell(4)
  await Promise.resolve().then(() => sender.tell(5))
  await new Promise(setImmediate)
  t.same(posts.slice(2).flat(), [4, 5])
})

t.test('what can’t be posted harms nothing else', async (t) => {
  const { port1, port2 } = new MessageChannel()
  const heard = once(port2, 'message')
  const sender = new Sender<unknown>((messages) => port1.postMessage(messages))
  sender.tell('before')
  t.throws(() => sender.tellNow(() => 'a function'), { name: 'DataCloneError' })
  t.same(await heard, [['before']])
  port1.close()
})
