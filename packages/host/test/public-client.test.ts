import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { PublicClient } from '../src/manifests/public-client.ts'

t.test('a connection that is closed after an answer is not taken for no answer', async (t) => {
  const answered = new Set<Socket>()
  const server = createServer(({ socket }, response) => {
    // It looks open until somebody asks again, as one that is closed at just that moment.
    if (answered.has(socket)) return socket.destroy()
    answered.add(socket)
    response.end('yes')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = new PublicClient()
  t.teardown(async () => {
    await client.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  for (const place of ['first', 'second']) {
    const { status, body } = await client.request(`http://127.0.0.1:${port}/${place}`)
    t.equal(status, 200)
    t.equal(body.toString(), 'yes')
    // Only then a connection that was kept would be used again, and not a second one beside it.
    await setImmediate()
  }
})
