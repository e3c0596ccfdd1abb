import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { Notices } from '../src/stage/notices.ts'

t.test('a notice that a killed host breaks off is counted, and ends nothing', async (t) => {
  const notices = await Notices.start()
  t.teardown(() => notices.end())
  const { hostname, port } = new URL(notices.url)
  const host = connect(Number(port), hostname)
  await once(host, 'connect')
  const head =
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n'
  host.write(head)
  // Node has handed the request over when it answers so.
  await once(host, 'data')
  host.write('{"id":')
  host.resetAndDestroy()

  const notice = { id: 'one', kind: 'channel-ended', repeated: false }
  const told = await fetch(notices.url, { method: 'POST', body: JSON.stringify(notice) })
  t.equal(told.status, 200)
  while (notices.brokenOff === 0) await setImmediate()
  t.equal(notices.brokenOff, 1)
  t.equal(notices.told, 1)
  t.same(notices.faults, [])
})
