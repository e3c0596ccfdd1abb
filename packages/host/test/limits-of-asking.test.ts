import { fastify } from 'fastify'
import got from 'got'
import t from 'tap'
import { shared } from '../src/web/health.ts'
import { limitVisitors } from '../src/web/visitor.ts'
import { openHouse } from './fixtures/house.ts'

t.test('those who ask for /readyz at the same moment share one answer', async (t) => {
  const asked: PromiseWithResolvers<boolean>[] = []
  const ask = shared(() => {
    const answer = Promise.withResolvers<boolean>()
    asked.push(answer)
    return answer.promise
  })
  const together = [ask(), ask(), ask()]
  t.equal(asked.length, 1)
  asked[0]?.resolve(true)
  t.same(await Promise.all(together), [true, true, true])
  const later = ask()
  t.equal(asked.length, 2, 'whoever asks later gets an answer of their own')
  asked[1]?.reject(new Error('no answer'))
  await t.rejects(later, { message: 'no answer' })
  const again = ask()
  asked[2]?.resolve(false)
  t.equal(await again, false, 'a failure is not kept')
})

t.test('a visitor who asks too often is refused, and nobody else', async (t) => {
  const app = fastify()
  t.teardown(() => app.close())
  await app.register(async (scope) => {
    await limitVisitors(scope, 2)
    scope.get('/media', async () => 'picture')
  })
  const from = async (remoteAddress: string) =>
    (await app.inject({ url: '/media', remoteAddress })).statusCode
  t.same(
    [await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.1')],
    [200, 200, 429],
  )
  t.equal(await from('192.0.2.2'), 200)
  const [here, there] = ['2001:db8:1:2::1', '2001:db8:1:2::ffff']
  t.same([await from(here), await from(there), await from(here)], [200, 200, 429], 'one network')
})

t.test('media may be asked for often: a page shows many pictures', async (t) => {
  const house = await openHouse()
  t.teardown(() => house.close())
  const { headers, statusCode } = await got(`${house.url}/media/none.none`, {
    throwHttpErrors: false,
  })
  t.equal(statusCode, 404)
  t.equal(headers['x-ratelimit-limit'], '6000')
})
